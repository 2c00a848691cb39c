"""``papersearch mcp``."""

from __future__ import annotations

import click

from papersearch import config
from papersearch.cli.options import index_option, model_options
from papersearch.cli.output import say


@click.command()
@click.option("--http", is_flag=True, help="Serve streamable HTTP instead of standard input.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Where to listen; any but a loopback address needs $PAPERSEARCH_TOKEN.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    metavar="N",
    help="The port to listen on; 0 takes a free one.",
)
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="Another name by which clients may call this machine.",
)
@model_options
@index_option
def mcp(
    http: bool,
    host: str,
    port: int,
    names: tuple[str, ...],
    model: str | None,
    device: str | None,
    index_folder: str | None,
) -> None:
    """Let language models search the index, by the Model Context Protocol.

    Clients start it themselves and speak with it over standard input and output; with --http it
    serves several of them, on this machine alone unless --host says otherwise. New digests are
    seen without a restart. Needs `pip install 'papersearch[mcp]'`.
    """
    from papersearch.mcp_server.http import serve_http
    from papersearch.mcp_server.server import serve_stdio
    from papersearch.paper_index import PaperIndex

    def open_index() -> PaperIndex:
        return PaperIndex.open(
            config.index_folder(index_folder),
            model=config.model_name(model),
            device=device,
            cache=config.cache_folder(),
            notify=say,
        )

    if http:
        serve_http(
            open_index,
            host,
            port,
            token=config.server_token(),
            names=names,
            announce=lambda url: say(f"serving {url}, until Ctrl-C"),
        )
    else:
        serve_stdio(open_index)
