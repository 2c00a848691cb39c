"""What every collection of papers can do, in a folder or on a server: index, search, tidy up."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from papersearch.api.access import Access, identity_of
from papersearch.api.asking import Asking
from papersearch.api.exploring import Exploring
from papersearch.api.following import Likes, Watches
from papersearch.api.holdings import Sources
from papersearch.api.keeping import Keeping
from papersearch.api.loading import Loading
from papersearch.api.models import Models
from papersearch.api.naming import all_named, id_in, several
from papersearch.errors import IndexNotFound
from papersearch.runtime.closing import Closing
from papersearch.store.protocol import Store
from papersearch.types.paper import Paper
from papersearch.types.progress import Progress, anything, silent
from papersearch.types.sources import STDIN

if TYPE_CHECKING:
    from papersearch.indexing.copying import Copied
    from papersearch.indexing.preview import Preview
    from papersearch.indexing.write import Agree, Report
    from papersearch.types.damage import Damage
    from papersearch.upkeep.audit import Finding
    from papersearch.upkeep.duplicates import Duplicates

_S = TypeVar("_S", bound=Store)


class Library(Closing, Asking[_S]):
    """What :class:`PaperIndex` and :class:`RemoteIndex` do alike, over a store behind ``access``.

    ``watches``, ``likes``, ``kept``, ``sources`` and ``atlas`` are its parts; what is asked of them
    most is here as well: ``feed`` and ``mark_shown`` of the watches, ``like``, ``dislike`` and
    ``recommend`` of the likes, ``map``, ``trends``, ``day``, ``week`` and ``month`` of the atlas.
    """

    def __init__(self, access: Access[_S], loading: Loading) -> None:
        super().__init__(access, Models(loading, access))
        self._writing = access.writing
        self.watches = Watches(access, self._models.embedded)
        self.likes = Likes(access)
        self.kept = Keeping(access)
        self.sources = Sources(access, self._models)
        self.atlas = Exploring(access, self._models.embedding)
        self.feed, self.mark_shown = self.watches.feed, self.watches.mark_shown
        self.like, self.dislike = self.likes.like, self.likes.dislike
        self.recommend = self.likes.recommend
        self.map, self.trends = self.atlas.map, self.atlas.trends
        self.day, self.week, self.month = self.atlas.day, self.atlas.week, self.atlas.month

    def __len__(self) -> int:
        return len(self._reader())

    def close(self) -> None:
        """Release what is open and the model; the object opens them again when it is used again."""
        self._access.close()
        self._models.close()

    def _check(self) -> None:
        """See that the index is there, and of no other model than the user named."""
        try:
            self._models.check(self._reader())
        except BaseException:
            self.close()
            raise

    def index(
        self,
        paths: Sequence[str | os.PathLike[str]],
        *,
        prune: bool = False,
        wait: float = 0.0,
        stdin: Callable[[], bytes] | None = None,
        agree: Agree | None = None,
        progress: Progress | None = None,
    ) -> Report:
        """Bring the index up to date with digest files, folders and globs.

        ``prune`` drops papers that are gone from the given folders and files; before it drops more
        than a tenth of the index, ``agree`` is told their titles, by id, and how many papers there
        are, and says whether to. ``wait`` is how many seconds to wait for another writer, negative
        for as long as it takes. ``stdin`` returns what the path "-" stands for. ``progress`` is
        told the step ("reading", "loading", "embedding", "learning"), and how much of how much
        of it is done.

        Raises:
            NoDigests: a path holds none.
            IndexLocked, IndexUnwritable, ModelMismatch, EmbeddingError: see their descriptions;
                what was committed before stays.
        """
        from papersearch.indexing.update import update

        names = [os.fspath(path) for path in several(paths)]
        self._check_there(names, stdin)
        with self._writing(wait) as store:
            self._models.check(store)
            return update(
                store,
                names,
                lambda characters, *theirs: self._models.bulk(store, characters, *theirs),
                stdin=stdin,
                prune=prune,
                means=self._models.loading.means,
                agree=agree or anything,
                progress=progress or silent,
            )

    def _check_there(self, names: Sequence[str], stdin: Callable[[], bytes] | None) -> None:
        """See that there are digests before an index is made for them.

        Raises:
            NoDigests: a path holds none, and there is no index that could hold any of it.
        """
        from papersearch.indexing.named import named

        try:
            self._reader()
        except IndexNotFound:
            named(names, (), (), stdin)

    def add(
        self,
        papers: Iterable[Paper | Mapping[str, Any]],
        *,
        wait: float = 0.0,
        progress: Progress | None = None,
    ) -> Report:
        """Add papers that were made in Python, or replace what was said of them before.

        A mapping such as ``{"title": ..., "summary": ..., "date": ..., "votes": ...}`` is read as
        a record of a digest in JSON is. ``report.problems`` and ``report.notes`` tell of those
        that were not understood; their lines count the papers from 1.

        Raises:
            UsageError: one is neither a paper nor a mapping.
            IndexLocked, IndexUnwritable, ModelMismatch, EmbeddingError: as for :meth:`index`.
        """
        from papersearch.indexing.records import as_digest

        data = as_digest(papers)
        return self.index([STDIN], wait=wait, stdin=lambda: data, progress=progress)

    def preview(
        self,
        paths: Sequence[str | os.PathLike[str]],
        *,
        prune: bool = False,
        stdin: Callable[[], bytes] | None = None,
    ) -> Preview:
        """Return what :meth:`index` would do with the same arguments; nothing is written.

        Raises:
            NoDigests: a path holds none.
        """
        from papersearch.indexing.update import previewed

        names = [os.fspath(path) for path in several(paths)]
        store = self._reader()
        with store.snapshot():
            return previewed(store, names, stdin, prune=prune)

    def remove(self, paper_ids: Iterable[str], *, wait: float = 0.0) -> int:
        """Remove papers so that indexing does not bring them back; return how many.

        Raises:
            PaperNotFound: one of them is not there; none is removed.
        """
        # Damaged ones, too, which are not read for it.
        ids = [id_in(self._reader(), own, self._access.called) for own in several(paper_ids)]
        with self._writing(wait) as store:
            return store.remove(ids)

    def restore(self, paper_ids: Iterable[str], *, wait: float = 0.0) -> int:
        """Let indexing bring removed papers back; return how many of them were removed."""
        self._reader()
        papers = several(paper_ids)
        ids = all_named(papers)
        with self._writing(wait) as store:
            return min(store.restore(ids), len(papers))  # one that was corrected had two ids

    def copy_to(
        self,
        target: Library[Any],
        *,
        kept: bool = False,
        wait: float = 0.0,
        progress: Progress | None = None,
    ) -> Copied:
        """Copy all papers to ``target``, embedding nothing, and see that the copy is the same.

        With ``kept`` tags, notes and the reading list are copied, too; watches and likes stay.
        Interrupted, the same call goes on. ``progress`` is told "copying", and how many papers
        of how many are done.

        Raises:
            ModelMismatch, CopyFailed: see :func:`papersearch.indexing.copying.copy`.
        """
        from papersearch.indexing.copying import copy

        store = self._reader()
        with target._writing(wait) as there:
            return copy(store, there, progress or silent, kept=kept)

    def audit(self, threshold: float | None = None) -> list[Finding]:
        """Return the papers whose summary seems to be of another paper, most doubtful first.

        ``threshold`` is how doubtful at the least, 0 to 1, by default what search heeds.
        """
        from papersearch.upkeep.audit import audit

        return audit(self._reader(), threshold)

    def verify(self, *, sample: int = 20, repair: bool = False, wait: float = 0.0) -> list[Damage]:
        """Check everything, and return what is damaged.

        ``sample`` passages are embedded again and compared. With ``repair``, what is derived
        is made again from the rest: from the catalog of an index in a folder, from the documents of
        a store; if anything is damaged, and nothing that is not derived.

        Raises:
            StoreFailed: on a server, something seems wrong while a writer is at work.
        """
        found = list(self._access.damages())
        if not found and sample:
            found = self._resembled(sample)
        if repair and found and all(damage.derived for damage in found):
            self._access.repair(wait)
            self.close()
        return found

    def _resembled(self, count: int) -> list[Damage]:
        """Embed some passages again, and return those that have become something else."""
        from papersearch.types.damage import Damage
        from papersearch.upkeep.resemblance import different

        store = self._reader()
        stored = identity_of(store)
        if stored is None:
            return []
        wrong = different(store, lambda: self._models.loaded(stored, 0), count)
        what = "the first passage of paper {} is embedded as something else"
        return [Damage(f"{self._access.place}: {what.format(own)}", derived=False) for own in wrong]

    def duplicates(self, threshold: float | None = None) -> Duplicates:
        """Return papers that are one under several ids, and days that repeat other days' papers.

        ``threshold`` is the share of words, 0 to 1, from which two summaries are one.
        """
        from papersearch.upkeep.duplicates import SAME_SUMMARY, duplicates

        return duplicates(self._reader(), SAME_SUMMARY if threshold is None else threshold)
