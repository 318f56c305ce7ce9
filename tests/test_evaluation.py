"""The scores of small gold in both forms, worked out by hand, and their likeness to those of the benchmark's scorers."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from store_samples import JNIM, MALI, RUSSIA, Text

from kg.errors import GoldError
from kg.evaluation import (
    LEVELS,
    Agreement,
    Findings,
    FoundArgument,
    FoundStatement,
    RelationCount,
    Scores,
    agrees,
    findings_of_reading,
    findings_of_rows,
    score,
)
from kg.gold import Gold, GoldArgument, GoldStatement, Row, Span, document_gold, name_keys, read_gold_file, read_rows, sentence_gold
from kg.resources import resource
from kg.sources import decode
from kg.statement_json import mention_line, statement_line
from kg.vocabulary import load_vocabulary

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def wanted(subject: str, relation: str, target: str, **more: Any) -> GoldStatement:
    """A statement of a document's gold; alternatives are separated by a stroke."""
    arguments = [GoldArgument(names.split("|")[0], name_keys(*names.split("|"))) for names in (subject, target)]
    return GoldStatement(arguments[0], tuple(relation.split("|")), arguments[1], f"{subject} …", **more)


def told(subject: str, relation: str, target: str, confidence: float = 0.9, **more: Any) -> FoundStatement:
    arguments = [FoundArgument(name, name, name_keys(name)) for name in (subject, target)]
    return FoundStatement(arguments[0], relation, arguments[1], f"{subject} …", confidence=confidence, **more)


def marked(subject: tuple[int, int], relation: str, target: tuple[int, int], **more: Any) -> GoldStatement:
    """A statement of an annotated line."""
    return GoldStatement(GoldArgument("one", span=subject), (relation,), GoldArgument("other", span=target), "One …", **more)


def read(
    subject: tuple[int, int] | None, relation: str, target: tuple[int, int] | None, confidence: float = 0.9, **more: Any
) -> FoundStatement:
    arguments = [FoundArgument(label, label.lower(), frozenset(), span) for label, span in (("One", subject), ("Other", target))]
    return FoundStatement(arguments[0], relation, arguments[1], "One …", confidence=confidence, **more)


KIDAL = FoundArgument("Kidal", "Kidal", name_keys("Kidal"))
DOCUMENT = (
    wanted("JNIM|the group", "attacks", "Mali", date="2024-06-12", places=name_keys("Gao")),
    wanted("Mali", "meetsWith", "Russia", modality="planned"),
    wanted("Russia", "supplies|aids", "Mali", attributed=True),
    wanted("France", "withdrawsFrom", "Mali", core=False),
)
TOLD = (
    told("JNIM", "attacks", "Mali", 0.9, date="2024-06", place=KIDAL),
    told("Russia", "meetsWith", "Mali", 0.85),
    told("Russia", "meetsWith", "Mali", 0.65, modality="planned"),  # said again: not counted, but good for its modality
    told("Russia", "trains", "Mali", 0.55),
    told("Mali", "attacks", "Russia", 0.75),
    told("France", "withdrawsFrom", "Mali", 1.0, polarity="negated"),
    told("JNIM", "controls", "Kidal", 0.3),
)
LINES = (
    marked((0, 4), "attacks", (14, 27)),
    marked((14, 27), "basedIn", (31, 36)),
    marked((38, 47), "meetsWith", (52, 58), modality="possible", attributed=True),
)
READ = (
    read((0, 4), "attacks", (21, 27)),
    read((0, 4), "kills", (14, 20), 0.8),
    read((31, 36), "controls", (14, 27), 0.8),
    read((52, 58), "meetsWith", (38, 47), attributed=True),
    read(None, "attacks", (21, 27)),  # without a place in the text it cannot be judged
    read((0, 4), "attacks", (27, 30), 0.6),  # beside the argument
)


@pytest.fixture
def documents() -> Scores:
    # Another text that holds nothing: its statements cannot be found in the first one.
    judged = [(Gold("a", "documents", DOCUMENT), Findings(TOLD)), (Gold("b", "documents", ()), Findings())]
    return score("documents", judged, load_vocabulary())


@pytest.fixture
def sentences() -> Scores:
    gold = Gold("a", "sentences", LINES, ((0, 4), (14, 27), (31, 36), (52, 58)))
    return score("sentences", [(gold, Findings(READ, ((0, 4), (14, 20), (60, 64))))], load_vocabulary())


def test_agreement_over_documents(documents: Scores) -> None:
    assert documents.files == 2
    assert documents.levels == {
        "relation": Agreement(found=6, right=3, gold=3, hit=2, everything=4, reached=3),
        "family": Agreement(found=6, right=4, gold=3, hit=3, everything=4, reached=4),
        "pair": Agreement(found=6, right=5, gold=3, hit=3, everything=4, reached=4),
    }
    assert documents.mentions == {}


def test_agreement_over_annotated_lines(sentences: Scores) -> None:
    assert sentences.levels == {
        "relation": Agreement(found=5, right=2, gold=3, hit=2, everything=3, reached=2),
        "family": Agreement(found=5, right=4, gold=3, hit=3, everything=3, reached=3),
        "pair": Agreement(found=5, right=4, gold=3, hit=3, everything=3, reached=3),
    }
    assert sentences.mentions == {
        "exact": Agreement(found=3, right=1, gold=4, hit=1),
        "overlapping": Agreement(found=3, right=2, gold=4, hit=2),
    }


def test_shares() -> None:
    agreement = Agreement(found=6, right=3, gold=3, hit=2, everything=4, reached=3)
    assert (agreement.precision, agreement.recall, agreement.reach) == (0.5, 2 / 3, 0.75)
    assert agreement.f1 == pytest.approx(4 / 7)


def test_of_nothing_nothing_is_right() -> None:
    assert (Agreement().precision, Agreement().recall, Agreement().f1, Agreement().reach) == (0, 0, 0, 0)


def test_qualifiers_count_where_the_statement_was_found(documents: Scores, sentences: Scores) -> None:
    assert documents.qualifiers == {"date": (1, 1), "place": (0, 1), "polarity": (2, 3), "modality": (3, 3)}
    assert sentences.qualifiers == {"polarity": (2, 2), "modality": (1, 2), "attribution": (1, 1)}


def test_relations(documents: Scores) -> None:
    assert documents.relations == (
        RelationCount("attacks", gold=1, found=1, wrong=1),
        RelationCount("meetsWith", gold=1, found=1, wrong=0),
        RelationCount("supplies", gold=1, found=0, wrong=0),
        RelationCount("controls", gold=0, found=0, wrong=1),
        RelationCount("trains", gold=0, found=0, wrong=1),
    )
    assert [count.missed for count in documents.relations] == [0, 0, 1, 0, 0]


def test_calibration(documents: Scores, sentences: Scores) -> None:
    assert [(each.low, each.high, each.statements, each.right) for each in documents.calibration] == [
        (0.0, 0.5, 1, 0), (0.5, 0.6, 1, 0), (0.6, 0.7, 0, 0), (0.7, 0.8, 1, 0), (0.8, 0.9, 1, 1), (0.9, 1.0, 2, 2),
    ]  # fmt: skip
    assert [each.mean for each in documents.calibration] == pytest.approx([0.3, 0.55, 0, 0.75, 0.85, 0.95])
    assert [(each.low, each.statements, each.right) for each in sentences.calibration] == [
        (0.5, 0, 0), (0.6, 1, 0), (0.7, 0, 0), (0.8, 2, 0), (0.9, 2, 2),
    ]  # fmt: skip


def test_statements_without_a_confidence_are_not_calibrated() -> None:
    found = Findings((told("JNIM", "attacks", "Mali", None),))  # type: ignore[arg-type]
    scores = score("documents", [(Gold("a", "documents", DOCUMENT), found)], load_vocabulary())
    assert sum(each.statements for each in scores.calibration) == 0
    assert scores.levels["relation"].right == 1


def test_mistakes(documents: Scores, sentences: Scores) -> None:
    assert [(each.document, each.subject, each.relation, each.object) for each in documents.missed] == [
        ("a", "Russia", "supplies", "Mali")
    ]
    assert [(each.subject, each.relation, each.object, each.confidence) for each in documents.wrong] == [
        ("Russia", "trains", "Mali", 0.55), ("Mali", "attacks", "Russia", 0.75), ("JNIM", "controls", "Kidal", 0.3),
    ]  # fmt: skip
    assert [(each.subject, each.relation, each.object, each.confidence) for each in sentences.missed] == [
        ("one", "basedIn", "other", None)
    ]
    assert [(each.subject, each.relation) for each in sentences.wrong] == [
        ("one", "kills"),
        ("one", "controls"),
        ("one", "attacks"),
    ]


AGREEING = [
    ("the same", told("JNIM", "attacks", "Mali"), wanted("JNIM", "attacks", "Mali"), "relation family pair"),
    ("another name", told("The Group", "attacks", "Mali"), wanted("JNIM|group", "attacks", "Mali"), "relation family pair"),
    ("the second relation", told("Russia", "aids", "Mali"), wanted("Russia", "supplies|aids", "Mali"), "relation family pair"),
    ("another relation", told("JNIM", "kills", "Mali"), wanted("JNIM", "attacks", "Mali"), "family pair"),
    ("another family", told("JNIM", "expels", "Mali"), wanted("JNIM", "attacks", "Mali"), "pair"),
    ("the other way", told("Mali", "attacks", "JNIM"), wanted("JNIM", "attacks", "Mali"), "pair"),
    ("either way", told("Mali", "fights", "JNIM"), wanted("JNIM", "fights", "Mali"), "relation family pair"),
    ("no relation at all", told("JNIM", "adores", "Mali"), wanted("JNIM", "attacks", "Mali"), "pair"),
    ("another actor", told("Niger", "attacks", "Mali"), wanted("JNIM", "attacks", "Mali"), ""),
    ("words overlap", read((2, 6), "attacks", (12, 14)), marked((0, 4), "attacks", (10, 14)), "relation family pair"),
    ("words are neighbours", read((4, 6), "attacks", (10, 14)), marked((0, 4), "attacks", (10, 14)), ""),
    ("the other way in a line", read((10, 14), "attacks", (0, 4)), marked((0, 4), "attacks", (10, 14)), "family pair"),
    ("either way in a line", read((10, 14), "fights", (0, 4)), marked((0, 4), "fights", (10, 14)), "relation family pair"),
    ("no relation in a line", read((0, 4), "adores", (10, 14)), marked((0, 4), "attacks", (10, 14)), "pair"),
    ("no place in the text", read(None, "attacks", (10, 14)), marked((0, 4), "attacks", (10, 14)), ""),
]  # fmt: skip


@pytest.mark.parametrize(("found", "gold", "levels"), [case[1:] for case in AGREEING], ids=[case[0] for case in AGREEING])
def test_agrees(found: FoundStatement, gold: GoldStatement, levels: str) -> None:
    assert [level for level in LEVELS if agrees(found, gold, level, load_vocabulary())] == levels.split()


def rows(*data: dict[str, Any]) -> tuple[Row, ...]:
    return tuple(Row(Path("a.jsonl"), number, each) for number, each in enumerate(data, start=1))


def test_what_is_read_back_is_what_was_extracted() -> None:
    text = Text("one.txt").tell(JNIM, "attacks", MALI, place=RUSSIA, date="2024", attributed_to=MALI)
    reading = text.tell(MALI, "meetsWith", RUSSIA, polarity="negated", modality="planned").reading()
    lines = rows(*map(statement_line, reading.statements)), rows(*map(mention_line, reading.mentions))
    findings = findings_of_reading(reading)
    assert findings_of_rows(*lines) == findings
    assert [each.attributed for each in findings.statements] == [True, False]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"relation": None}, "relation: "),
        ({"subject": {"mention": "it"}}, "subject label: Field required"),
        ({"object": {"label": "Mali", "start": 3}}, "'Mali' has one of start and end"),
        ({"confidence": 90}, "confidence: "),
        ({"polarity": "no"}, "polarity: "),
    ],
)
def test_faults_in_what_was_found(change: dict[str, Any], words: str) -> None:
    right = {"subject": {"label": "JNIM"}, "relation": "attacks", "object": {"label": "Mali"}}
    with pytest.raises(GoldError) as raised:
        findings_of_rows(rows(right, {**right, **change}), ())
    assert str(raised.value).startswith("a.jsonl:2: ")
    assert words in str(raised.value)


def test_faults_in_mentions() -> None:
    with pytest.raises(GoldError, match=r"a\.jsonl:1: end: "):
        findings_of_rows((), rows({"start": 1, "end": "2"}))


def extracted(names: dict[str, tuple[dict[str, Any], ...]], folder: Path) -> None:
    for name, lines in names.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def needs_scorer(name: str) -> Path:
    path = SHARED / "eval" / name
    if not path.exists():
        pytest.skip(f"there is no {name} beside the checkout to compare with")
    return path


def as_found(statement: dict[str, Any], number: int) -> dict[str, Any]:
    """A statement that might have been extracted where this gold is: mostly right, with a fault of each kind now and then."""
    subject, target = statement["subject"][-1], statement["object"][0]
    if number % 5 == 1:
        subject, target = target, subject
    return {
        "subject": {"label": subject, "mention": subject, "aliases": []},
        "relation": ("kills", statement["relation"][-1])[number % 3 > 0],
        "object": {"label": target, "mention": target, "aliases": []},
        "sentence": statement["sentence"],
        "date": (statement.get("date") or "2024")[: 4 + number % 4],
        "place": {"label": "Mali", "mention": "Malian"} if number % 2 else None,
        "modality": "planned" if number % 7 == 0 else "asserted",
        "confidence": 0.9,
    }


def test_documents_score_as_in_the_benchmark(tmp_path: Path) -> None:
    scorer = needs_scorer("score.py")
    gold_folder = resource("seeds", "expected")
    files = [read_gold_file(path) for path in sorted(gold_folder.glob("*.jsonl"))]
    lines = {file.name: tuple(as_found(dict(row.data), row.number) for row in file.rows if row.number % 4) for file in files}
    extracted(lines, tmp_path)
    command = [sys.executable, str(scorer), str(gold_folder), str(tmp_path), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    judged = [
        (document_gold(file, load_vocabulary()), findings_of_rows(read_rows(tmp_path / f"{file.name}.jsonl"), ())) for file in files
    ]
    ours = score("documents", judged, load_vocabulary())
    for level in LEVELS:
        found = ours.levels[level]
        figures = (found.right, found.found, found.hit, found.gold, found.reached, found.everything)
        assert figures == tuple(theirs[level][key] for key in ("right", "found", "hit", "core", "reached", "all"))
        assert 0 < found.hit < found.gold
        shares = (round(found.precision, 3), round(found.recall, 3), round(found.f1, 3), round(found.reach, 3))
        assert shares == tuple(theirs[level][key] for key in ("precision", "recall", "f1", "reach"))
    qualifiers = {name: {"right": right, "of": of} for name, (right, of) in ours.qualifiers.items() if name != "attribution"}
    assert qualifiers == theirs["qualifiers"]


def test_sentences_score_as_in_the_benchmark(tmp_path: Path) -> None:
    scorer = needs_scorer("score_sentences.py")
    folder = SHARED / "train" / "sahel"
    judged = []
    for path in sorted(folder.glob("*-01.jsonl")):
        gold = sentence_gold(read_gold_file(path), decode(path.with_suffix(".txt").read_bytes()), load_vocabulary())
        extracted({gold.name: shifted(gold), f"{gold.name}.mentions": shifted_mentions(gold)}, tmp_path)
        lines = (read_rows(tmp_path / f"{gold.name}{end}.jsonl") for end in ("", ".mentions"))
        judged.append((gold, findings_of_rows(*lines)))
    ours = score("sentences", judged, load_vocabulary())
    command = [sys.executable, str(scorer), str(folder), str(tmp_path), "--texts", str(folder), "--only", "-01"]
    theirs = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    named = {**ours.levels, "mentions exact": ours.mentions["exact"], "mentions overlap": ours.mentions["overlapping"]}
    for name, found in named.items():
        assert (
            f"{name:16} P {found.precision:.3f}  R {found.recall:.3f}  F1 {found.f1:.3f}   found {found.found}, gold {found.gold}\n"
            in theirs
        )
        assert 0 < found.hit < found.gold
    polarity, modality, attribution = (ours.qualifiers[name] for name in ("polarity", "modality", "attribution"))
    assert (
        f"of {polarity[1]} found: polarity {polarity[0] / polarity[1]:.3f}  modality {modality[0] / modality[1]:.3f}  "
        f"attribution {attribution[0]}/{attribution[1]}\n"
    ) in theirs


def shifted(gold: Gold) -> tuple[dict[str, Any], ...]:
    """Statements that might have been extracted: most of the gold, moved, turned round, under other relations."""
    relations = ("attacks", "fights", "leads")
    lines = []
    for number, each in enumerate(gold.statements):
        ends = [shifted_span(argument.span, 3 * (number % 4)) for argument in (each.subject, each.object)]
        lines.append(
            {
                "subject": {"label": "one", "mention": "one", **ends[number % 5 == 1]},
                "relation": each.relations[0] if number % 3 else relations[number % 2],
                "object": {"label": "other", "mention": "other", **ends[number % 5 != 1]},
                "sentence": each.sentence,
                "polarity": "negated" if number % 6 == 1 else "affirmed",
                "modality": "planned" if number % 7 == 1 else "asserted",
                "attributed_to": {"label": "somebody"} if number % 2 else None,
            }
        )
    return tuple(line for number, line in enumerate(lines) if number % 4)


def shifted_mentions(gold: Gold) -> tuple[dict[str, Any], ...]:
    return tuple(shifted_span(span, 4 * (number % 3)) for number, span in enumerate(gold.mentions) if number % 5)


def shifted_span(span: Span | None, by: int) -> dict[str, Any]:
    assert span is not None
    return {"start": span[0] + by, "end": span[1] + by}
