"""Statements and mentions as the JSON lines that other programs read."""

from typing import Any

from kg.records import Entity, Mention, Statement


def statement_line(statement: Statement) -> dict[str, Any]:
    """A statement as one JSON object; offsets count characters of the document's text as it was read."""
    return {
        "id": statement.id,
        "document": statement.document,
        "sentence": statement.sentence,
        "start": statement.start,
        "end": statement.end,
        "subject": _argument(statement.subject),
        "relation": statement.relation,
        "object": _argument(statement.object),
        "trigger": statement.trigger,
        "frame": statement.frame,
        "place": _argument(statement.place) if statement.place else None,
        "date": statement.date,
        "polarity": statement.polarity,
        "modality": statement.modality,
        "attributed_to": _argument(statement.attributed_to) if statement.attributed_to else None,
        "count": statement.count,
        "confidence": statement.confidence,
    }


def mention_line(mention: Mention) -> dict[str, Any]:
    """A named mention as one JSON object."""
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "type": mention.entity.kind,
        "id": mention.entity.id,
        "label": mention.entity.name,
    }


def _argument(mention: Mention) -> dict[str, Any]:
    entity: Entity = mention.entity
    return {
        "id": entity.id,
        "label": entity.name,
        "type": entity.kind,
        "aliases": list(entity.aliases),
        "mention": mention.text,
        "start": mention.start,
        "end": mention.end,
    }
