"""Several processes that train one network: each learns from batches of its own, and every few steps they take their mean.

The method is local SGD (Stich, "Local SGD converges fast and communicates little", 2019). The mean over the last part of a
training, which generalises better than its last step, is that of Izmailov et al., "Averaging weights leads to wider optima" (2018).
"""
# mypy: disable-error-code="attr-defined,import-not-found,no-any-return,no-untyped-call"

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
import torch.distributed
import torch.multiprocessing


class Team:
    """The processes of a training, seen from the one with the number `rank`."""

    def __init__(self, rank: int = 0, size: int = 1) -> None:
        self.rank, self.size = rank, size

    def mean(self, parameters: Sequence[Any]) -> None:
        """Sets the parameters of each process to their mean over all of them."""
        if self.size == 1:
            return
        with torch.no_grad():
            flat = torch.cat([each.detach().flatten() for each in parameters])
            torch.distributed.all_reduce(flat)
            place = 0
            for each in parameters:
                each.copy_(flat[place : place + each.numel()].view_as(each) / self.size)
                place += each.numel()

    def most(self, value: float) -> float:
        """The largest of the processes' values."""
        if self.size == 1:
            return value
        largest = torch.tensor([value])
        torch.distributed.all_reduce(largest, torch.distributed.ReduceOp.MAX)
        return float(largest)


def together(work: Callable[[Team, Any], None], argument: Any, size: int) -> None:
    """Calls `work` in that many processes, with the team as each sees it and the argument."""
    if size == 1:
        work(Team(), argument)
        return
    with tempfile.TemporaryDirectory() as folder:
        torch.multiprocessing.spawn(_member, (size, str(Path(folder) / "meeting"), work, argument), nprocs=size)


def _member(rank: int, size: int, meeting: str, work: Callable[[Team, Any], None], argument: Any) -> None:
    torch.distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=size)
    try:
        work(Team(rank, size), argument)
    finally:
        torch.distributed.destroy_process_group()


class Mean:
    """The mean of a module's states over the times that it was told to `add` one."""

    def __init__(self, modules: dict[str, Any]) -> None:
        self._modules, self._count = modules, 0
        self._sums: dict[str, dict[str, Any]] = {}

    def add(self) -> None:
        """Takes the states as they are into the mean."""
        self._count += 1
        for name, module in self._modules.items():
            state = module.state_dict()
            if name not in self._sums:
                self._sums[name] = {key: value.clone() for key, value in state.items()}
                continue
            for key, value in self._sums[name].items():
                value.add_((state[key] - value) / self._count)

    def states(self) -> dict[str, dict[str, Any]]:
        """The mean states by name; those of now where none was added."""
        return self._sums or {name: module.state_dict() for name, module in self._modules.items()}
