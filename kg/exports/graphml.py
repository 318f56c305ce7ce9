"""The network as GraphML, which Gephi, Cytoscape, yEd, igraph and networkx read."""

from collections.abc import Iterator
from typing import IO

from kg.exports.columns import NODE, TIE, Column, Type, Value, node_values, one_text, tie_values
from kg.exports.selection import Network, Selection, network
from kg.exports.xml import HEAD, element, opened, write

_TYPES: dict[Type, str] = {"text": "string", "texts": "string", "number": "double", "whole": "long", "truth": "boolean"}
_OPEN = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">'
)


def graphml(selection: Selection, stream: IO[bytes]) -> None:
    """The network as GraphML: every tie an edge with an id of its own, lists as one text with a line for each item.

    What is not known is left out. Raises KgError where XML cannot hold a text.
    """
    with network(selection) as graph:
        stream.write(HEAD.encode())
        write(stream, _OPEN, *map(_key, NODE, ["node"] * len(NODE)), *map(_key, TIE, ["edge"] * len(TIE)))
        write(stream, '<graph edgedefault="directed">')
        for line in _lines(graph):
            write(stream, line)
        write(stream, "</graph>", "</graphml>")


def _lines(graph: Network) -> Iterator[str]:
    for node in graph.nodes:
        about = f"<{node['id']}>"
        data = "".join(_data(column, value, "node", about) for column, value in node_values(node))
        yield f"{opened('node', about, id=node['id'])}{data}</node>"
    for number, tie in enumerate(graph.ties(), start=1):
        about = f"a tie of <{tie.subject}>"
        data = "".join(_data(column, value, "edge", about) for column, value in tie_values(tie))
        yield f"{opened('edge', about, id=f'e{number}', source=tie.subject, target=tie.object)}{data}</edge>"


def _key(column: Column, owner: str) -> str:
    names = {"id": f"{owner}_{column.name}", "for_": owner, "attr.name": column.name, "attr.type": _TYPES[column.type]}
    return element("key", column.name, **names)


def _data(column: Column, value: Value, owner: str, about: str) -> str:
    return element("data", about, one_text(value), key=f"{owner}_{column.name}")
