"""The network as GEXF 1.3 with its days, for the timeline of Gephi."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import IO, Any

from kg import __version__
from kg.exports.columns import NODE, TIE, Column, Type, Value, node_values, one_text, tie_values
from kg.exports.selection import Network, Selection, Tie, days_of, merged_spans, network
from kg.exports.xml import HEAD, element, opened, write

Span = tuple[str | None, str | None]

_TYPES: dict[Type, str] = {"text": "string", "texts": "string", "number": "double", "whole": "long", "truth": "boolean"}
_OWN = frozenset({"label", "weight"})
"""What GEXF itself has a place for."""
_UNDATED: Span = (None, None)


def gexf(selection: Selection, stream: IO[bytes]) -> None:
    """The network as GEXF: a tie stands on the days that its statements are about, a node as long as any of its ties does.

    What has no date, and a node with a tie that has none, stands at all times. Raises KgError where XML cannot hold a text.
    """
    with network(selection) as graph:
        stream.write(HEAD.encode())
        write(stream, '<gexf xmlns="http://gexf.net/1.3" version="1.3">', f"<meta><creator>kg {__version__}</creator></meta>")
        write(stream, '<graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">')
        write(stream, *_attributes("node", NODE), *_attributes("edge", TIE), "<nodes>")
        spans = _spans(graph)
        for node in graph.nodes:
            write(stream, _node(node, spans[node["id"]]))
        write(stream, "</nodes>", "<edges>")
        for number, tie in enumerate(graph.ties(), start=1):
            write(stream, _edge(number, tie))
        write(stream, "</edges>", "</graph>", "</gexf>")


def _spans(graph: Network) -> dict[str, set[Span]]:
    """The days on which each node has a tie."""
    found: defaultdict[str, set[Span]] = defaultdict(set)
    for subject, target, told in graph.statements():
        spans = set(map(days_of, told))
        # A tie with any date has its days; only one without any stands at all times.
        kept = spans - {_UNDATED} or {_UNDATED}
        found[subject] |= kept
        found[target] |= kept
    return found


def _attributes(owner: str, columns: Iterable[Column]) -> Iterator[str]:
    yield opened("attributes", owner, class_=owner, mode="static")
    for column in columns:
        if column.name not in _OWN:
            yield element("attribute", owner, id=f"{owner}_{column.name}", title=column.name, type=_TYPES[column.type])
    yield "</attributes>"


def _node(node: dict[str, Any], spans: set[Span]) -> str:
    about = f"<{node['id']}>"
    values = "".join(_value("node", column, value, about) for column, value in node_values(node))
    always = _UNDATED in spans
    return f"{opened('node', about, id=node['id'], label=node['label'])}{_all(values)}{_spells([] if always else spans)}</node>"


def _edge(number: int, tie: Tie) -> str:
    about, told = f"a tie of <{tie.subject}>", tie.attributes
    values = "".join(_value("edge", column, value, about) for column, value in tie_values(tie))
    ends = {"id": f"e{number}", "source": tie.subject, "target": tie.object, "label": told["relation"], "kind": told["relation"]}
    return (
        f"{opened('edge', about, **ends, weight=str(float(told['weight'])))}{_all(values)}{_spells(map(days_of, tie.told))}</edge>"
    )


def _value(owner: str, column: Column, value: Value, about: str) -> str:
    return "" if column.name in _OWN else element("attvalue", about, for_=f"{owner}_{column.name}", value=one_text(value))


def _all(values: str) -> str:
    return f"<attvalues>{values}</attvalues>" if values else ""


def _spells(spans: Iterable[Span]) -> str:
    found = "".join(_spell(*span) for span in merged_spans(spans))
    return f"<spells>{found}</spells>" if found else ""


def _spell(first: str | None, last: str | None) -> str:
    return element("spell", "a tie", **({"start": first} if first else {}), **({"end": last} if last else {}))
