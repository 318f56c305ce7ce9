"""Where the ontology, the seeds and the models lie: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

from kg.errors import KgError

PACKAGE = Path(__file__).resolve().parent

THEME = Path(__file__).with_name("theme.css")
"""The style sheet with the colours and letters that all pages share; each has one of its own after it."""

SIGNS = Path(__file__).with_name("signs.html")
"""A template with the signs of classes, which the pages of the site and of the service share."""


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder, such as `resource("seeds", "reports")`.

    Raises KgError where the installation lacks it.
    """
    for root in (PACKAGE / "data", PACKAGE.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise KgError(f"the installation lacks {'/'.join(parts)}: reinstall the package")


def model_path(name: str) -> Path:
    """The folder of a language model shipped in the package. Raises KgError where there is none of that name."""
    path = PACKAGE / "models" / name
    if not path.is_dir():
        raise KgError(f"no model named {name} is shipped: reinstall the package")
    return path
