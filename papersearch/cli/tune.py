"""``papersearch tune``."""

from __future__ import annotations

import click

from papersearch import config
from papersearch.cli.options import index_option, wait_option
from papersearch.cli.output import say, tell


@click.command()
@click.option("--undo", is_flag=True, help="Forget what tuning learned.")
@click.option("--device", metavar="DEVICE", help="Where the model runs: cpu, cuda, mps, cuda:1.")
@wait_option
@index_option
def tune(undo: bool, device: str | None, wait: float, index_folder: str | None) -> None:
    """Teach the index the language of its own corpus, in half a minute.

    From titles and the summaries below them a small linear map is learned, which is used only if
    papers that were held out are found better with it. Nothing is embedded again, and --undo takes
    it back. `papersearch eval` shows what it changes for queries of yours.

    \b
    papersearch tune
    papersearch tune --undo
    """
    from papersearch.api.paper_index import PaperIndex

    with PaperIndex.open(
        config.index_folder(index_folder),
        model=config.model_name(None),
        device=device,
        cache=config.cache_folder(),
        notify=say,
    ) as index:
        if undo:
            tell("tuning forgotten" if index.untune(wait=wait) else "there was no tuning")
            return
        tuned = index.tune(wait=wait)
    tell(
        f"{'accepted' if tuned.accepted else 'not accepted'}: held-out titles among "
        f"{tuned.papers:,} papers, MRR {tuned.before:.3f} before, {tuned.after:.3f} after "
        f"(p = {tuned.p:.4f})"
    )
    if not tuned.accepted:
        say("held-out papers do not agree: search goes on as before")
