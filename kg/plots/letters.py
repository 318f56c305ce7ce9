"""Words in plots: fonts that are the same everywhere, names as they are, never as formulas, and lines that fit."""

import unicodedata
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontEntry, FontProperties, fontManager, get_font
from matplotlib.textpath import text_to_path

FAMILY = "kg"
"""The family under which the fonts that come with matplotlib are known here, so that none of the system's takes their place."""
POINTS = 72  # to the inch
UNKNOWN = "\ufffd"
CUT = "…"


@cache
def register_fonts() -> None:
    """Makes the family known to matplotlib."""
    for weight, file in ((400, "DejaVuSans.ttf"), (700, "DejaVuSans-Bold.ttf")):
        fontManager.ttflist.append(FontEntry(fname=_font_file(file), name=FAMILY, weight=weight, size="scalable"))


def clean(text: str) -> str:
    """The text on one line as it can be drawn: without control characters, and with a sign for what the font lacks."""
    shown = "".join(_drawable(sign) for sign in unicodedata.normalize("NFC", text))
    return " ".join(shown.split())


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide the text is, in inches, at so many points."""
    if not text:
        return 0.0
    points, _, _ = text_to_path.get_text_width_height_descent(text, _properties(size, bold=bold), ismath=False)
    return float(points) / POINTS


def wrapped(text: str, room: float, size: float, *, lines: int, bold: bool = False) -> str:
    """The cleaned text in up to so many lines of so many inches; what does not fit gives way to an ellipsis."""
    rest, made = clean(text), list[str]()
    while rest and len(made) < lines:
        line, rest = _first_line(rest, room, size, bold=bold, last=len(made) == lines - 1)
        made.append(line)
    return "\n".join(made)


def _first_line(text: str, room: float, size: float, *, bold: bool, last: bool) -> tuple[str, str]:
    if width(text, size, bold=bold) <= room:
        return text, ""
    if last:
        return _longest(text, room, size, bold=bold, end=CUT) + CUT, ""
    line = _longest(text, room, size, bold=bold)
    broken = line.rpartition(" ")[0] if " " in line and not text[len(line) :].startswith(" ") else line
    return broken.rstrip(), text[len(broken) :].lstrip()


def _longest(text: str, room: float, size: float, *, bold: bool, end: str = "") -> str:
    """The longest beginning of the text that fits with the end, one character at least."""
    fits, most = 1, len(text)
    while fits < most:
        middle = (fits + most + 1) // 2
        if width(text[:middle] + end, size, bold=bold) <= room:
            fits = middle
        else:
            most = middle - 1
    return text[:fits].rstrip()


def _drawable(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    if category == "Cf":  # marks of direction could turn the words around a name
        return ""
    return sign if ord(sign) in _signs() else UNKNOWN


@cache
def _signs() -> frozenset[int]:
    """The characters of which both weights have a picture."""
    register_fonts()
    charmaps = (get_font(_font_file(file)).get_charmap() for file in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))
    return frozenset.intersection(*(frozenset(map(int, charmap)) for charmap in charmaps))


@cache
def _properties(size: float, *, bold: bool) -> FontProperties:
    register_fonts()
    return FontProperties(family=FAMILY, weight=700 if bold else 400, size=size)


def _font_file(name: str) -> str:
    return str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name)
