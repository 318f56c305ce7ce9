"""The sample reports all the way, with the shipped model and gazetteer."""

from pathlib import Path

import pytest

from kg.demo import run_demo, sample_reports
from kg.store import open_store

pytestmark = pytest.mark.slow


def test_sample_reports_make_a_network(tmp_path: Path) -> None:
    reports = sample_reports()
    read: list[str] = []
    shown = run_demo(reports, tmp_path, stored=lambda reading: read.append(reading.document.name))
    assert read == [report.name for report in reports]
    amounts = dict(shown.amounts)
    assert amounts["documents"] == len(reports) > 0
    assert amounts["statements"] > amounts["documents"]
    assert "Mali" in dict(shown.central)
    with open_store(tmp_path / "kg-store", create=False) as store:
        assert store.counts().documents == len(reports)
        assert store.counts().statements == amounts["statements"]
    assert "Mali" in (tmp_path / "explorer.html").read_text(encoding="utf-8")


def test_the_same_reports_give_the_same_files(tmp_path: Path) -> None:
    contents = []
    for name in ("one", "two"):
        shown = run_demo(sample_reports()[:3], tmp_path / name)
        contents.append([path.read_bytes() for path, _ in shown.files if path.suffix in {".graphml", ".html"}])
    assert contents[0] == contents[1]
