"""The words of each paper, counted: the lexical score of any paper, wherever it was proposed.

An inverted index finds the best papers for a few words fast, and is slow to say what some given
papers would have scored. Here a row holds the hashes and counts of one paper's tokens, so that
exact scores cost the same in a corpus of any size (docs/decisions/0012-lexical-scores.md). Of a
large corpus most rows are in a file as well (``words_file.py``), which is read in their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from papersearch import files
from papersearch.errors import IndexUnwritable
from papersearch.store.bm25 import COUNTED, Clause, Counted, length, occurring, packed, scored
from papersearch.store.catalog import Catalog
from papersearch.store.layout import WORDS, WORDS_FILES
from papersearch.store.postings import Postings
from papersearch.store.words_file import Named, WordsFile, is_sound, write_words

_REMEMBERED = 10_000

_HELD = 1 << 13
"""Papers whose words are held in memory by token, which takes 0.2 s after each new day."""

_UNFILED = 0.25
"""Share of the papers that may not be in the file, or have other words by now."""

_ROWS = "SELECT num, tokens, crc = crc32(num, tokens) FROM words"

_PATIENCE = 2  # queries that have been asked before it is worth the while


class Words:
    """The words of a catalog's papers. Writing methods are called within a transaction."""

    def __init__(self, catalog: Catalog, folder: Path) -> None:
        self._catalog = catalog
        self._folder = folder / WORDS
        self._file: WordsFile | None = None
        self.queries = 0
        """How many this process has asked."""
        self._held: tuple[tuple[int, ...], Postings] | None = None

    def put(self, papers: Mapping[int, Sequence[str]]) -> None:
        """Store the tokens of papers by number, in place of those that they had."""
        before = {num: data for num, data, _ in self._deleted(papers)}
        rows = [(num, packed(Counter(tokens))) for num, tokens in papers.items()]
        self._catalog.executemany("INSERT INTO words VALUES (?1, ?2, crc32(?1, ?2))", rows)
        self._add(sum(map(length, (row for _, row in rows))), len(rows))
        self._outdate(num for num, data in rows if before.get(num) != data)

    def drop(self, nums: Iterable[int]) -> None:
        """Forget these papers."""
        gone = list(nums)
        self._deleted(gone)
        self._outdate(gone)

    def _deleted(self, nums: Iterable[int]) -> list[tuple[int, bytes, int]]:
        """Delete rows, and return them."""
        rows = self._rows(nums)
        self._catalog.executemany("DELETE FROM words WHERE num = ?", [(num,) for num, *_ in rows])
        self._add(-sum(length(data) for _, data, _ in rows), -len(rows))
        return rows

    def damaged(self) -> int:
        """Count the rows that do not match their checksums."""
        return int(
            self._catalog.value(
                "SELECT count(*) FROM words WHERE crc IS NOT crc32(num, tokens) "
                f"OR typeof(tokens) <> 'blob' OR length(tokens) % {COUNTED}"
            )
        )

    def clear(self) -> None:
        """Forget all papers."""
        self._catalog.execute("DELETE FROM words")
        self._catalog.set_meta("words", {"papers": 0, "tokens": 0})

    def file_up(self) -> None:
        """Write the words of all papers into a new file, where too many are in none.

        Unless it cannot be written: rows say the same, and the next commit tries again.
        """
        papers = self._counted("papers")
        if papers <= _HELD or self._unfiled() <= _UNFILED * papers:
            return
        before, self._file = self._named(), None  # Windows deletes nothing that is mapped
        try:
            with files.writing(self._folder):
                files.make_folder(self._folder)
            named = write_words(self._folder, self._sound())
        except IndexUnwritable:
            return
        if before is not None:
            files.touch(self._folder / before.name)
        with self._catalog.transaction():
            known = self._facts()
            known.pop("outdated", None)
            self._catalog.set_meta("words", {**known, "file": list(named)})

    def damaged_file(self) -> Path | None:
        """Return the file of words if it does not match its checksum, None where all is well."""
        named = self._named()
        sound = named is None or is_sound(self._folder, named)
        return None if named is None or sound else self._folder / named.name

    def sweep(self, older_than: float) -> None:
        """Delete files that this generation does not name, if so many seconds old."""
        named = self._named()
        files.sweep(self._folder, WORDS_FILES, {named.name} if named else set(), older_than)

    def let_go(self) -> bool:
        """Let go of the file if it has changed in its place; return whether it has."""
        if self._file is None or not self._file.mapped.changed():
            return False
        self._file = None
        return True

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
        if not rows or not all(sound and len(data) % COUNTED == 0 for _, data, sound in rows):
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
        """Return the counted words of papers: from the file, or rows, some of them remembered."""
        wanted = list(nums)
        filed = self._filed(wanted)
        if len(filed) == len(wanted):
            return filed
        known = self._catalog.memo("words", dict[int, Counted])
        missing = [num for num in wanted if num not in filed and num not in known]
        if len(known) + len(missing) > _REMEMBERED:
            known.clear()
            missing = [num for num in wanted if num not in filed]
        for num, data, sound in self._rows(missing) if missing else ():
            if not sound or len(data) % COUNTED:
                raise self._catalog.damaged(f"the row {num} of words")
            known[num] = data
        found = ((num, filed.get(num) or known.get(num)) for num in wanted)
        return {num: data for num, data in found if data is not None}

    def _filed(self, nums: Sequence[int]) -> dict[int, Counted]:
        """Return the words of those papers whose words in the file are those that they have."""
        file = self._catalog.memo("words.file", self._opened)
        if file is None:
            return {}
        outdated = self._catalog.memo(
            "words.outdated", lambda: frozenset(self._facts().get("outdated", ()))
        )
        found = file.of(nums)
        for num in outdated.intersection(nums) if outdated else ():
            found.pop(num, None)
        return found

    def _opened(self) -> WordsFile | None:
        """Return the open file, None where there is none: rows say the same."""
        named = self._named()
        if named is None:
            return None
        if self._file is None or self._file.named != named:
            try:
                self._file = WordsFile(self._folder, named)
            except (OSError, ValueError):
                return None
        return self._file

    def _named(self) -> Named | None:
        named = self._facts().get("file")
        return Named(*named) if named and WORDS_FILES.fullmatch(named[0]) else None

    def _unfiled(self) -> int:
        """Return how many papers at the most have words that are not in the file."""
        last = int(self._catalog.value("SELECT max(num) FROM words") or 0)
        named = self._named()
        if named is None or self._opened() is None:
            return last
        return last + 1 - named.numbers + len(self._facts().get("outdated", ()))

    def _outdate(self, nums: Iterable[int]) -> None:
        """Remember that these papers have other words now than the file says, or are gone."""
        known = self._facts()
        named = self._named()
        outdated = {num for num in nums if named and num < named.numbers}
        if not outdated:
            return
        outdated.update(known.get("outdated", ()))
        if len(outdated) > _UNFILED * known["papers"]:  # it is about to be written anew
            known = {name: fact for name, fact in known.items() if name not in ("file", "outdated")}
            self._catalog.set_meta("words", known)
        else:
            self._catalog.set_meta("words", {**known, "outdated": sorted(outdated)})

    def _sound(self) -> Iterator[tuple[int, bytes]]:
        """Yield the words of all papers whose rows match their checksums."""
        for num, data, sound in self._catalog.execute(f"{_ROWS} ORDER BY num"):
            if sound and len(data) % COUNTED == 0:
                yield num, data

    def _rows(self, nums: Iterable[int]) -> list[tuple[int, bytes, int]]:
        return self._catalog.select_many(
            f"{_ROWS} WHERE num IN (SELECT value FROM json_each(?))", nums
        )

    def _mean_length(self) -> float:
        return max(self._counted("tokens"), 1) / max(self._counted("papers"), 1)

    def _counted(self, what: str) -> int:
        return int(self._facts().get(what, 0))

    def _facts(self) -> dict[str, Any]:
        """Return how many papers and tokens there are, and what is in the file.

        One fact: an older papersearch, which does not know of the file, forgets it when it writes.
        """
        return self._catalog.memo("words.facts", lambda: self._catalog.meta("words")) or {}

    def _add(self, tokens: int, papers: int) -> None:
        known = self._facts()
        sums = {
            "papers": known.get("papers", 0) + papers,
            "tokens": known.get("tokens", 0) + tokens,
        }
        self._catalog.set_meta("words", {**known, **sums})
