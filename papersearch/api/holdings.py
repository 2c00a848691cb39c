"""What an index was made of: its collections, where they are now, and which it shall forget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from papersearch.api.access import Access
from papersearch.api.models import Models
from papersearch.types.progress import anything

if TYPE_CHECKING:
    from papersearch.indexing.inventory import Holding
    from papersearch.indexing.moves import Moved
    from papersearch.indexing.write import Agree, Report


class Sources:
    """The sources of the store behind ``access``; ``models`` embed what has to be made anew."""

    def __init__(self, access: Access[Any], models: Models) -> None:
        self._access = access
        self._models = models

    def all(self) -> list[Holding]:
        """Return the collections, by their places."""
        from papersearch.indexing.inventory import inventory

        store = self._access.reader()
        with store.snapshot():
            return inventory(store.entries)

    def move(self, old: str, new: str, *, wait: float = 0.0) -> Moved:
        """Let what was read below ``old`` be known as what lies below ``new``.

        Raises:
            SourceNotFound: nothing was read there.
        """
        from papersearch.indexing.inventory import move

        self._access.reader()
        with self._access.writing(wait) as store:
            return move(store, old, new, lambda *asked: self._models.bulk(store, *asked))

    def forget(
        self,
        name: str,
        *,
        wait: float = 0.0,
        agree: Agree | None = None,
    ) -> Report:
        """Forget a collection, and drop the papers that no other one tells of.

        ``agree`` is asked before more than a tenth of the index is dropped.

        Raises:
            SourceNotFound: there is no such collection.
        """
        from papersearch.indexing.inventory import forget

        self._access.reader()
        with self._access.writing(wait) as store:
            load = lambda *asked: self._models.bulk(store, *asked)  # noqa: E731
            return forget(store, name, load, agree or anything)
