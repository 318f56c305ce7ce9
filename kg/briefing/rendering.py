"""A briefing as Markdown, and as one HTML page that runs nothing, loads nothing and prints well."""

import base64
import functools
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

import kg
from kg.briefing.records import Briefing, Picture
from kg.briefing.scope import Scope
from kg.escapes import markdown_escaped
from kg.metrics.robustness import SEED
from kg.resources import THEME

TEMPLATES = Path(__file__).with_name("templates")


def as_markdown(briefing: Briefing, pictures: Mapping[str, str] | None = None) -> str:
    """Markdown with footnotes; `pictures` are the addresses of pictures by their names, of which others are left out."""
    text = _environment().get_template("report.md").render(briefing=briefing, pictures=pictures or {})
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def as_html(briefing: Briefing) -> str:
    """One page with its pictures in it."""
    style = THEME.read_text(encoding="utf-8") + (TEMPLATES / "report.css").read_text(encoding="utf-8")
    return _environment().get_template("report.html").render(briefing=briefing, style=style, policy=_policy(style)) + "\n"


def methods(scope: Scope, command: str) -> tuple[str, ...]:
    """What was counted and how, what cannot be seen, and by which version: a paragraph each."""
    text = (
        _environment()
        .get_template("methods.txt")
        .render(
            of=f"of which {scope.label} is the subject or the object" if scope.actor else "on all actors and places",
            window=f"in the period {scope.window.name}" if scope.window else "without a limit of time",
            store=scope.material.store,
            floor=f"{scope.projection.min_confidence:g}",
            seed=SEED,
            version=kg.__version__,
            command=command,
            makers=scope.material.makers,
        )
    )
    return tuple(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _policy(style: str) -> str:
    """Nothing but this style sheet and pictures that stand in the page."""
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _in_page(picture: Picture, theme: str) -> str:
    """The picture as an address that is its own content."""
    svg = picture.dark if theme == "dark" else picture.light
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


@functools.cache
def _environment() -> Environment:
    """Everything that goes into HTML is escaped; what goes into Markdown passes the filter `plain`."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(("html",)), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {"plain": markdown_escaped, "in_page": _in_page, "address": quote}
    return made
