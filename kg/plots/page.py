"""The page that every plot stands on: title, what is measured, the drawing, and the line that says where it comes from."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from kg.errors import UsageError
from kg.plots.letters import FAMILY, register_fonts, wrapped

Format = Literal["png", "svg"]

WIDTH = 8.0
"""Inches: as wide as a printed page between its margins takes."""
POINTS = 72  # to the inch
MARGIN = 0.25
TITLE, WORDS, SMALL = 13.0, 9.5, 7.5
LINE = 1.3  # of the size of letters
DOTS = 200  # to the inch, in PNG


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours, of Okabe and Ito's set as in the explorer: readers who confuse red and green can tell them apart."""

    paper: str
    ink: str
    soft: str
    rule: str
    faint: str
    one: str
    other: str
    binds: str
    divides: str
    burst: str
    lines: tuple[str, ...]


LIGHT = Palette(
    paper="#ffffff", ink="#18202b", soft="#566172", rule="#dfe4ea", faint="#eef1f4", one="#0072b2", other="#8cc4e8",
    binds="#008a64", divides="#d55e00", burst="#fff0c8",
    lines=("#0072b2", "#d55e00", "#008a64", "#b8568a", "#b37a00", "#2f8ac0", "#3c4654", "#8a7a00"),
)  # fmt: skip
DARK = Palette(
    paper="#171c24", ink="#e9edf2", soft="#a3afbe", rule="#2b3440", faint="#212935", one="#4aa3dc", other="#2a5f85",
    binds="#1fb78c", divides="#f07a22", burst="#3a3015",
    lines=("#4aa3dc", "#f07a22", "#1fb78c", "#dd92bb", "#f0b429", "#8ccdf2", "#d5dbe3", "#f0e442"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a drawing: the title, what is measured in which unit, and the line on where it comes from."""

    title: str
    measured: str
    source: str


@dataclass(frozen=True, slots=True)
class Page:
    """A figure with its words in place; the drawing has the room between `bottom` and `top`, in inches from below."""

    figure: Figure
    palette: Palette
    bottom: float
    top: float

    def axes(self, *, left: float, right: float, below: float = 0.0, above: float = 0.0) -> Axes:
        """Axes with so many inches around them for labels."""
        wide, high = self.figure.get_size_inches()
        low, tall = self.bottom + below, self.top - above - self.bottom - below
        return self.figure.add_axes((left / wide, low / high, (wide - left - right) / wide, tall / high))


@contextmanager
def drawing(palette: Palette = LIGHT) -> Iterator[None]:
    """Within it matplotlib draws as these plots look, whatever its settings on this machine are."""
    register_fonts()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_settings(palette))
        yield


def page(words: Words, height: float, palette: Palette, *, wide: float = WIDTH) -> Page:
    """A page whose drawing is so many inches high. To be called while `drawing`."""
    room = wide - 2 * MARGIN
    parts = (
        (wrapped(words.title, room, TITLE, lines=3, bold=True), TITLE, 700, palette.ink),
        (wrapped(words.measured, room, WORDS, lines=3), WORDS, 400, palette.soft),
    )
    source = wrapped(words.source, room, SMALL, lines=5)
    head = sum(_height(text, size) for text, size, _, _ in parts if text) + MARGIN + 0.12
    foot = _height(source, SMALL) + MARGIN + 0.08
    figure = Figure(figsize=(wide, head + height + foot), facecolor=palette.paper)
    FigureCanvasAgg(figure)
    high = head + height + foot
    down = MARGIN
    for text, size, weight, colour in parts:
        figure.text(MARGIN / wide, 1 - down / high, text, size=size, weight=weight, color=colour, va="top", linespacing=1.2)
        down += _height(text, size)
    figure.text(MARGIN / wide, MARGIN / high, source, size=SMALL, color=palette.soft, va="bottom", linespacing=1.25)
    return Page(figure, palette, foot, foot + height)


def image(figure: Figure, format_: Format, palette: Palette = LIGHT) -> bytes:
    """The figure as PNG or SVG, the same bytes every time: without the date, and letters drawn as shapes."""
    held = io.BytesIO()
    metadata: dict[str, Any] = {"Software": None} if format_ == "png" else {"Date": None, "Creator": None}
    with drawing(palette):
        figure.savefig(held, format=format_, dpi=DOTS, metadata=metadata)
    return held.getvalue()


def format_of(path: Path) -> Format:
    """PNG or SVG, by the ending of the file's name. Raises UsageError for any other."""
    match path.suffix.casefold():
        case ".png":
            return "png"
        case ".svg":
            return "svg"
    raise UsageError(f"a plot is a file FILE.png or FILE.svg, not {path.name}")


def quiet(axes: Axes, palette: Palette, *, grid: Literal["x", "y"] | None = None) -> None:
    """Takes away what carries no data; with `grid`, faint lines across that axis."""
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, colors=palette.soft, labelsize=WORDS - 1)
    axes.set_axisbelow(True)
    if grid:
        axes.grid(axis=grid, color=palette.rule, linewidth=0.8)


def nothing(words: Words, palette: Palette, why: str) -> Figure:
    """A page that says that there is nothing to draw."""
    made = page(words, 1.2, palette)
    wide, high = made.figure.get_size_inches()
    middle = (made.bottom + made.top) / 2 / high
    made.figure.text(MARGIN / wide, middle, wrapped(why, wide - 2 * MARGIN, WORDS + 1, lines=2), size=WORDS + 1, color=palette.ink)
    return made.figure


def _height(text: str, size: float) -> float:
    return (text.count("\n") + 1) * size * LINE / POINTS if text else 0.0


def _settings(palette: Palette) -> Any:
    return {
        "font.family": [FAMILY],
        "font.size": WORDS,
        "text.color": palette.ink,
        "text.parse_math": False,  # a $ in a name is a $
        "text.usetex": False,
        "axes.facecolor": palette.paper,
        "axes.edgecolor": palette.soft,
        "axes.labelcolor": palette.soft,
        "axes.unicode_minus": True,
        "axes.formatter.use_mathtext": False,
        "xtick.color": palette.soft,
        "ytick.color": palette.soft,
        "savefig.facecolor": palette.paper,
        "svg.fonttype": "path",
        "svg.hashsalt": "kg",
        "svg.id": None,
    }
