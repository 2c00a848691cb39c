"""What the reader likes, and what that recommends: ``like``, ``dislike`` and ``recommend``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from papersearch.cli.opening import open_index
from papersearch.cli.options import TEXT, filters, hits_options, place_options, wait_option
from papersearch.cli.output import say, show, style
from papersearch.errors import PaperNotFound, UsageError
from papersearch.render.terminal import escape
from papersearch.types.query import check_k

if TYPE_CHECKING:
    from papersearch.api.paper_index import PaperIndex
    from papersearch.api.remote_index import RemoteIndex
    from papersearch.types.judged import Judged


@click.command()
@click.argument("paper_ids", type=TEXT, metavar="[ID]...", nargs=-1)
@click.option("--undo", is_flag=True, help="Forget that the papers are liked.")
@wait_option
@place_options
def like(paper_ids: tuple[str, ...], undo: bool, wait: float, index_folder: str | None) -> None:
    """Remember the papers ID as liked, for `papersearch recommend`; without any, list them.

    \b
    papersearch like 2407.02392 2412.04467
    papersearch like
    papersearch like 2407.02392 --undo
    """
    _judge(paper_ids, index_folder, liked=True, undo=undo, wait=wait)


@click.command()
@click.argument("paper_ids", type=TEXT, metavar="[ID]...", nargs=-1)
@click.option("--undo", is_flag=True, help="Forget that the papers are disliked.")
@wait_option
@place_options
def dislike(paper_ids: tuple[str, ...], undo: bool, wait: float, index_folder: str | None) -> None:
    """Remember the papers ID as disliked, for `papersearch recommend`; without any, list them.

    \b
    papersearch dislike 2402.09470
    papersearch dislike
    """
    _judge(paper_ids, index_folder, liked=False, undo=undo, wait=wait)


@click.command()
@hits_options
@place_options
def recommend(k: int, format_: str, index_folder: str | None, **conditions: Any) -> None:
    """Recommend new papers, by those that you like.

    New are the papers of the newest 30 days in the index, or those that --since, --last and --until
    name. Papers that you like or dislike already are left out.

    \b
    papersearch like 2407.02392 2412.04467 2412.04449
    papersearch recommend
    papersearch recommend --last 7d --min-votes 10 --format markdown
    """
    wanted = filters(**conditions)
    check_k(k)

    from papersearch.render.recommendations import render_recommendations

    with open_index(index_folder) as index:
        found = index.recommend(k, filters=wanted)
    show(render_recommendations(found, format_, style=style()), format_)
    if not found:
        from papersearch.cli.nothing import tell_nothing

        tell_nothing(index_folder, wanted)


def _title(index: PaperIndex | RemoteIndex, paper_id: str) -> str:
    try:
        return index.paper(paper_id).title
    except PaperNotFound:
        return "(not in the index now)"


def _judge(
    paper_ids: tuple[str, ...], index_folder: str | None, *, liked: bool, undo: bool, wait: float
) -> None:
    if undo and not paper_ids:
        raise UsageError("--undo of which papers? give their ids")

    word = "liked" if liked else "disliked"
    with open_index(index_folder) as index:
        if not paper_ids:
            own = [id_ for id_, likes in index.likes.all().items() if likes == liked]
            show("".join(f"{escape(f'{id_}  {_title(index, id_)}')}\n" for id_ in own))
            say(f"{len(own):,} {word}")
            return
        done = index.likes.judge(paper_ids, liked=liked, undo=undo, wait=wait)
    told = _forgotten(done, word) if undo else _judged(done, word, "disliked" if liked else "liked")
    say(f"{told}; {done.total:,} in all")


def _judged(done: Judged, word: str, other: str) -> str:
    """Return "3 liked, 1 of them already", and of how many it was thought otherwise."""
    count = done.changed + done.same
    if not done.changed:
        return f"{count:,} {word} already"
    already = f"{done.same:,} of them already" if done.same else ""
    turned = f"{done.turned:,} of them {other} before" if done.turned else ""
    if done.turned == count:
        turned = f"{other} before"
    return ", ".join(part for part in (f"{count:,} {word}", already, turned) if part)


def _forgotten(done: Judged, word: str) -> str:
    others = f", {done.same:,} {'was' if done.same == 1 else 'were'} not" if done.same else ""
    return f"{done.changed:,} no longer {word}{others}"
