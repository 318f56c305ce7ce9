"""Files are written whole, links and special files stay what they are."""

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kg.errors import KgError, UsageError
from kg.files import exchange, replace_text, replacing_folder


def test_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / ("long " * 50 + ".txt")[-255:]
    path.write_text("old and longer")
    path.chmod(0o640)
    replace_text(path, "new \ud800")
    assert path.read_text() == "new ?"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


ENDED = """
import signal, sys, time
from pathlib import Path
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever started the tests may have had it ignored
from kg.files import replacing_folder, written
with written(Path(sys.argv[1])) as file, replacing_folder(Path(sys.argv[2]), ["a"]) as folder:
    file.write(b"half")
    (folder / "a").write_text("half")
    print("begun", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_what_ends_a_process_leaves_the_old_files_and_nothing_else(tmp_path: Path, name: str) -> None:
    file, folder = tmp_path / "file", tmp_path / "folder"
    file.write_text("old")
    folder.mkdir()
    (folder / "a").write_text("old")
    with subprocess.Popen(
        [sys.executable, "-c", ENDED, str(file), str(folder)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        process.send_signal(getattr(signal, name))
        assert process.wait(30) != 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
    assert (file.read_text(), (folder / "a").read_text()) == ("old", "old")


def test_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "folder" / "target.txt", tmp_path / "link.txt"
    target.parent.mkdir()
    target.write_text("old")
    link.symlink_to(target)
    replace_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_link_to_a_new_file_makes_the_file(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "new.txt")
    replace_text(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "new.txt").read_text() == "new"


def test_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(path.read_text()), daemon=True)
    reader.start()
    replace_text(path, "through")
    assert stat.S_ISFIFO(path.stat().st_mode)
    reader.join(timeout=10)
    assert read == ["through"]


@pytest.mark.parametrize("name", ["missing/file.txt", "broken"])
def test_what_cannot_be_written_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken").symlink_to(tmp_path / "gone" / "file.txt")
    with pytest.raises(KgError, match=r"cannot write .*: No such file"):
        replace_text(tmp_path / name, "text")


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    for text in ("one", "two"):
        with replacing_folder(folder, ("a.txt",)) as part:
            (part / "a.txt").write_text(text)
        assert {path.name: path.read_text() for path in folder.iterdir()} == {"a.txt": text}
    with pytest.raises(ZeroDivisionError), replacing_folder(folder, ("a.txt",)) as part:
        (part / "a.txt").write_text("three")
        raise ZeroDivisionError
    assert (folder / "a.txt").read_text() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "diary.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds other files \(diary.txt\)"), replacing_folder(tmp_path / "made", ("a.txt",)):
        pytest.fail("nothing may be written")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match="is a file"), replacing_folder(tmp_path / "file", ("a.txt",)):
        pytest.fail("nothing may be written")
    with pytest.raises(KgError, match="cannot write"), replacing_folder(tmp_path / "no" / "where", ("a.txt",)):
        pytest.fail("nothing may be written")


def test_folders_exchange_their_places(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    assert exchange(tmp_path / "one", tmp_path / "two") is (sys.platform in {"linux", "darwin"})
    if sys.platform in {"linux", "darwin"}:
        assert [(tmp_path / name / "file").read_text() for name in ("one", "two")] == ["two", "one"]
    assert not exchange(tmp_path / "one", tmp_path / "none")
