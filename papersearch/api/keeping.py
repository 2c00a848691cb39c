"""What a reader keeps of papers: tags, notes and a reading list."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from papersearch.api.access import Access
from papersearch.api.naming import all_named, ids_of, several
from papersearch.types.kept import Kept
from papersearch.types.paper import Paper

_Change = Callable[[Mapping[str, Kept]], Mapping[str, Kept]]


class Keeping:
    """What the reader of the store behind ``access`` keeps of its papers.

    It stays when a paper is edited, is removed and comes back, or gets another id. Papers are
    named by id or link; what is kept of one that is gone can still be taken back.
    """

    def __init__(self, access: Access[Any]) -> None:
        self._access = access

    def all(self) -> dict[str, Kept]:
        """Return everything that is kept, by id, in the order of the ids."""
        return self._kept(None)

    def of(self, paper_ids: Iterable[str]) -> dict[str, Kept]:
        """Return what is kept of these papers, by id; without those of which nothing is."""
        return self._kept(all_named(several(paper_ids)))

    def tags(self) -> dict[str, int]:
        """Return of how many papers each tag is, in the order of their names."""
        from papersearch.following.keeping import counted

        return counted(self.all())

    def tagged(self, name: str) -> dict[str, Kept]:
        """Return what is kept of the papers that have a tag, by id; case makes no other tag."""
        from papersearch.following.keeping import tagged_as

        return tagged_as(self.all(), name)

    def listed(self) -> dict[str, Kept]:
        """Return the reading list, by id: unread papers first, and of both the newest put."""
        from papersearch.following.keeping import reading_list

        return reading_list(self.all())

    def tag(
        self,
        paper_ids: Iterable[str],
        names: Iterable[str],
        *,
        undo: bool = False,
        wait: float = 0.0,
    ) -> int:
        """Give papers tags, or take these from them; return how many papers.

        A tag that differs in case, accents or apostrophes from one that there is, is that one.

        Raises:
            PaperNotFound: one of the papers is not there; nothing is changed.
            UsageError: a tag is none, or there would be too many.
        """
        from papersearch.following import keeping

        wanted = [keeping.checked_tag(name) for name in several(names)]
        ids = self._named(paper_ids, gone=undo)
        change = keeping.untagged if undo else keeping.tagged
        return self._keep(None, lambda there: change(there, ids, wanted), wait)

    def note(self, paper_id: str, text: str, *, wait: float = 0.0) -> None:
        """Keep ``text`` as the note of a paper, in place of the one before; "" removes that.

        Raises:
            PaperNotFound: the paper is not there; a note can be removed all the same.
            UsageError: the text is too long.
        """
        from papersearch.following import keeping

        note = keeping.checked_note(text)
        ids = self._named([paper_id], gone=not note)
        self._keep(ids, lambda there: keeping.noted(there, ids, note), wait)

    def put(self, paper_ids: Iterable[str], *, undo: bool = False, wait: float = 0.0) -> int:
        """Put papers on the reading list, or take them off it; return how many.

        One that is on it already stays where it is; one that is taken off is no longer read.

        Raises:
            PaperNotFound: one of them is not there; nothing is changed.
        """
        from papersearch.following import keeping

        ids, now = self._named(paper_ids, gone=undo), _now()
        if undo:
            return self._keep(ids, lambda there: keeping.taken_off(there, ids), wait)
        return self._keep(ids, lambda there: keeping.put(there, ids, now), wait)

    def tick(self, paper_ids: Iterable[str], *, undo: bool = False, wait: float = 0.0) -> int:
        """Tick papers of the reading list as read, or as unread again; return how many.

        One that is not on the list is put on it.

        Raises:
            PaperNotFound: one of them is not there; nothing is changed.
        """
        from papersearch.following import keeping

        ids, now = self._named(paper_ids, gone=undo), _now()
        if undo:
            return self._keep(ids, lambda there: keeping.unticked(there, ids), wait)
        return self._keep(ids, lambda there: keeping.ticked(there, ids, now), wait)

    def papers(self, ids: Iterable[str]) -> dict[str, Paper]:
        """Return those of papers that the index has now, by id, in no order."""
        store = self._access.reader()
        with store.snapshot():
            found = store.papers(store.nums(list(ids))).values()
            return {paper.id: paper for paper in found}

    def _kept(self, ids: list[str] | None) -> dict[str, Kept]:
        kept: dict[str, Kept] = self._access.reader().interests.kept(ids)
        return kept

    def _named(self, paper_ids: Iterable[str], *, gone: bool) -> list[str]:
        """Return the ids of papers, which may be ``gone``."""
        reader = self._access.reader()  # an index that is not there is not made
        texts = several(paper_ids)
        if gone:
            return all_named(texts)
        return ids_of(lambda own: reader.paper(own)[1], texts, self._access.called)

    def _keep(self, ids: list[str] | None, change: _Change, wait: float) -> int:
        """Keep what ``change`` makes of what is kept of ``ids``, or of all; return of how many."""
        with self._access.writing(wait) as store:
            after = change(store.interests.kept(ids))
            store.interests.keep(after)
        return len(after)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
