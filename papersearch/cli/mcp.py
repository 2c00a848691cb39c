"""``papersearch mcp``."""

from __future__ import annotations

import click

from papersearch import config
from papersearch.cli.opening import opener
from papersearch.cli.options import index_option, model_options
from papersearch.cli.output import say

PORT = 8766
"""Another than that of ``serve``: both may run."""


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
    default=PORT,
    show_default=str(PORT),
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

    \b
    papersearch mcp
    papersearch mcp --http --port 8001
    """
    from papersearch.mcp_server.http import serve_http
    from papersearch.mcp_server.server import serve_stdio
    from papersearch.server.engine import Engine

    folder = config.index_folder(index_folder)

    open_index = opener(folder, model, device)
    open_index().close()  # what is wrong shows before anything is served
    engine = Engine(folder, open_index, threads=1)
    if http:
        serve_http(
            engine,
            host,
            port,
            token=config.server_token(),
            names=names,
            announce=lambda url: say(f"serving {url}, until Ctrl-C"),
        )
    else:
        serve_stdio(engine)
