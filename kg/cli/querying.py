"""Commands that ask the store and hand on what it holds: query, export."""


import click


@click.command()
def query() -> None:
    """Ask the store.

    \b
    Example:
      kg query
    """


@click.command()
def export() -> None:
    """Export.

    \b
    Example:
      kg export
    """
