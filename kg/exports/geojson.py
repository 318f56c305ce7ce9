"""Events on the map as GeoJSON (RFC 7946): a point for each statement with a place, those of one place together."""

import json
from collections.abc import Iterator
from typing import IO, Any

from kg.exports.selection import Selection, days_of, everything_told
from kg.exports.spill import SortedLines
from kg.metrics.places import COARSE, place_of
from kg.records import Entity, StoredPlace, StoredStatement
from kg.timing import when

_MARKUP = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_SEPARATOR = "\t"


def geojson(selection: Selection, stream: IO[bytes]) -> None:
    """Every chosen statement whose place has coordinates, negated and planned ones too, by place and in the order of time.

    `coarse` marks those that name a country or a region alone: their point is somewhere in its midst. Signs that mean something
    in HTML are escaped, so that the text can stand in a page.
    """
    selection.projection = everything_told(selection.projection)
    with SortedLines(_lines(selection)) as lines:
        stream.write(b'{"type": "FeatureCollection", "features": [')
        for number, line in enumerate(lines):
            stream.write(f"{',' * bool(number)}\n{line.rpartition(_SEPARATOR)[2]}".encode())
        stream.write(b"\n]}\n")


def _lines(selection: Selection) -> Iterator[str]:
    located, words = selection.places(), selection.vocabulary
    coarse = {kind: any(words.is_a(kind, each) for each in COARSE) for kind in words.classes}
    for told in selection.told():
        found = place_of(told.statement, words)
        point = located.get(found[0].id) if found else None
        if found and point:
            feature = _feature(told.statement, found[0], point, coarse=coarse[found[0].kind])
            text = json.dumps(feature, ensure_ascii=False).translate(_MARKUP)
            days = when(told.statement)
            yield _SEPARATOR.join((found[0].id, days.first if days else "9999", told.statement.id, text))


def _feature(statement: StoredStatement, place: Entity, point: StoredPlace, *, coarse: bool) -> dict[str, Any]:
    first, last = days_of(statement)
    days = when(statement)
    properties = {
        "place": place.name,
        "place_id": place.id,
        "coarse": coarse,
        "subject": statement.subject.name,
        "subject_id": statement.subject.id,
        "relation": statement.relation,
        "object": statement.object.name,
        "object_id": statement.object.id,
        "date": statement.date,
        "first": first,
        "last": last,
        "dated_by": days.basis if days else None,
        "polarity": statement.polarity,
        "modality": statement.modality,
        "count": statement.count,
        "attributed_to": statement.attributed_to.name if statement.attributed_to else None,
        "confidence": statement.confidence,
        "sentence": statement.sentence,
        "document": statement.document_title or statement.document_name,
        "source": statement.document_source,
        "statement": statement.id,
    }
    geometry = {"type": "Point", "coordinates": [point.longitude, point.latitude]}
    return {"type": "Feature", "id": statement.id, "geometry": geometry, "properties": properties}
