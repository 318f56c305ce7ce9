"""Goes on from a pipeline that was shipped: its network's weights, back from the integers that they were written as."""
# mypy: disable-error-code="import-not-found,no-any-return"

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from kg.encoder.session import CLASSES, NETWORK, TABLES
from kg.training.encoder.network import Network

INTEGER = "MatMulInteger"


def shipped_classes(folder: Path) -> dict[str, list[str]]:
    """The classes that the shipped network knows, by task."""
    return json.loads((folder / CLASSES).read_text(encoding="utf-8"))


def load_shipped(network: Network, folder: Path) -> None:
    """Fills a network with the weights of the pipeline's folder of its encoder; parts that it lacks stay as they are."""
    graph = onnx.load(folder / NETWORK).graph
    tables = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    state = network.state_dict()
    for name, values in tables.items():
        own = name.removeprefix("network.")
        if own in state and state[own].shape == values.shape:
            state[own] = torch.from_numpy(values.copy())
    for node in graph.node:
        weight = _weight(node, tables)
        own = next((name for name in _names(node.name) if name in state), None)
        if weight is not None and own is not None:
            state[own] = torch.from_numpy(np.ascontiguousarray(weight.T))
    state["root"] = torch.from_numpy(next(values for name, values in tables.items() if "Expand" in name).copy())
    with np.load(folder / TABLES) as saved:
        state["labels"] = torch.from_numpy(saved["labels"])
    network.load_state_dict(state)


def _names(node: str) -> list[str]:
    """What the weights of a node of that name may be called in the network; the exporter leaves parts of containers out."""
    parts = node.removeprefix("/network/").split("/")[:-1]
    return [f"{name}.weight" for name in (".".join(parts), f"heads.{parts[-1]}", parts[-1]) if name] if parts else []


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
