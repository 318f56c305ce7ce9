"""Goes on from a pipeline that was shipped: its networks' weights, back from the integers that they were written as."""
# mypy: disable-error-code="import-not-found,no-any-return"

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from kg.encoder.session import CLASSES, NETWORK, TABLES
from kg.encoder.statement_session import STATEMENTS
from kg.training.encoder.network import Network
from kg.training.encoder.statement_network import LOOKS, StatementNetwork

INTEGER = "MatMulInteger"


def shipped_classes(folder: Path) -> dict[str, list[str]]:
    """The classes that the shipped network knows, by task."""
    return json.loads((folder / CLASSES).read_text(encoding="utf-8"))


def load_shipped(network: Network, folder: Path) -> None:
    """Fills a network with the weights of the pipeline's folder of its encoder; parts that it lacks stay as they are."""
    graph = onnx.load(folder / NETWORK).graph
    state = _filled(network.state_dict(), graph, "network")
    tables = _tables(graph)
    state["root"] = torch.from_numpy(next(values for name, values in tables.items() if "Expand" in name).copy())
    with np.load(folder / TABLES) as saved:
        state["labels"] = torch.from_numpy(saved["labels"])
    network.load_state_dict(state)


def load_shipped_statements(branch: StatementNetwork, folder: Path) -> None:
    """The same for the statement branch; it stays as it is where the pipeline has none."""
    if not (folder / STATEMENTS).is_file():
        return
    graph = onnx.load(folder / STATEMENTS).graph
    state = _filled(branch.state_dict(), graph, "branch")
    # The exporter names none of these and keeps them in the order in which the branch adds them.
    biases = [values.reshape(-1) for values in _tables(graph).values() if values.shape == (LOOKS, 1, 1)]
    for name, values in zip(("way_bias", "middle_bias"), biases, strict=False):
        state[name] = torch.from_numpy(values.copy())
    branch.load_state_dict(state)


def _filled(state: dict[str, Any], graph: Any, root: str) -> dict[str, Any]:
    """The state with the weights of the graph of a module that is called `root` there."""
    tables = _tables(graph)
    for name, values in tables.items():
        own = name.removeprefix(f"{root}.")
        if own in state and state[own].shape == values.shape:
            state[own] = torch.from_numpy(values.copy())
    for node in graph.node:
        weight = _weight(node, tables)
        found = next((name for name in _names(node.name, root) if name in state), None)
        if weight is not None and found is not None and state[found].shape == weight.T.shape:
            state[found] = torch.from_numpy(weight.T.copy())
    return state


def _tables(graph: Any) -> dict[str, Any]:
    return {each.name: numpy_helper.to_array(each) for each in graph.initializer}


def _names(node: str, root: str) -> list[str]:
    """What the weights of a node of that name may be called in the module; the exporter leaves parts of containers out."""
    parts = node.removeprefix(f"/{root}/").split("/")[:-1]
    if not parts:
        return []
    return [f"{name}.weight" for name in (".".join(parts), f"heads.{parts[-1]}", f"outputs.{parts[-1]}", parts[-1]) if name]


def _weight(node: Any, tables: dict[str, Any]) -> Any:
    """The weights of a multiplication, as floats; None where it has none of its own."""
    if node.op_type == "MatMul":
        return next((tables[name] for name in node.input if name in tables and tables[name].ndim == 2), None)
    if node.op_type != INTEGER:
        return None
    whole = next((name for name in node.input if name.endswith("_quantized") and name in tables), None)
    if whole is None:
        return None
    base = whole.removesuffix("_quantized")
    zero = tables[f"{base}_zero_point"].astype(np.float32)
    return (tables[whole].astype(np.float32) - zero) * tables[f"{base}_scale"]
