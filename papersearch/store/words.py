"""The words of each paper, counted: the lexical score of any paper, wherever it was proposed.

An inverted index finds the best papers for a few words fast, and is slow to say what some given
papers would have scored. Here a row holds the hashes and counts of one paper's tokens, so that
exact scores cost the same in a corpus of any size (docs/decisions/0012-lexical-scores.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from papersearch.store.bm25 import Clause, Counted, length, occurring, packed, scored
from papersearch.store.catalog import Catalog
from papersearch.store.postings import Postings

_REMEMBERED = 10_000

_HELD = 1 << 13
"""Papers whose words are held in memory by token, which takes 0.2 s after each new day."""

_ROWS = "SELECT num, tokens, crc = crc32(num, tokens) FROM words"

_PATIENCE = 2  # queries that have been asked before it is worth the while


class Words:
    """The words of a catalog's papers. Writing methods are called within a transaction."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.queries = 0
        """How many this process has asked."""
        self._held: tuple[tuple[int, ...], Postings] | None = None

    def put(self, papers: Mapping[int, Sequence[str]]) -> None:
        """Store the tokens of papers by number, in place of those that they had."""
        self.drop(papers)
        rows = [(num, packed(Counter(tokens))) for num, tokens in papers.items()]
        self._catalog.executemany("INSERT INTO words VALUES (?1, ?2, crc32(?1, ?2))", rows)
        self._add(sum(map(length, (row for _, row in rows))), len(rows))

    def drop(self, nums: Iterable[int]) -> None:
        """Forget these papers."""
        rows = self._rows(nums)
        self._catalog.executemany("DELETE FROM words WHERE num = ?", [(num,) for num, *_ in rows])
        self._add(-sum(length(data) for _, data, _ in rows), -len(rows))

    def damaged(self) -> int:
        """Count the rows that do not match their checksums."""
        return int(
            self._catalog.value("SELECT count(*) FROM words WHERE crc <> crc32(num, tokens)")
        )

    def clear(self) -> None:
        """Forget all papers."""
        self._catalog.execute("DELETE FROM words")
        self._catalog.set_meta("words", {"papers": 0, "tokens": 0})

    def scores(
        self, wanted: Sequence[Clause], nums: Iterable[int], weight: Callable[[str], float]
    ) -> dict[int, float]:
        """Return the BM25 scores of those of ``nums`` that are known and match.

        Raises:
            IndexCorrupt: a row does not match its checksum.
        """
        found = self._of(nums)
        return scored(found, wanted, weight, self._mean_length()) if found else {}

    def postings(self) -> Postings | None:
        """Return the words of all papers by token, None for too many, and for the first queries.

        Also where a row is damaged: those whom it concerns shall say so.
        """
        if self.queries <= _PATIENCE:
            return None
        return self._catalog.memo("words.postings", self._postings)

    def _postings(self) -> Postings | None:
        if not 0 < self._counted("papers") <= _HELD:
            return None
        state = self._state()
        if self._held is not None and self._held[0] == state:
            return self._held[1]
        rows = self._catalog.execute(f"{_ROWS} ORDER BY num").fetchall()
        if not rows or not all(sound for *_, sound in rows):
            return None
        found = Postings({num: data for num, data, _ in rows}, self._mean_length())
        self._held = state, found
        return found

    def _state(self) -> tuple[int, ...]:
        """Return what tells one state of the rows from another; most commits change none."""
        sql = "SELECT count(*), sum(num), sum(crc) FROM words"
        return tuple(self._catalog.execute(sql).fetchone())

    def said(self, wanted: Sequence[str], nums: Iterable[int]) -> dict[int, set[str]]:
        """Return which of the ``wanted`` tokens each of ``nums`` that is known has.

        Raises:
            IndexCorrupt: a row does not match its checksum.
        """
        return {num: occurring(counted, wanted) for num, counted in self._of(nums).items()}

    def _of(self, nums: Iterable[int]) -> dict[int, Counted]:
        """Return the counted words of papers; some are remembered."""
        known = self._catalog.memo("words", dict[int, Counted])
        wanted = list(nums)
        missing = [num for num in wanted if num not in known]
        if len(known) + len(missing) > _REMEMBERED:
            known.clear()
            missing = wanted
        for num, data, sound in self._rows(missing) if missing else ():
            if not sound:
                raise self._catalog.damaged(f"the row {num} of words")
            known[num] = data
        return {num: known[num] for num in wanted if num in known}

    def _rows(self, nums: Iterable[int]) -> list[tuple[int, bytes, int]]:
        return self._catalog.select_many(
            f"{_ROWS} WHERE num IN (SELECT value FROM json_each(?))", nums
        )

    def _mean_length(self) -> float:
        return max(self._counted("tokens"), 1) / max(self._counted("papers"), 1)

    def _counted(self, what: str) -> int:
        known = self._catalog.memo("words.counted", lambda: self._catalog.meta("words")) or {}
        return int(known.get(what, 0))

    def _add(self, tokens: int, papers: int) -> None:
        known = self._catalog.meta("words") or {"papers": 0, "tokens": 0}
        self._catalog.set_meta(
            "words", {"papers": known["papers"] + papers, "tokens": known["tokens"] + tokens}
        )
