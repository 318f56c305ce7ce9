"""Reads seed files: TOML whose form a pydantic model describes, so that a mistake names its file and its entry."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kg.errors import SeedError

Model = TypeVar("Model", bound="Seed")
Word = Annotated[str, Field(min_length=1)]
Words = Annotated[list[Word], Field(min_length=1)]


SHOWN = 3
"""How many faults of a file one message names."""


class Seed(BaseModel):
    """A table of a seed file: strict types, no unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def read_seed(path: Path, model: type[Model]) -> Model:
    """The file as its model. Raises SeedError where it cannot be read, does not parse, or has another form."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return model.model_validate(data)
    except ValidationError as error:
        faults = [f"{_place(fault['loc'], data)}: {fault['msg']}" for fault in error.errors()]
        more = f" and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        raise SeedError(f"{path.name}: {'; '.join(faults[:SHOWN])}{more}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SeedError(f"{path.name}: {error}") from error


def _place(steps: tuple[int | str, ...], data: Any) -> str:
    """Where in the file a fault is: numbers are replaced by the id of the entry, where it has one."""
    named: list[str] = []
    for step in steps:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        identity = data.get("id") if isinstance(data, dict) and isinstance(step, int) else None
        named.append(str(identity or (step + 1 if isinstance(step, int) else step)))
    return " ".join(named) or "the file"
