"""`--plot` on the commands that analyze the network: that it draws what they print, beside printing it, and what it refuses."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from store_samples import JNIM, MALI, RUSSIA, STRANGER, Text, gazetteer

from kg.cli import cli
from kg.records import ENTITY_BASE, Entity
from kg.store import open_store

BASE = Entity(ENTITY_BASE + "base", "Nowhere Base", "Base", known=False)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """JNIM attacks Mali, also at a base; Mali meets Russia, which supplies it."""
    folder = str(tmp_path / "store")
    texts = (
        Text("one.txt", date="2023-06-01", source="Wire").tell(JNIM, "attacks", MALI, date="2020", place=BASE),
        Text("two.txt", date="2023-06-02", source="Daily").tell(JNIM, "attacks", MALI).tell(STRANGER, "attacks", MALI),
        Text("four.txt", date="2024-02-01", source="Wire").tell(MALI, "meetsWith", RUSSIA).tell(RUSSIA, "supplies", MALI),
    )
    with open_store(folder) as opened:
        opened.ensure_background(gazetteer())
        for text in texts:
            opened.add(text.reading())
    monkeypatch.setenv("KG_STORE", folder)
    monkeypatch.chdir(tmp_path)
    return folder


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ("analyze", *args))


COMMANDS = [
    ("central",),
    ("central", "--measure", "betweenness", "--limit", "2"),
    ("central", "--compare", "2023", "2024"),
    ("robust", "--rounds", "10"),
    ("timeline",),
    ("timeline", "Mali", "--by", "year"),
    ("timeline", "Mali", "--with", "JNIM"),
    ("timeline", "--measure", "degree", "--by", "year"),
    ("communities", "--ties", "any", "--runs", "2"),
    ("places",),
    ("places", "Mali", "--coarse"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_plot_is_written_beside_what_is_printed(store: str, command: tuple[str, ...], ending: str) -> None:
    alone, result = run(*command), run(*command, "--plot", f"plot.{ending}")
    assert (result.exit_code, result.stdout) == (0, alone.stdout)
    assert f"wrote plot.{ending}\n" in result.stderr
    data = Path(f"plot.{ending}").read_bytes()
    if ending == "svg":
        ElementTree.fromstring(data)  # noqa: S314 - made here
        assert Path(store).name.encode() in data and str(Path(store).parent).encode() not in data
    else:
        assert data.startswith(b"\x89PNG")
    run(*command, "--plot", f"again.{ending}")
    assert Path(f"again.{ending}").read_bytes() == data


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("central", "--plot", "x.pdf"), "a plot is a file FILE.png or FILE.svg, not x.pdf"),
        (("robust", "--plot", "plot"), "a plot is a file FILE.png or FILE.svg, not plot"),
        (("communities", "--by", "year", "--plot", "x.png"), "--plot draws one network"),
        (("places", "Mali", "--near", "--plot", "x.png"), "--near has no map"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*command, "--store", "nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr and result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_plot_that_cannot_be_written_is_an_error(store: str) -> None:
    result = run("central", "--plot", "nowhere/x.png")
    assert result.exit_code == 1
    assert result.stderr.startswith("kg: cannot write nowhere/x.png") and result.stderr.count("\n") == 1


def test_without_a_plot_nothing_to_draw_with_is_loaded(store: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "kg" and name.startswith("kg.plots")]:
        del sys.modules[name]
    assert run("central").exit_code == 0
    assert not [name for name in sys.modules if name.startswith("kg.plots")]


def test_the_plot_has_the_window_and_the_filters(store: str) -> None:
    result = run("central", "--since", "2023", "--min-confidence", "0.3", "--plot", "x.svg")
    assert result.exit_code == 0, result.output
    comments = " ".join(Path("x.svg").read_text(encoding="utf-8").split())
    assert "The first actors by degree, since 2023" in comments
    assert "confidence from 0.3" in comments
    assert f"{Path(store).name}; since 2023" in comments
