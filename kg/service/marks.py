"""How classes and families look: as in the explorer."""

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from kg.explorer.style import Style


@functools.cache
def load_marks() -> "Style":
    """The style of the explorer."""
    # The explorer brings along what draws: time and memory that a service for programs never needs.
    from kg.explorer.style import load_style  # noqa: PLC0415

    return load_style(load_vocabulary())


def classes_of(marks: "Style") -> Mapping[str, int]:
    """The place of each class among the marks, by its label."""
    words = load_vocabulary()
    return {each.label: marks.classes.index(marks.of_class(name, words)) for name, each in words.classes.items()}


def colours(marks: "Style") -> str:
    """A style sheet with the colours of classes and families."""
    classes = [(f"m{number}", mark.light, mark.dark) for number, mark in enumerate(marks.classes)]
    families = [(f"f-{name}", line.light, line.dark) for name, line in marks.families.items()]
    return "".join(f".{name}{{--c:light-dark({light},{dark})}}\n" for name, light, dark in (*classes, *families))
