"""Statements as evidence: one line for people, one object for programs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.cli.output import cell

if TYPE_CHECKING:
    from kg.records import StoredStatement


def cited(told: "StoredStatement") -> str:
    """The statement on one line: when, its sentence, its document, who published it, who said so, and what makes it no plain fact.

    A date in parentheses is that of the report, for want of one in the text.
    """
    day = told.date or (f"({told.document_date})" if told.document_date else "undated")
    return f"{cell(day)}  {cell(told.sentence)}  [{cell(told.document_name)}]{''.join(_remarks(told))}"


def evidence_object(told: "StoredStatement") -> dict[str, Any]:
    """The statement with all that a reader needs to judge it."""
    return {
        "id": told.id,
        "document": told.document,
        "document_name": told.document_name,
        "document_date": told.document_date,
        "source": told.document_source,
        "date": told.date,
        "polarity": told.polarity,
        "modality": told.modality,
        "attributed_to": told.attributed_to.name if told.attributed_to else None,
        "confidence": told.confidence,
        "sentence": told.sentence,
    }


def _remarks(told: "StoredStatement") -> Iterator[str]:
    if told.document_source:
        yield f" {cell(told.document_source)}"
    if told.attributed_to:
        yield f"; said by {cell(told.attributed_to.name)}"
    if told.polarity != "affirmed":
        yield f"; {told.polarity}"
    if told.modality != "asserted":
        yield f"; {told.modality}"
