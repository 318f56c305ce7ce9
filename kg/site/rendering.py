"""From the records of pages to HTML: every text is escaped, and nothing runs or is loaded but what lies beside the page."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import kg
from kg.escapes import TURNS
from kg.explorer.style import Style
from kg.resources import SIGNS, THEME
from kg.site import drawing
from kg.site.words import Words

TEMPLATES = Path(__file__).with_name("templates")
ASSETS = Path(__file__).with_name("assets")
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:; "
    "base-uri 'none'; form-action 'none'"
)
"""Only what lies beside the page; `file:` is what browsers call that where the page was opened from a disk."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe-\U0010ffff]")


def environment(words: Words, style: Style) -> Environment:
    """What the templates are rendered in."""
    made = Environment(
        loader=FileSystemLoader([TEMPLATES, SIGNS.parent]), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=_clean,
    )  # fmt: skip
    made.filters["short"] = drawing.shortened
    made.globals.update(
        say=words.say,
        count=words.count,
        number=words.number,
        language=words.language,
        policy=POLICY,
        version=kg.__version__,
        marks=style.classes,
        family=words.family,
        families=tuple(style.families),
        chart=drawing.chart,
        map_of=drawing.map_of,
        star=drawing.star,
    )
    return made


def renderer(templates: Environment, name: str, page: Any) -> Callable[[], str]:
    """A function that makes the HTML of a page with the template of that name."""

    def render() -> str:
        root = "../" * str(page.path).count("/")
        return templates.get_template(name).render(page=page, root=root) + "\n"

    return render


def stylesheet(style: Style) -> str:
    """The style of all pages, with the colours of classes and families."""
    own = (ASSETS / "site.css").read_text(encoding="utf-8")
    return THEME.read_text(encoding="utf-8") + own + _colours(style, "light") + _dark(_colours(style, "dark"))


def script() -> str:
    """The script of all pages."""
    return (ASSETS / "site.js").read_text(encoding="utf-8")


def sources() -> str:
    """Everything but data that pages are made of: where it differs, they have to be made anew."""
    files = sorted([*TEMPLATES.iterdir(), SIGNS, *Path(__file__).parent.glob("*.py")])
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path.is_file())


def _colours(style: Style, theme: str) -> str:
    classes = (f".m{number}{{--c:{getattr(mark, theme)}}}\n" for number, mark in enumerate(style.classes))
    families = (f".f-{name}{{--c:{getattr(line, theme)}}}\n" for name, line in style.families.items())
    return "".join((*classes, *families))


def _dark(rules: str) -> str:
    return f"@media (prefers-color-scheme: dark) {{\n{rules}}}\n"


def _clean(value: Any) -> Any:
    """Text without what HTML cannot hold; what turns the direction of all that follows is held back within it."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return TURNS.sub("", _UNSEEN.sub("\ufffd", value))
    return value
