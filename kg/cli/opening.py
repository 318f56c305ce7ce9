"""Opening the store that a command names."""

from typing import TYPE_CHECKING

import click

from kg.cli.options import WAIT

if TYPE_CHECKING:
    from kg.store import Store


def opened_store(store: str, *, create: bool = True) -> "Store":
    """The store; where another process has it open, that is waited for as long as `--wait` says, and said so."""
    from kg.store import open_store

    wait = click.get_current_context().meta.get(WAIT, 0.0)

    def tell() -> None:
        click.echo(f"kg: the store {store} is open in another process: waiting {wait:g} seconds at most", err=True)

    return open_store(store, create=create, wait=wait, waiting=tell)
