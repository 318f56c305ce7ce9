"""The project's own annotated sentences: well formed, many, and of every relation."""

import json
from collections import Counter
from pathlib import Path

import pytest

from kg.gold import locate
from kg.training.annotations import LABELS
from kg.training.encoder.marks import annotation_rows
from kg.vocabulary import load_vocabulary

FOLDER = Path(__file__).parent.parent / "seeds/annotated"
FILES = sorted(FOLDER.glob("*.jsonl"))
KEYS = {"s", "r", "o", "t", "place", "date", "mod", "neg", "by", "num"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_fits_its_line(path: Path) -> None:
    lines = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["n"] for row in rows] == list(range(len(lines)))
    relations = load_vocabulary().relations
    for row, line in zip(rows, lines, strict=True):
        names = [mention[0] for mention in row["m"]]
        assert len(set(names)) == len(names), line
        for mention in row["m"]:
            assert mention[1] in LABELS, line
            assert locate(line, mention[0]), (line, mention)
        for each in row["s"]:
            assert set(each) <= KEYS, line
            assert each["r"] in relations, (line, each)
            assert {each["s"], each["o"]} <= set(names), (line, each)
            assert each.get("mod") in {None, "planned", "possible", "sought"}, line
            assert all(locate(line, str(each[key])) for key in ("t", "place", "date", "by", "num") if each.get(key)), (line, each)


def test_there_are_many_of_every_relation() -> None:
    rows = [row for part in ("train", "tune", "test") for row, _ in annotation_rows(FOLDER, FOLDER, part=part)]
    counts = Counter(each["r"] for row in rows for each in row["s"])
    assert len(rows) >= 1000
    assert {name: counts[name] for name in load_vocabulary().relations if counts[name] < 10} == {}
    assert sum(not row["s"] for row in rows) > len(rows) / 8  # sentences that state nothing
