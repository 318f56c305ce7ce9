"""From reports on the Sahel to a knowledge graph in which every edge names its sentence."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.language import load_pipeline

__version__ = "0.1.0"
__all__ = ["__version__", "load_pipeline"]


def __getattr__(name: str) -> Any:
    """Loads spaCy only when the pipeline is asked for."""
    if name == "load_pipeline":
        from kg.language import load_pipeline  # noqa: PLC0415

        return load_pipeline
    raise AttributeError(f"module kg has no attribute {name}")
