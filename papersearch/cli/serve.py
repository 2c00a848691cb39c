"""``papersearch serve``."""

from __future__ import annotations

import click

from papersearch import config
from papersearch.cli.opening import opener
from papersearch.cli.options import index_option, model_options, rerank_option
from papersearch.cli.output import say

PORT = 8765


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen on.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=str(PORT),
    metavar="N",
    help="The port to listen on; 0 for any that is free.",
)
@click.option(
    "--token",
    metavar="TOKEN",
    help="What clients must send; else $PAPERSEARCH_TOKEN, which other users of the machine "
    "cannot see. Needed where others can reach the address.",
)
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="Another name that the server goes by, such as that of a proxy in front of it.",
)
@rerank_option
@model_options
@index_option
def serve(
    host: str,
    port: int,
    token: str | None,
    names: tuple[str, ...],
    rerank: str | None,
    model: str | None,
    device: str | None,
    index_folder: str | None,
) -> None:
    """Serve a page to search with, and an HTTP API, until Ctrl-C.

    Only this machine can reach it, unless --host says otherwise. While it runs,
    `papersearch query` asks it instead of loading everything anew.

    \b
    papersearch serve
    papersearch serve --index digests.index --port 9000
    PAPERSEARCH_TOKEN=... papersearch serve --host 0.0.0.0
    """
    from papersearch.server.listening import address_of, check_access, listen
    from papersearch.web.running import check_installed
    from papersearch.web.running import serve as run

    secret = config.server_token(token)
    check_installed()
    check_access(host, secret)
    config.one_thread_each()

    from papersearch.server.engine import Engine
    from papersearch.web.security import Access

    folder = config.index_folder(index_folder)

    open_index = opener(folder, model, device)
    open_index().close()  # what is wrong shows before anything listens
    reranker = None
    if rerank is not None:
        from papersearch.embedding.reranker import load_reranker

        reranker = load_reranker(rerank, device=device, notify=say)
    with listen(host, port) as listener:
        address = address_of(listener, host)
        access = Access.on(host, secret, names)
        run(
            Engine(folder, open_index, reranker=reranker),
            access,
            listener,
            config.runtime_folder(),
            lambda: say(f"serving {folder} at {address} (Ctrl-C stops)"),
        )
