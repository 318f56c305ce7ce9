"""The network as one HTML file that opens anywhere and asks no other machine for anything."""

from kg.explorer.details import Background
from kg.explorer.making import Making
from kg.explorer.page import explorer_html, write_explorer

__all__ = ["Background", "Making", "explorer_html", "write_explorer"]
