"""The network as one HTML file that opens anywhere and asks no other machine for anything."""

from kg.explorer.details import Background
from kg.explorer.page import explorer_html, write_explorer

__all__ = ["Background", "explorer_html", "write_explorer"]
