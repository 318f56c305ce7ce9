"""Training in several processes: means of parameters, of states over time. Needs PyTorch, which only training needs."""

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is installed for training alone")

from kg.training.encoder.together import Mean, Team, together  # noqa: E402


def note_means(team: Team, folder: Path) -> None:
    """What each process does in the test below: it writes the mean and the largest of numbers that differ by process."""
    own = [torch.nn.Parameter(torch.full((2, 3), float(team.rank))), torch.nn.Parameter(torch.tensor([10.0 * team.rank]))]
    team.mean(own)
    largest = team.most(float(team.rank))
    (folder / str(team.rank)).write_text(f"{own[0].mean():.2f} {own[1].item():.2f} {largest:.0f}", encoding="utf-8")


def test_processes_meet_at_their_mean(tmp_path: Path) -> None:
    together(note_means, tmp_path, 2)
    assert [(tmp_path / str(rank)).read_text(encoding="utf-8") for rank in (0, 1)] == ["0.50 5.00 1", "0.50 5.00 1"]


def test_one_process_stays_as_it_is(tmp_path: Path) -> None:
    together(note_means, tmp_path, 1)
    assert (tmp_path / "0").read_text(encoding="utf-8") == "0.00 0.00 0"


def weighted(value: float) -> Any:
    module = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.constant_(module.weight, value)
    return module


def test_the_mean_is_over_all_that_was_added() -> None:
    module = weighted(1.0)
    mean = Mean({"net": module})
    assert mean.states()["net"]["weight"].item() == 1.0, "of nothing: as it is now"
    for value in (2.0, 4.0, 9.0):
        torch.nn.init.constant_(module.weight, value)
        mean.add()
    torch.nn.init.constant_(module.weight, 100.0)
    assert mean.states()["net"]["weight"].item() == pytest.approx(5.0)
