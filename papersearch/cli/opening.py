"""Where papers are, as the command line says it: an index in a folder, or a store at an address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from papersearch import config
from papersearch.cli.output import say
from papersearch.errors import UsageError
from papersearch.files import named

if TYPE_CHECKING:
    from papersearch.api.paper_index import PaperIndex
    from papersearch.api.remote_index import RemoteIndex

_STORE = "papersearch.store"
_INDEX = "papersearch.index"


def remember_store(context: click.Context, _parameter: object, address: str | None) -> None:
    """Remember ``--store``, wherever on the command line it stands."""
    if address:
        context.meta[_STORE] = address


def remember_index(context: click.Context, _parameter: object, folder: str | None) -> None:
    """Remember ``--index`` in front of a command."""
    if folder:
        context.meta[_INDEX] = folder


def remembered_index(context: click.Context, _parameter: object, folder: str | None) -> str | None:
    """Return ``--index``, behind a command or in front of it."""
    given: str | None = folder or context.meta.get(_INDEX)
    return given


def store_address(index_folder: str | None) -> str | None:
    """Return the address of the store that is asked, None where it is an index in a folder.

    Raises:
        UsageError: ``--index`` and ``--store`` are both given.
    """
    given = click.get_current_context().meta.get(_STORE)
    if index_folder and given:
        raise UsageError("--index and --store both say where papers are: give one of them")
    return None if index_folder else config.store_address(given)


def needs_folder(context: click.Context, parameter: object, folder: str | None) -> str | None:
    """Return ``--index``, for a command that works on indexes in folders alone.

    Raises:
        UsageError: a store is asked.
    """
    folder = remembered_index(context, parameter, folder)
    with context.scope(cleanup=False):
        address = store_address(folder)
    if address:
        raise UsageError(
            f"`{context.command_path}` needs an index in a folder, not a store at an address: name "
            "one with --index, made from the store with `papersearch copy` if need be"
        )
    return folder


def model_settings(model: str | None, device: str | None) -> dict[str, Any]:
    """Return the settings of an index that ``--model`` and ``--device`` make."""
    return {
        "model": config.model_name(model),
        "device": device,
        "cache": config.cache_folder(),
    }


def opener(folder: Path, model: str | None, device: str | None) -> Callable[[], PaperIndex]:
    """Return what opens the index in a folder, each time anew, for the threads of a server."""
    return lambda: _open_folder(folder, **model_settings(model, device))


def open_index(index_folder: str | None, **settings: Any) -> PaperIndex | RemoteIndex:
    """Open what the command line names; ``settings`` are those of :meth:`PaperIndex.open`."""
    address = store_address(index_folder)
    if address is not None:
        return _open_store(address, **settings)
    return _open_folder(config.index_folder(index_folder), **settings)


def open_place(place: str, **settings: Any) -> PaperIndex | RemoteIndex:
    """Open an index by its folder or its address."""
    from papersearch.api.remote_index import RemoteIndex

    if RemoteIndex.is_at(place):
        return _open_store(place, **settings)
    return _open_folder(named(place), **settings)


def _open_store(address: str, **settings: Any) -> RemoteIndex:
    from papersearch.api.remote_index import RemoteIndex

    return RemoteIndex.open(address, token=config.milvus_token(), notify=say, **settings)


def _open_folder(folder: Path, **settings: Any) -> PaperIndex:
    from papersearch.api.paper_index import PaperIndex

    return PaperIndex.open(folder, notify=say, **settings)
