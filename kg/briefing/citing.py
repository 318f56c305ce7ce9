"""Numbered citations: each sentence of each document once, in the order in which the text first refers to it."""

from collections.abc import Iterable, Sequence

from kg.briefing.records import Cell, Citation
from kg.records import StoredStatement
from kg.vocabulary import Vocabulary

NAMED = 3
"""Sentences that a row names; how many there are more it says."""


class Citations:
    """The sentences that have been cited so far."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._numbers: dict[tuple[str, str], int] = {}
        self._statements: list[dict[str, StoredStatement]] = []

    def cite(self, told: StoredStatement) -> int:
        """The number of the statement's sentence."""
        number = self._numbers.setdefault((told.document, told.sentence), len(self._numbers) + 1)
        if number > len(self._statements):
            self._statements.append({})
        self._statements[number - 1][told.id] = told
        return number

    def cell(self, text: str, told: Sequence[StoredStatement], most: int = NAMED) -> Cell:
        """Words with the numbers of the first sentences behind them; the latest statements are the last of `told`."""
        sentences = {(each.document, each.sentence): each for each in reversed(told)}
        cites = tuple(self.cite(each) for each in list(sentences.values())[:most])
        return Cell(text, tuple(sorted(cites)), max(len(sentences) - most, 0))

    def all(self) -> tuple[Citation, ...]:
        """The citations in the order of their numbers."""
        return tuple(self._citation(number, list(told.values())) for number, told in enumerate(self._statements, start=1))

    def _citation(self, number: int, told: Sequence[StoredStatement]) -> Citation:
        first = told[0]
        return Citation(
            number=number,
            sentence=first.sentence,
            document=first.document_name,
            title=first.document_title,
            publisher=first.document_source,
            date=first.document_date,
            speakers=tuple(sorted({each.attributed_to.name for each in told if each.attributed_to})),
            said=tuple(dict.fromkeys(in_words(each, self._vocabulary) for each in told)),
            confidence=min(each.confidence for each in told),
            statements=tuple(told),
        )


def in_words(told: StoredStatement, vocabulary: Vocabulary) -> str:
    """`Mali — accuses — Algeria (denied)`: who, what, whom, and what makes it no plain fact."""
    marks = [*(["denied"] if told.polarity == "negated" else []), *([told.modality] if told.modality != "asserted" else [])]
    relation = vocabulary.relation(told.relation).label
    return f"{told.subject.name} — {relation} — {told.object.name}" + (f" ({', '.join(marks)})" if marks else "")


def day_of(told: StoredStatement) -> str:
    """When it happened; in parentheses the day of the report, for want of one in the text."""
    return told.date or (f"({told.document_date})" if told.document_date else "undated")


def named(statements: Iterable[StoredStatement], ids: Iterable[str]) -> list[StoredStatement]:
    """The statements of these ids, as far as they are there."""
    known = {each.id: each for each in statements}
    return [known[each] for each in ids if each in known]
