"""The network as GraphML, which Gephi, Cytoscape, yEd, igraph and networkx read."""

import io
import re
from pathlib import Path
from typing import Any

import networkx as nx

from kg.files import replace_text
from kg.graph import Graph

NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(graph: Graph, path: Path) -> None:
    """Writes the network as GraphML, whole or not at all. Raises KgError where the path cannot be written to."""
    replace_text(path, graphml(graph))


def graphml(graph: Graph) -> str:
    """The network as GraphML: every tie an edge with an id of its own, every attribute a text, a number or a truth value.

    Lists, such as a tie's sentences, are one text with a line for each item, and a tie's statements, sentences and
    sources run in the same order. What is not known is left out, and so are characters that XML cannot hold. The same
    graph gives the same text.
    """
    stream = io.BytesIO()
    nx.write_graphml_xml(_exportable(graph), stream, named_key_ids=True)
    return stream.getvalue().decode("utf-8") + "\n"


def _exportable(graph: Graph) -> Graph:
    plain: Graph = nx.MultiDiGraph()
    for node, attributes in graph.nodes(data=True):
        plain.add_node(_text(node), **_plain(attributes))
    for number, (subject, target, attributes) in enumerate(graph.edges(data=True), start=1):
        plain.add_edge(_text(subject), _text(target), key=f"e{number}", **_plain(_with_evidence(attributes)))
    return plain


def _with_evidence(attributes: dict[str, Any]) -> dict[str, Any]:
    """The tie with its statements spelled out: their ids, sentences and documents, a line each."""
    told = attributes["statements"]
    return attributes | {
        "label": attributes["relation"],
        "statements": [statement.id for statement in told],
        "sentences": [" ".join(statement.sentence.split()) for statement in told],
        "documents_named": [statement.document_title or statement.document_name for statement in told],
    }


def _plain(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in attributes.items() if value is not None}


def _value(value: object) -> str | int | float | bool:
    if isinstance(value, bool | int | float):
        return value
    return _text("\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


def _text(text: str) -> str:
    return NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
