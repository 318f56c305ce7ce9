"""The network as the JSON of Cytoscape and Cytoscape.js."""

import json
from collections.abc import Iterator
from typing import IO, Any

from kg import __version__
from kg.exports.columns import node_values, tie_values
from kg.exports.selection import Network, Selection, network


def cytoscape(selection: Selection, stream: IO[bytes]) -> None:
    """The network as JSON: nodes and edges with all that is known of them, lists as lists."""
    head = {"format_version": "1.0", "generated_by": f"kg {__version__}", "target_cytoscapejs_version": "~2.1"}
    with network(selection) as graph:
        stream.write(
            f'{json.dumps(head)[:-1]}, "data": {{"name": "kg"}}, "multigraph": true, "directed": true, "elements": {{'.encode()
        )
        for name, elements, end in (("nodes", _nodes(graph), ","), ("edges", _edges(graph), "")):
            stream.write(f'\n"{name}": ['.encode())
            for number, data in enumerate(elements):
                stream.write(f"{',' * bool(number)}\n{json.dumps({'data': data}, ensure_ascii=False)}".encode())
            stream.write(f"\n]{end}".encode())
        stream.write(b"\n}}\n")


def _nodes(graph: Network) -> Iterator[dict[str, Any]]:
    for node in graph.nodes:
        values = {column.name: value for column, value in node_values(node)}
        yield {"id": node["id"], "value": node["id"], "name": node["label"], **values}  # networkx looks for a value


def _edges(graph: Network) -> Iterator[dict[str, Any]]:
    for number, tie in enumerate(graph.ties(), start=1):
        values = {column.name: value for column, value in tie_values(tie)}
        yield {
            "id": f"e{number}",
            "source": tie.subject,
            "target": tie.object,
            "interaction": values["relation"],
            "key": values["relation"],
            **values,
        }
