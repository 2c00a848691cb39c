"""Options that several commands share."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from papersearch.cli.group import FOREVER
from papersearch.cli.opening import needs_folder, remember_index, remember_store, remembered_index
from papersearch.render.hits import FORMATS
from papersearch.types.dates import beginning
from papersearch.types.query import MAX_K, Filters

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])

MAX_SEED = 2**32 - 1
MAX_NUMBER = 1e9


class Number(click.FloatRange):
    """A number within a range; "nan" is none, though it is neither below nor above."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number that a text stands for."""
        number: float = super().convert(value, param, ctx)
        if not abs(number) <= MAX_NUMBER:
            self.fail(f"{value!r} is no number that can be meant.", param, ctx)
        return number


class Seconds(click.types.FloatParamType):
    """How long to wait; FOREVER is as long as it takes, as is any number below 0."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the seconds that a text stands for, negative for as long as it takes."""
        number: float = -1.0 if value == FOREVER else super().convert(value, param, ctx)
        if not abs(number) <= MAX_NUMBER:
            self.fail(f"{value!r} is no number that can be meant.", param, ctx)
        return number


class Count(click.types.IntParamType):
    """How many papers to give; "all" is as many as there can be."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number that a text stands for."""
        if str(value).lower() == "all":
            return MAX_K
        number: int = super().convert(value, param, ctx)
        return number


def _decoded(value: str) -> str:
    return value.encode(errors="replace").decode()


TEXT = click.types.FuncParamType(_decoded)
"""Words, in which what the system could not decode is a question mark.

Names of files stay as the system has them, or they would not be found.
"""

_FACTS = (
    click.option(
        "--category",
        "categories",
        type=TEXT,
        multiple=True,
        metavar="NAME",
        help="Only papers of this category: cs.CL, or cs for all of cs. Of several, one is enough.",
    ),
    click.option(
        "--section",
        "sections",
        type=TEXT,
        multiple=True,
        metavar="LABEL",
        help="Only what this section says: a part of its label, such as technical.",
    ),
    click.option("--min-votes", type=int, metavar="N", help="Only papers with at least N votes."),
    click.option(
        "--author",
        "authors",
        type=TEXT,
        multiple=True,
        metavar="NAME",
        help="Only papers by this author: a part of the name, or all of it behind a =, as "
        "'=Wei Chen'. Several must all match.",
    ),
)


_DAYS = (
    click.option(
        "--last", metavar="SPAN", help="Only papers of the last 7d, 2w, 6m or 1y before today."
    ),
    click.option(
        "--until", metavar="DATE", help="Only papers of this day or earlier; dates as for --since."
    ),
    click.option(
        "--since",
        metavar="DATE",
        help="Only papers of this day or later: 2024-07-31, 2024-07, 'July 2024', yesterday, "
        "'last week'.",
    ),
)


def complete_paths(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let a shell complete files and folders where a name may also be something else."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="file")]


def complete_folders(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let a shell complete folders."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="dir")]


def _all(options: Sequence[Callable[[F], F]], function: F) -> F:
    for option in options:
        function = option(function)
    return function


def index_option(function: F) -> F:
    """Add ``--index``, for a command that needs an index in a folder."""
    return _index(function, callback=needs_folder)


def _index(function: F, **more: Any) -> F:
    return click.option(
        "--index",
        "index_folder",
        metavar="FOLDER",
        shell_complete=complete_folders,
        help="The index; else $PAPERSEARCH_INDEX, else ./index.",
        **more,
    )(function)


def everywhere_options(function: F) -> F:
    """Add ``--index`` and ``--store``, in front of a command."""
    return store_option(_index(function, expose_value=False, callback=remember_index))


def place_options(function: F) -> F:
    """Add ``--index`` and ``--store``, for a command that works on either; see opening.py."""
    return store_option(_index(function, callback=remembered_index))


def store_option(function: F) -> F:
    """Add ``--store``."""
    return click.option(
        "--store",
        metavar="ADDRESS",
        expose_value=False,
        callback=remember_store,
        help="A store on Milvus in place of an index in a folder, as milvus://HOST:19530/NAME; "
        "else $PAPERSEARCH_STORE.",
    )(function)


_MODEL = (
    click.option(
        "--device",
        metavar="DEVICE",
        help="Where the model runs: cpu, cuda, mps, cuda:1, or several, cuda:0,cuda:1; by default "
        "all GPUs.",
    ),
    click.option(
        "--model",
        metavar="NAME",
        help="A sentence-transformers model, by name or folder; else $PAPERSEARCH_MODEL, else the "
        "index's own, if it is the default one or you have named it before.",
    ),
)


def model_options(function: F) -> F:
    """Add ``--model`` and ``--device``."""
    return _all(_MODEL, function)


def seed_option(help_: str) -> Callable[[F], F]:
    """Add ``--seed``, of which ``help_`` says what it is for."""
    return click.option(
        "--seed",
        type=click.IntRange(0, MAX_SEED),
        default=0,
        show_default=True,
        metavar="N",
        help=help_,
    )


def rerank_option(function: F) -> F:
    """Add ``--rerank``."""
    return click.option(
        "--rerank",
        metavar="MODEL",
        help="Let a cross-encoder, by name or folder, order the first 50 papers; one of a hub is "
        "fetched where it is not on this machine.",
    )(function)


def facts_options(function: F) -> F:
    """Add what papers must meet, whatever their day."""
    return _all(_FACTS, function)


def filter_options(function: F) -> F:
    """Add which papers count."""
    return _all((*_FACTS, *_DAYS), function)


def format_option(help_: str, formats: Sequence[str] = ("table", "json")) -> Callable[[F], F]:
    """Add ``--format``, by default a table for people."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default="table",
        show_default=True,
        help=help_,
    )


def hits_options(function: F) -> F:
    """Add how many hits to give, which ones, and how to write them."""
    function = format_option("How to write the answer.", FORMATS)(function)
    return click.option(
        "-k",
        default="10",
        show_default=True,
        type=Count(),
        metavar="N",
        help="How many papers to give, or all.",
    )(filter_options(function))


def wait_option(function: F) -> F:
    """Add ``--wait``."""
    return click.option(
        "--wait",
        is_flag=False,
        flag_value=-1.0,
        default=0.0,
        type=Seconds(),
        metavar="[SECONDS]",
        help="Wait for another writer to finish, without a number for as long as it takes.",
    )(function)


def filters(
    since: str | None,
    until: str | None,
    last: str | None,
    authors: tuple[str, ...],
    min_votes: int | None,
    sections: tuple[str, ...],
    categories: tuple[str, ...],
) -> Filters:
    """Return the filters that the options of :func:`filter_options` name.

    Raises:
        InvalidQuery: a date or span is none, or both ``--since`` and ``--last`` are given.
    """
    begin = beginning(since or "", last or "", datetime.date.today(), "--")
    return Filters(begin, until or "", authors, min_votes, sections, categories)
