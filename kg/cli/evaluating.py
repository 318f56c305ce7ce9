"""The command that compares what is extracted with gold: evaluate."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import format_option, out_file_option, workers_option
from kg.cli.output import json_text, progress, table_text, write
from kg.errors import KgError, UsageError

if TYPE_CHECKING:
    from kg.evaluation import Agreement, Findings, Mistake, Scores
    from kg.extract import Sources
    from kg.gold import Form, Gold, GoldFile, Row
    from kg.records import Document

DIGITS = 3
LONGEST = 90  # characters of a sentence in a table; JSON has all of it
RULES: "Mapping[Form, str]" = {
    "documents": "with the statements of documents: an argument is right where a name of it is",
    "sentences": "with annotated sentences: an argument is right where its words are",
}


@click.command()
@click.argument("gold_dir", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("text_dir", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--predicted",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Score the files that `kg extract --out DIR` wrote, or another program in their form, instead of extracting.",
)
@click.option("--only", default="", metavar="SUFFIX", help="Only gold files whose name, without .jsonl, ends so.")
@click.option(
    "--errors", type=click.IntRange(min=0), default=0, show_default=True, metavar="N", help="List so many missed and so many wrong."
)
@click.option(
    "--sources",
    type=click.Choice(["both", "frames", "network"]),
    default="both",
    show_default=True,
    help="What makes statements: lexicon and statement network together, or one of them alone.",
)
@format_option("table", "json")
@out_file_option
@workers_option
def evaluate(
    gold_dir: Path,
    text_dir: Path | None,
    predicted: Path | None,
    only: str,
    errors: int,
    sources: "Sources",
    format_: str,
    out: Path,
    workers: int,
) -> None:
    """Score what is extracted from texts against gold of your own.

    GOLD_DIR holds NAME.jsonl for each text NAME.* of TEXT_DIR: the statements of a document, or its annotated lines. With
    --predicted, only annotated lines need their texts.

    \b
    Example:
      kg evaluate gold/ texts/ --errors 20
      kg evaluate gold/ texts/ --predicted statements/ --format json
    """
    from kg.evaluation import score
    from kg.vocabulary import load_vocabulary

    files = _gold_files(gold_dir, only)
    needed = [file.name for file in files if predicted is None or file.form == "sentences"]
    documents = _documents(text_dir, needed, gold_dir)
    golds = [_gold(file, documents) for file in files]
    if predicted is None:
        found = _extracted([documents[file.name] for file in files], workers, sources)
    else:
        found = _predicted(predicted, [file.name for file in files])
    scores = [
        score(form, judged, load_vocabulary())
        for form in RULES
        if (judged := [(gold, findings) for gold, findings in zip(golds, found, strict=True) if gold.form == form])
    ]
    write(_json(scores, errors) if format_ == "json" else "\n".join(_tables(scores, errors, out)), out)


def _gold_files(folder: Path, only: str) -> "list[GoldFile]":
    from kg.gold import read_gold_file

    paths = sorted(path for path in folder.glob("*.jsonl") if path.stem.endswith(only))
    if not paths:
        raise UsageError(f"there is no gold file NAME{only}.jsonl in {folder}")
    return [read_gold_file(path) for path in paths]


def _documents(folder: Path | None, names: Sequence[str], gold_dir: Path) -> "dict[str, Document]":
    """The text of each name. Raises UsageError where a name has none or several, and KgError where one cannot be read."""
    from kg.sources import TEXT_SUFFIXES, Failure, expand, read_sources

    if not names:
        return {}
    if folder is None:
        raise UsageError("name the folder of the texts too: only the statements of documents, with --predicted, need none")
    paths: dict[str, list[Path]] = {}
    for path in map(Path, expand([folder])):
        if path.suffix.lower() in TEXT_SUFFIXES:
            paths.setdefault(path.stem, []).append(path)
    documents: dict[str, Document] = {}
    for name in names:
        match paths.get(name, []):
            case []:
                raise UsageError(f"{gold_dir / name}.jsonl: there is no text {name}.txt in {folder}")
            case [path]:
                [read] = read_sources([path])
                if isinstance(read, Failure):
                    raise KgError(str(read))
                documents[name] = read
            case [path, other, *_]:
                raise UsageError(f"{gold_dir / name}.jsonl: its text is {path} or {other}: rename one of them")
    return documents


def _gold(file: "GoldFile", documents: "dict[str, Document]") -> "Gold":
    from kg.gold import document_gold, sentence_gold
    from kg.vocabulary import load_vocabulary

    if file.form == "documents":
        return document_gold(file, load_vocabulary())
    return sentence_gold(file, documents[file.name].text, load_vocabulary())


def _extracted(documents: "Sequence[Document]", workers: int, sources: "Sources") -> "list[Findings]":
    from kg.evaluation import findings_of_reading
    from kg.extract import extract_documents

    found = []
    with progress("Reading", len(documents)) as advance:
        for reading in extract_documents(documents, workers=workers, sources=sources):
            found.append(findings_of_reading(reading))
            advance(reading)
    return found


def _predicted(folder: Path, names: Sequence[str]) -> "list[Findings]":
    """What the folder's files say was found: nothing where a file is missing, as long as there is one for another text."""
    from kg.evaluation import findings_of_rows

    missing = [name for name in names if not (folder / f"{name}.jsonl").exists()]
    if len(missing) == len(names):
        raise UsageError(f"{folder} holds nothing that was found in the texts: there is no {names[0]}.jsonl")
    for name in missing:
        click.echo(f"kg: {folder / name}.jsonl: no such file; it counts as if nothing was found", err=True)
    return [findings_of_rows(_rows(folder / f"{name}.jsonl"), _rows(folder / f"{name}.mentions.jsonl")) for name in names]


def _rows(path: Path) -> "tuple[Row, ...]":
    from kg.gold import read_rows

    return read_rows(path) if path.exists() else ()


def _tables(scores: "Sequence[Scores]", errors: int, out: Path) -> Iterator[str]:
    for each in scores:
        yield f"{each.files} {'file' if each.files == 1 else 'files'} {RULES[each.form]}\n"
        yield table_text(*_agreement_table(each), out)
        if each.qualifiers:
            rows = [(name, right, of, _figure(right / of)) for name, (right, of) in each.qualifiers.items()]
            yield table_text(("Qualifier", "Right", "Of those found", "Share"), rows, out)
        rows_of_relations = [(count.relation, count.gold, count.found, count.missed, count.wrong) for count in each.relations]
        yield table_text(("Relation", "Gold", "Found", "Missed", "Wrong"), rows_of_relations, out)
        yield table_text(("Confidence", "Statements", "Right", "Share right", "Mean confidence"), _calibration_rows(each), out)
        for title, mistakes in (("Missed in", each.missed[:errors]), ("Wrong in", each.wrong[:errors])):
            if mistakes:
                columns = (title, "Subject", "Relation", "Object", "Sure", "Sentence")
                rows_of_mistakes = [_mistake_row(mistake) for mistake in mistakes]
                yield table_text(columns, rows_of_mistakes, out)


def _agreement_table(scores: "Scores") -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """A line for each level; reach only where some of the gold need not be found."""
    reaching = scores.form == "documents"
    columns = ("Agreement", "Precision", "Recall", "F1", *(["Reach"] if reaching else []), "Right", "Found", "Hit", "Gold")
    named = [*scores.levels.items(), *((f"mentions {name}", each) for name, each in scores.mentions.items())]
    rows = [
        (
            name,
            *map(_figure, (each.precision, each.recall, each.f1, *([each.reach] if reaching else []))),
            *(each.right, each.found, each.hit, each.gold),
        )
        for name, each in named
    ]
    return columns, rows


def _calibration_rows(scores: "Scores") -> Iterator[tuple[object, ...]]:
    for each in scores.calibration:
        right, mean = (_figure(each.right / each.statements), _figure(each.mean)) if each.statements else (None, None)
        yield f"{each.low:.1f}–{each.high:.1f}", each.statements, each.right, right, mean


def _mistake_row(mistake: "Mistake") -> tuple[object, ...]:
    cut = f"{mistake.sentence[:LONGEST]}…" if len(mistake.sentence) > LONGEST else mistake.sentence
    sure = None if mistake.confidence is None else f"{mistake.confidence:.2f}"
    return mistake.document, mistake.subject, mistake.relation, mistake.object, sure, cut


def _figure(value: float) -> str:
    return f"{value:.{DIGITS}f}"


def _json(scores: "Sequence[Scores]", errors: int) -> str:
    return json_text({each.form: _scores_object(each, errors) for each in scores})


def _scores_object(scores: "Scores", errors: int) -> dict[str, Any]:
    return {
        "files": scores.files,
        **{level: _agreement_object(each, reaching=scores.form == "documents") for level, each in scores.levels.items()},
        "qualifiers": {name: {"right": right, "of": of} for name, (right, of) in scores.qualifiers.items()},
        **({"mentions": {name: _agreement_object(each) for name, each in scores.mentions.items()}} if scores.mentions else {}),
        "relations": [
            {"relation": each.relation, "gold": each.gold, "found": each.found, "missed": each.missed, "wrong": each.wrong}
            for each in scores.relations
        ],
        "calibration": [
            {
                "from": each.low,
                "to": each.high,
                "statements": each.statements,
                "right": each.right,
                "share_right": round(each.right / each.statements, DIGITS) if each.statements else None,
                "mean_confidence": round(each.mean, DIGITS) if each.statements else None,
            }
            for each in scores.calibration
        ],
        "missed": [_mistake_object(each) for each in scores.missed[:errors]],
        "wrong": [{**_mistake_object(each), "confidence": each.confidence} for each in scores.wrong[:errors]],
    }


def _agreement_object(agreement: "Agreement", *, reaching: bool = False) -> dict[str, Any]:
    return {
        "precision": round(agreement.precision, DIGITS),
        "recall": round(agreement.recall, DIGITS),
        "f1": round(agreement.f1, DIGITS),
        **({"reach": round(agreement.reach, DIGITS)} if reaching else {}),
        "right": agreement.right,
        "found": agreement.found,
        "hit": agreement.hit,
        "gold": agreement.gold,
        **({"reached": agreement.reached, "all": agreement.everything} if reaching else {}),
    }


def _mistake_object(mistake: "Mistake") -> dict[str, Any]:
    return {
        "document": mistake.document,
        "subject": mistake.subject,
        "relation": mistake.relation,
        "object": mistake.object,
        "sentence": mistake.sentence,
    }
