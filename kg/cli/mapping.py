"""The command about places: where things happened, and who is found in the same places."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.captioned import Captioned, counted
from kg.cli.options import evidence_option, format_option, limit_option, out_file_option, projection_options, store_option
from kg.cli.output import progress, write
from kg.cli.plotting import plot_option, save_plot, windowed_title, words_of
from kg.cli.projecting import material_of, projection_of
from kg.cli.sheets import FORMATS, Column, Sheet
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.metrics import Footprint, Neighbour, PlaceEvents
    from kg.projection import Projection


@click.command()
@click.argument("actor", required=False)
@store_option
@click.option("--near", is_flag=True, help="Show who is found in the same places as ACTOR instead.")
@click.option("--coarse", is_flag=True, help="Count countries and regions as points, too.")
@limit_option(20, "places or actors")
@evidence_option
@projection_options
@format_option(*FORMATS, "geojson")
@out_file_option
@plot_option
def places(
    actor: str | None,
    store: str,
    near: bool,
    coarse: bool,
    limit: int,
    evidence: int,
    format_: str,
    out: Path,
    plot: Path | None,
    **choice: Any,
) -> None:
    """Show where things happened, or where an actor was involved, and how far apart these places lie.

    An event is a statement about an actor. Its place is the one that its text names, else its object where that is a place.
    Countries and regions are listed, and marked, but a point in their midst is no place: distances and maps leave them out
    unless --coarse is given.

    \b
    Example:
      kg analyze places JNIM --family violence --evidence 1
      kg analyze places JNIM --near
      kg analyze places --format geojson -o events.geojson
      kg analyze places JNIM --plot map.png
    """
    from kg.metrics import footprint, nearest
    from kg.store import open_store
    from kg.vocabulary import load_vocabulary

    if near and (not actor or format_ == "geojson"):
        raise UsageError("--near needs an ACTOR" if not actor else "--near gives no geojson")
    if near and plot:
        raise UsageError("--near has no map: leave --plot out")
    projection = replace(projection_of(**choice), places=True)
    material = material_of(store, facts=bool(projection.fold))
    with open_store(store, create=False) as opened:
        located = opened.places()
    graph, words = material.network(projection), load_vocabulary()
    if near and actor:
        with progress("comparing places", 1):
            neighbours = nearest(graph, located, words, actor, coarse=coarse, limit=limit)
        _neighbours(graph.nodes, actor, neighbours).write(format_, out, evidence=evidence)
        return
    with progress("finding places", 1):
        found = footprint(graph, located, words, actor, coarse=coarse)
    if plot:
        _plot(plot, store, found, projection, coarse=coarse)
    if format_ == "geojson":
        write(_geojson(found, coarse=coarse), out)
    else:
        _places(found, limit).write(format_, out, evidence=evidence)


def _plot(path: Path, store: str, found: "Footprint", projection: "Projection", *, coarse: bool) -> None:
    from kg.plots import map_plot

    drawn = [each for each in found.places if each.point and (coarse or not each.coarse)]
    shown, everything = sum(each.events for each in drawn), _events(found)
    measured = (
        f"Events, that is statements with a place, in {counted(len(drawn), 'place')} with coordinates; "
        f"{everything - shown} of {everything} are not drawn: they name no place, or none that is a point."
    )
    title = windowed_title(f"{found.actor_label or 'All actors'}: where it happened", projection)
    told = [each for place in drawn for each in place.statements]
    save_plot(map_plot(found, words_of(title, measured, store, told, projection), coarse=coarse), path)


def _places(found: "Footprint", limit: int) -> Captioned:
    columns = (
        Column("Place", "label"), Column("Class", "kind"), Column("Events", "events"), Column("Sources", "sources"),
        Column("As place", "named_as_place"), Column("As object", "named_as_object"),
        Column("First", "first"), Column("Last", "last"),
        Column("North", lambda row: _degrees(row["latitude"])), Column("East", lambda row: _degrees(row["longitude"])),
        Column("", _mark),
    )  # fmt: skip
    shown = found.places[:limit]
    rows = [_place(each) for each in shown]
    head = {
        "actor": {"id": found.actor, "label": found.actor_label} if found.actor else None,
        "events": _events(found), "placeless": len(found.placeless), "unlocated": found.unlocated, "coarse": found.coarse,
        "spread": _spread(found), "places": len(found.places),
    }  # fmt: skip
    sheet = Sheet(columns, tuple(_KEYS), rows, [each.statements for each in shown])
    return Captioned(sheet, list(_caption(found, len(shown))), head, "footprint")


_KEYS = (
    "id", "label", "kind", "coarse", "country", "latitude", "longitude", "events", "sources", "named_as_place", "named_as_object",
    "first", "last",
)  # fmt: skip


def _place(each: "PlaceEvents") -> dict[str, Any]:
    values = (
        each.id, each.label, each.kind, each.coarse, each.country, each.point.latitude if each.point else None,
        each.point.longitude if each.point else None, each.events, each.sources, each.named_as_place, each.named_as_object,
        each.first, each.last,
    )  # fmt: skip
    return dict(zip(_KEYS, values, strict=True))


def _spread(found: "Footprint") -> dict[str, Any] | None:
    spread = found.spread
    if spread is None:
        return None
    return {
        "latitude": spread.centre.latitude, "longitude": spread.centre.longitude, "radius_km": spread.radius,
        "extent_km": spread.extent, "points": spread.points, "events": spread.events,
    }  # fmt: skip


def _caption(found: "Footprint", shown: int) -> Iterator[str]:
    if shown < len(found.places):
        yield f"Only the first {shown} of {len(found.places)} places; --limit shows more."
    coarse = f"{found.coarse} only a country or region, which is no point" if found.coarse else "none is left out as coarse"
    yield (
        f"{found.actor_label or 'All actors'}: {counted(_events(found), 'event')}; {len(found.placeless)} without a place, "
        f"{found.unlocated} in one without coordinates, {coarse}."
    )
    if found.spread:
        spread = found.spread
        yield (
            f"{counted(spread.events, 'event')} in {counted(spread.points, 'place')} with coordinates: mean centre "
            f"{_degrees(spread.centre.latitude)} north, {_degrees(spread.centre.longitude)} east; standard distance "
            f"{spread.radius:,.0f} km; the farthest two lie {spread.extent:,.0f} km apart."
        )


def _neighbours(nodes: Mapping[str, Mapping[str, Any]], actor: str, found: "tuple[Neighbour, ...]") -> Captioned:
    columns = (
        Column("Actor", "label"), Column("Class", "kind"), Column("Overlap", lambda row: f"{row['overlap']:.2f}"),
        Column("Places in common", lambda row: ", ".join(row["shared"])), Column("Its events there", "events"),
        Column("Centres apart, km", lambda row: "" if row["distance_km"] is None else f"{row['distance_km']:,.0f}"),
    )  # fmt: skip
    rows = [
        {
            "id": each.id, "label": each.label, "kind": each.kind, "overlap": each.overlap, "shared": list(each.shared),
            "events": len(each.statements), "distance_km": each.distance,
        }
        for each in found
    ]  # fmt: skip
    keys = ("id", "label", "kind", "overlap", "shared", "events", "distance_km")
    caption = [] if found else [f"Nobody else is found in a place where {actor} is."]
    return Captioned(Sheet(columns, keys, rows, [each.statements for each in found]), caption, {"actor": actor}, "neighbours")


def _geojson(found: "Footprint", *, coarse: bool) -> str:
    """The places as a FeatureCollection (RFC 7946), the largest first; what is on no map stands beside them.

    Signs that mean something in HTML are escaped, so that the text can stand in a page.
    """
    features = [
        {
            "type": "Feature",
            "id": each.id,
            "geometry": {"type": "Point", "coordinates": [each.point.longitude, each.point.latitude]},
            "properties": _place(each) | {"statements": [statement.id for statement in each.statements]},
        }
        for each in found.places
        if each.point and (coarse or not each.coarse)
    ]
    beside = {"actor": found.actor_label, "placeless": len(found.placeless), "unlocated": found.unlocated, "coarse": found.coarse}
    text = json.dumps({"type": "FeatureCollection", "features": features} | beside, ensure_ascii=False, indent=1) + "\n"
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def _events(found: "Footprint") -> int:
    return len(found.placeless) + sum(place.events for place in found.places)


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _mark(row: Mapping[str, Any]) -> str:
    return "coarse" if row["coarse"] else "no coordinates" if row["latitude"] is None else ""
