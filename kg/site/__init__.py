"""Dossiers as a static site: a page for each actor, place and document of a store, to be opened without a server."""

from kg.site.building import Built, build_site
from kg.site.material import Material, material_of

__all__ = ["Built", "Material", "build_site", "material_of"]
