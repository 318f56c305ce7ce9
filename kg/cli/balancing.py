"""The command about the signed structure of the network."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import evidence_option, format_option, limit_option, out_file_option, projection_options, store_option
from kg.cli.output import progress
from kg.cli.projecting import projected
from kg.cli.sections import Report, Section, print_report
from kg.cli.sheets import FORMATS, Column, Sheet, number, print_sheet
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.metrics import Camps, Pair, Signed
    from kg.records import StoredStatement

SHOWN = ("census", "triads", "frustrated", "camps", "enemies", "allies", "undecided")
MOST_CAMPS = 50


@click.command()
@store_option
@click.option("--show", type=click.Choice(SHOWN), default="census", show_default=True, help="What to show: see above.")
@click.option(
    "--camps",
    "most",
    type=click.IntRange(2, MOST_CAMPS),
    metavar="N",
    show_default="the fewest of least frustration",
    help="With --show camps: at most so many that hang together.",
)
@click.option("--weighted", is_flag=True, help="With --show camps: count a pair by what its ties weigh, net, not as 1.")
@click.option("--balanced", is_flag=True, help="With --show triads: the balanced ones, not the unbalanced ones.")
@limit_option(20, "rows")
@evidence_option
@projection_options
@format_option(*FORMATS)
@out_file_option
def balance(
    store: str,
    show: str,
    most: int | None,
    weighted: bool,
    balanced: bool,
    limit: int,
    evidence: int,
    format_: str,
    out: Path,
    **choice: Any,
) -> None:
    """Find who stands with whom and against whom, and where that does not fit together.

    The ontology gives a sign to relations: cooperation, alliance and membership bind, violence, coercion and contention
    divide. A pair has the sign of what its ties weigh together; one where they cancel out is undecided and counts in nothing.

    \b
    What to show:
      census      how many triads are balanced (+++ and +--), and how many would be by chance
      triads      three actors who do not fit together: ++- and ---
      frustrated  pairs in most unbalanced triads
      camps       sides with friends inside and enemies outside, as far as that goes
      enemies     pairs without a tie who have enemies in common: the enemy of my enemy
      allies      pairs who cooperate and fight
      undecided   pairs whose ties cancel out

    \b
    Example:
      kg analyze balance --since 2024
      kg analyze balance --show allies --evidence 5
      kg analyze balance --show camps --camps 2 --weighted --class ArmedGroup
    """
    _check(show, most, weighted, balanced)
    from kg.metrics import signed
    from kg.vocabulary import load_vocabulary

    graph = projected(store, **choice)
    network = signed(graph, load_vocabulary())
    if show == "camps":
        print_report(_camps(graph, network, most, weighted, limit), format_, out, evidence=evidence)
    else:
        sheet = _sheet(graph, network, show, balanced, limit)
        print_sheet(sheet, format_, out, evidence=evidence)
    if network.undecided and show != "undecided":
        pairs = len(network.undecided)
        what = "1 undecided pair counts" if pairs == 1 else f"{pairs} undecided pairs count"
        click.echo(f"kg: {what} in nothing; --show undecided names {'it' if pairs == 1 else 'them'}", err=True)


def _check(show: str, most: int | None, weighted: bool, balanced: bool) -> None:
    if show != "camps" and (most or weighted):
        raise UsageError(f"{'--camps' if most else '--weighted'} needs --show camps")
    if show != "triads" and balanced:
        raise UsageError("--balanced needs --show triads")


def _sheet(graph: "Graph", network: "Signed", show: str, balanced: bool, limit: int) -> Sheet:
    match show:
        case "triads":
            return _triads(network, balanced, limit)
        case "frustrated":
            return _frustrated(network, limit)
        case "enemies":
            return _enemies(graph, network, limit)
        case "allies":
            return _allies(graph, network, limit)
        case "undecided":
            return _pairs(network, network.undecided[:limit])
        case _:
            return _census(network)


def _census(network: "Signed") -> Sheet:
    from kg.metrics import census

    kinds = census(network)
    rows: list[dict[str, Any]] = [
        {"triads": each.type, "balanced": each.balanced, "count": each.count, "share": each.share, "expected": each.expected}
        for each in kinds
    ]
    both = [each for each in kinds if each.balanced]
    together = {"count": sum(each.count for each in both), "share": sum(each.share for each in both)}
    rows.append({"triads": "balanced", "balanced": True, **together, "expected": sum(each.expected for each in both)})
    columns = (
        Column("Triads", "triads"), Column("Balanced", lambda row: "yes" if row["balanced"] else ""), Column("Number", "count"),
        Column("Share", lambda row: f"{row['share']:.1%}"), Column("By chance", lambda row: f"{row['expected']:.1%}"),
    )  # fmt: skip
    return Sheet(columns, ("triads", "balanced", "count", "share", "expected"), rows)


def _triads(network: "Signed", balanced: bool, limit: int) -> Sheet:
    from kg.metrics import triads

    found = triads(network, balanced=balanced, limit=limit)
    rows = [
        {
            "type": each.type, "strength": each.strength, "ids": list(each.nodes), "actors": _names(network, each.nodes),
            "pairs": [_pair_row(network, pair) for pair in each.pairs],
        }
        for each in found
    ]  # fmt: skip
    columns = (
        Column("Triad", "type"), Column("Actors", lambda row: ", ".join(row["actors"])),
        Column("Friends", lambda row: _signs(row["pairs"], 1)), Column("Enemies", lambda row: _signs(row["pairs"], -1)),
        Column("Weakest pair", lambda row: number(row["strength"])),
    )  # fmt: skip
    told = [_in_time(pair.grounds for pair in each.pairs) for each in found]
    return Sheet(columns, ("type", "strength", "ids", "actors"), rows, told)


def _frustrated(network: "Signed", limit: int) -> Sheet:
    from kg.metrics import most_frustrated

    found = most_frustrated(network, limit=limit)
    rows = [
        {**_pair_row(network, each.pair), "unbalanced": each.unbalanced, "triads": each.triads, "share": each.share}
        for each in found
    ]
    columns = (
        *_PAIR, Column("Unbalanced", "unbalanced"), Column("Triads", "triads"), Column("Share", lambda row: f"{row['share']:.0%}"),
    )  # fmt: skip
    return Sheet(columns, (*_PAIR_KEYS, "unbalanced", "triads", "share"), rows, [each.pair.grounds for each in found])


def _enemies(graph: "Graph", network: "Signed", limit: int) -> Sheet:
    from kg.metrics import shared_enemies

    found = shared_enemies(graph, network, limit=limit)
    rows = [
        {
            "one": each.one, "other": each.other, "one_label": network.labels[each.one], "other_label": network.labels[each.other],
            "common": len(each.enemies), "enemies": _names(network, each.enemies), "weight": each.weight,
            "against": _names(network, each.against),
        }
        for each in found
    ]  # fmt: skip
    columns = (
        Column("Actor", "one_label"), Column("Actor", "other_label"),
        Column("Enemies in common", lambda row: ", ".join(row["enemies"])),
        Column("Number", "common"), Column("Weight", lambda row: number(row["weight"])),
        Column("Friend of one, enemy of the other", lambda row: ", ".join(row["against"])),
    )  # fmt: skip
    keys = ("one", "one_label", "other", "other_label", "common", "enemies", "weight", "against")
    return Sheet(columns, keys, rows, [each.statements for each in found])


def _allies(graph: "Graph", network: "Signed", limit: int) -> Sheet:
    from kg.metrics import fighting_allies
    from kg.vocabulary import load_vocabulary

    found = fighting_allies(graph, network, load_vocabulary(), limit=limit)
    rows = [
        {
            **_pair_row(network, each.pair), "violent": each.violent, "bonds_period": _period(each.pair.bonds),
            "fights_period": _period(each.fights),
        }
        for each in found
    ]  # fmt: skip
    columns = (
        *_ENDS, Column("Bonds", lambda row: number(row["positive"])), Column("From, to", lambda row: _from_to(row["bonds_period"])),
        Column("Violence", lambda row: number(row["violent"])), Column("From, to", lambda row: _from_to(row["fights_period"])),
    )  # fmt: skip
    return Sheet(columns, (*_PAIR_KEYS, "violent", "bonds_period", "fights_period"), rows, [each.statements for each in found])


def _camps(graph: "Graph", network: "Signed", most: int | None, weighted: bool, limit: int) -> Report:
    from kg.metrics import camps

    found = camps(network, most=most, weighted=weighted, progress=progress)
    fitting = _fitting(network, found)
    everybody = _camp_members(graph, network, found, fitting, None)
    unfitting = _pairs(network, found.frustrated[:limit])
    cut = any(len(camp.members) > limit for camp in found.camps)
    heading = f"{_camps_line(found, weighted)}{f' The first {limit} of each camp:' if cut else ''}"
    sections = (
        Section(heading, _camp_members(graph, network, found, fitting, limit)),
        Section(_frustrated_line(found, limit), unfitting),
    )
    return Report(sections, _camps_object(network, found, weighted, everybody), everybody)


def _camp_members(
    graph: "Graph", network: "Signed", found: "Camps", fitting: "Mapping[str, list[Pair]]", limit: int | None
) -> Sheet:
    rows, told = [], []
    for camp in found.camps:
        for member in camp.members[:limit]:
            rows.append(
                {
                    "camp": camp.number, "component": camp.component, "group": member.group, "id": member.id,
                    "label": network.labels[member.id], "kind": graph.nodes[member.id]["kind"], "support": member.support,
                    "firm": member.firm,
                }
            )  # fmt: skip
            told.append(_in_time(pair.grounds for pair in fitting.get(member.id, ())))
    columns = (
        Column("Camp", "camp"), Column("Group", "group"), Column("Actor", "label"), Column("Class", "kind"),
        Column("Support", lambda row: number(row["support"])), Column("Side", lambda row: "" if row["firm"] else "open"),
    )  # fmt: skip
    return Sheet(columns, ("camp", "component", "group", "id", "label", "kind", "support", "firm"), rows, told)


def _camps_line(found: "Camps", weighted: bool) -> str:
    what = "in weight" if weighted else "pairs"
    left = f"{number(found.chosen.frustration)} of {number(found.total)} {what} frustrated"
    if found.chosen.exact:
        sure = "exact: no camps leave less" if len(found.tried) < 2 else "exact: no camps of that number leave less"
    else:
        sure = f"by search: the least lies between {number(found.chosen.bound)} and that"
    others = ", ".join(f"{each.most}: {number(each.frustration)}{'' if each.exact else ' or less'}" for each in found.tried)
    return f"At most {found.chosen.most} camps that hang together leave {left} ({sure}). Frustration by their number: {others}."


def _frustrated_line(found: "Camps", limit: int) -> str:
    if not found.frustrated:
        return "No pair is frustrated."
    more = f", the first {limit}" if len(found.frustrated) > limit else ""
    return f"Frustrated pairs, friends across camps and enemies within one{more}:"


def _camps_object(network: "Signed", found: "Camps", weighted: bool, everybody: Sheet) -> dict[str, Any]:
    told = everybody.told or ()
    members = ({**row, "statements": [each.id for each in every]} for row, every in zip(everybody.rows, told, strict=True))
    return {
        "most": found.chosen.most,
        "frustration": found.chosen.frustration,
        "bound": found.chosen.bound,
        "exact": found.chosen.exact,
        "total": found.total,
        "weighted": weighted,
        "tried": [
            {"most": each.most, "frustration": each.frustration, "bound": each.bound, "exact": each.exact} for each in found.tried
        ],
        "members": list(members),
        "frustrated": [{**_pair_row(network, pair), "statements": [each.id for each in pair.grounds]} for pair in found.frustrated],
    }


def _fitting(network: "Signed", found: "Camps") -> dict[str, list["Pair"]]:
    """For each actor the pairs that speak for its camp."""
    against = {(pair.one, pair.other) for pair in found.frustrated}
    fitting: dict[str, list[Pair]] = {}
    for pair in network.decided:
        if (pair.one, pair.other) not in against:
            fitting.setdefault(pair.one, []).append(pair)
            fitting.setdefault(pair.other, []).append(pair)
    return fitting


_ENDS = (Column("Actor", "one_label"), Column("Actor", "other_label"))
_PAIR = (*_ENDS, Column("Binds", lambda row: number(row["positive"])), Column("Divides", lambda row: number(row["negative"])))
_PAIR_KEYS = ("one", "one_label", "other", "other_label", "sign", "positive", "negative")


def _pairs(network: "Signed", pairs: "Sequence[Pair]") -> Sheet:
    return Sheet(_PAIR, _PAIR_KEYS, [_pair_row(network, pair) for pair in pairs], [pair.grounds for pair in pairs])


def _pair_row(network: "Signed", pair: "Pair") -> dict[str, Any]:
    return {
        "one": pair.one, "one_label": network.labels[pair.one], "other": pair.other, "other_label": network.labels[pair.other],
        "sign": pair.sign, "positive": pair.positive, "negative": pair.negative,
    }  # fmt: skip


def _signs(pairs: Iterable[Mapping[str, Any]], sign: int) -> str:
    return "; ".join(f"{pair['one_label']} — {pair['other_label']}" for pair in pairs if pair["sign"] == sign)


def _names(network: "Signed", nodes: Iterable[str]) -> list[str]:
    return [network.labels[node] for node in nodes]


def _in_time(told: "Iterable[Iterable[StoredStatement]]") -> "list[StoredStatement]":
    from kg.timing import in_time

    return in_time(each for every in told for each in every)


def _period(told: "Sequence[StoredStatement]") -> list[str | None]:
    from kg.timing import when

    days = [day for day in map(when, told) if day]
    first, last = min((day.known_first for day in days), default=None), max((day.known_last for day in days), default=None)
    return [first, last]


def _from_to(period: Sequence[str | None]) -> str:
    first, last = period
    return first or "undated" if first == last or not last else f"{first} to {last}"
