"""What an ingest leaves that was killed, interrupted, or met a full disk or another process. More of it: tests.bench.store_kill."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_samples import JNIM, MALI, WHEN, Text

from kg.errors import StoreBusyError, StoreError
from kg.records import Reading
from kg.store import open_store
from tests.bench.readings import reading, readings
from tests.bench.store_kill import faults_left, killed, lost, writer


@pytest.mark.parametrize(("kind", "delay"), [("replaced", 1.2), ("large", 0.9), ("background", 0.3), ("removed", 0.5)])
def test_a_killed_writer_leaves_a_sound_store_with_all_it_reported(tmp_path: Path, kind: str, delay: float) -> None:
    folder = tmp_path / "store"
    result = killed(writer(kind, folder, 0), "begun", delay)
    assert (result.ended, result.noise) == (False, "")
    assert faults_left(folder) == []
    assert lost(folder, result.reported) == []


def test_what_was_reported_and_is_not_there_is_found(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        store.add(reading(3, location="file:///new/0/3"), when=WHEN)
    assert lost(tmp_path / "store", ["file:///new/0/3 3", "file:///new/0/4 4"]) == ["file:///new/0/4 4"]


@pytest.mark.slow
def test_a_killed_ingest_of_reports_keeps_what_it_reported(tmp_path: Path) -> None:
    code = "from kg.cli import main; main()"
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"Russia deploys Africa Corps to Mali. JNIM attacked {number} towns in Mali.")
    folder = tmp_path / "store"
    command = [sys.executable, "-c", code, "ingest", *map(str, sorted(tmp_path.glob("*.txt"))), "--store", str(folder), "--verbose"]
    result = killed(command, "stored ", 0.02)
    with open_store(folder, create=False) as store:
        assert set(result.reported) <= {document.name for document in store.documents()}
    assert result.reported
    assert faults_left(folder) == []


def test_an_interrupt_keeps_what_was_read(tmp_path: Path) -> None:
    def interrupted() -> Iterator[Reading]:
        yield Text("first").tell(JNIM, "attacks", MALI).reading()
        raise KeyboardInterrupt

    told: list[str] = []
    with pytest.raises(KeyboardInterrupt), open_store(tmp_path / "store") as store:
        store.add_all(interrupted(), stored=lambda made, _outcome: told.append(made.document.name))
    assert told == ["first"]
    with open_store(tmp_path / "store", create=False) as store:
        assert [document.name for document in store.documents()] == ["first"]


@pytest.mark.slow
def test_control_c_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "pipe.txt").write_text("JNIM attacked Mali.")
    code = (
        "import kg.ingest, time\n"
        "kg.ingest.extract_documents = lambda documents, **more: (time.sleep(60) for _ in print('reading', flush=True) or [1])\n"
        "from kg.cli import main\nmain()"
    )
    command = [sys.executable, "-c", code, "ingest", str(tmp_path / "pipe.txt"), "--store", str(tmp_path / "store")]
    result = killed(command, "reading", 0.2, how=signal.SIGINT)
    assert result.noise.splitlines()[-1] == "kg: interrupted; what was reported done stays done"
    assert "Traceback" not in result.noise
    assert faults_left(tmp_path / "store") == []


def test_a_second_process_waits_and_then_is_told(tmp_path: Path) -> None:
    code = "import sys; from kg.store import open_store\nwith open_store(sys.argv[1]): print('open', flush=True); sys.stdin.read()"
    with open_store(tmp_path / "store"):
        pass
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "store")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    called: list[str] = []
    with pytest.raises(StoreBusyError, match="open in another process"):
        open_store(tmp_path / "store", wait=0.3, waiting=lambda: called.append("waiting"))
    assert called == ["waiting"]
    with open_store(tmp_path / "store", wait=60, waiting=holder.communicate) as store:  # lets the other one end
        assert store.counts().documents == 0
    assert holder.wait(60) == 0


def test_a_full_disk_leaves_what_was_reported(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "none", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk, where that is allowed at all")
    told: list[str] = []
    try:
        with pytest.raises(StoreError, match="is full") as caught, open_store(disk / "store") as store:
            store.add_all(readings(4000), stored=lambda made, _outcome: told.append(made.document.name))
        assert "\n" not in str(caught.value)
        subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
        with open_store(disk / "store", create=False) as store:
            assert set(told) <= {document.name for document in store.documents()}
        assert [fault for fault in faults_left(disk / "store") if "no-ontology" not in fault] == []
        with open_store(disk / "store") as store:
            store.add_all(readings(50, seed=1))
    finally:
        subprocess.run(["umount", disk], check=True)
