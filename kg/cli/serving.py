"""The command that serves the store: serve."""

import click

from kg.cli.options import MOST_WORKERS, store_option


@click.command()
@store_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="HOST",
    help="The address to serve at. Any but this machine's own needs a token, which every request then has to send.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    metavar="PORT",
    help="The port to serve at; 0 takes any that is free.",
)
@click.option("--writable", is_flag=True, help="Take updates at /update from whoever sends the token.")
@click.option("--token", envvar="KG_TOKEN", show_envvar=True, metavar="TOKEN", help="The token.")
@click.option(
    "--name", "names", multiple=True, metavar="NAME", help="A further name of this machine that requests may use. Repeatable."
)
@click.option(
    "--cors",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Let pages of this origin ask, such as https://example.org; * means all. Repeatable.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 86400),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="End a query that takes longer.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=8,
    show_default=True,
    metavar="N",
    help="How many processes wait for queries.",
)
@click.option("--open", "open_", is_flag=True, help="Open the explorer in the browser.")
def serve(
    store: str,
    host: str,
    port: int,
    writable: bool,
    token: str | None,
    names: tuple[str, ...],
    origins: tuple[str, ...],
    timeout: float,
    workers: int,
    open_: bool,
) -> None:
    """Serve the store: a SPARQL endpoint, an editor for queries, the named queries and the explorer.

    \b
    Example:
      kg serve --port 8765
      curl -d "query=SELECT ?who { ?who sahel:attacks entity:mali }" http://127.0.0.1:8765/sparql
    """
    from kg.service.limits import Limits
    from kg.service.server import Settings, serve

    settings = Settings(store, host, port, token, writable, names, origins, workers, Limits(seconds=timeout))

    def started(address: str) -> None:
        click.echo(f"serving {store} at {address} (SPARQL at {address}sparql); Ctrl-C stops it", err=True)
        if open_:
            click.launch(address)

    serve(settings, started=started)
