"""Lexical search: a tantivy index of the papers' tokens, scored by BM25.

Derived from the catalog. It absorbs the catalog's change log and may lag behind it after a
crash; absorbing a change twice does no harm. One document a paper, keyed by its number.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import tantivy

from papersearch import files
from papersearch.background import Background
from papersearch.errors import DerivedFileDamaged
from papersearch.store.bm25 import Clause, Document, foremost, idf, leading, telling, union
from papersearch.store.damage import damaged
from papersearch.store.footers import damaged_files, files_to_read, strange, uncommitted_files
from papersearch.store.layout import LEXICAL, LEXICAL_FILES
from papersearch.store.lexical_queries import Within, field_name
from papersearch.store.mapped import Mapped

_HEAP = 64_000_000
_REMEMBERED = 10_000  # weights of tokens
_CHECKED = 16 << 20  # bytes read before use; `papersearch verify` reads the larger files too
_TOKENIZER = "tokens"
_MADE_FOR_US_ALONE = ("meta.json", ".managed.json")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # Signed: an int given to an unsigned field kills tantivy's writer thread.
    builder.add_integer_field("num", indexed=True, fast=True)
    builder.add_text_field("text", tokenizer_name=_TOKENIZER, index_option="freq")
    builder.add_json_field("section", tokenizer_name=_TOKENIZER, index_option="freq")
    return builder.build()


class LexicalIndex:
    """The lexical index in one index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / LEXICAL
        self._schema = _schema()
        self._searcher: tantivy.Searcher | None = None
        self._damaged: Background[list[Path]] | None = None
        self._links = contextlib.ExitStack()
        self._tokens: dict[str, tuple[float, bool]] = {}
        self._sound: set[str] = set()
        self._mapped = Mapped()

    def begin_checking(self) -> None:
        """Begin to compare the files with their checksums, before they are needed."""
        if self._searcher is None and self.folder.is_dir():
            self._damaged = Background(lambda: damaged_files(self.folder, _CHECKED, self._sound))

    def search(
        self,
        wanted: Sequence[Clause],
        k: int,
        *,
        among: Collection[int] | None = None,
        sections: Sequence[str] = (),
    ) -> dict[int, float]:
        """Return BM25 scores, by number, of the k papers that best match any of the clauses.

        Tokens count with their weights, and in ``sections``, which are the folded labels outside
        of which words do not count, only the best one of each clause. There scores are final;
        else they propose papers, for which summing is faster. ``among`` are the numbers that
        count.

        Raises:
            DerivedFileDamaged: the index is missing or cannot be read.
        """
        if not wanted:
            return {}
        within = Within(self._schema, sections)
        query = within.scored(wanted)
        hits, nums = self._hits(query if among is None else within.among(query, among), k)
        return dict(zip(nums, (score for score, _ in hits), strict=True))

    def best(self, wanted: Sequence[Clause], k: int, sections: Sequence[str] = ()) -> list[int]:
        """Return the numbers of k papers that match, those that matter most, about best first.

        Raises:
            DerivedFileDamaged: the index is missing or cannot be read.
        """
        if not wanted:
            return []
        within = Within(self._schema, sections)
        leads = telling(leading(wanted, self._worth), self._worth)
        found = self._hits(within.any_of(leads), k)[1] if leads else []
        return found if len(found) == k else self._hits(within.any_of(union(wanted)), k)[1]

    def together(self, wanted: Sequence[Clause], k: int, sections: Sequence[str] = ()) -> list[int]:
        """Return the numbers of k papers that have all of the most telling words, best first.

        There may be fewer, where it is one word none. What :meth:`best` finds first among a million
        papers has few of those that match best: it leaves out what is dear to look for.

        Raises:
            DerivedFileDamaged: the index is missing or cannot be read.
        """
        first = foremost(leading(wanted, self._worth), self._worth)
        if len(first) < 2:
            return []
        return self._hits(Within(self._schema, sections).all_of(first), k)[1]

    def _hits(self, query: tantivy.Query, k: int) -> tuple[list[Any], list[int]]:
        searcher = self._reader()
        with _readable(self.folder):
            hits = searcher.search(query, limit=k, count=False).hits
            nums = searcher.fast_field_values("num", [address for _, address in hits])
        return hits, cast(list[int], nums)  # every document has one

    def absorb(
        self,
        gone: Iterable[int],
        papers: Mapping[int, Document],
    ) -> None:
        """Take ``gone`` out and put ``papers`` in, in one commit.

        Raises:
            DerivedFileDamaged: the index cannot be read.
            IndexUnwritable: it cannot be written.
        """
        index = self._index(create=True)
        with files.writing(self.folder):
            for path in uncommitted_files(self.folder):  # they would be in the writer's way
                files.remove(path)
            try:
                writer = index.writer(heap_size=_HEAP, num_threads=1)
                for num in {*gone, *papers}:
                    writer.delete_documents_by_term("num", num)
                for num, document in papers.items():
                    writer.add_document(_document(num, document))
                writer.commit()
                self.open_up()  # merging may take a while
                writer.wait_merging_threads()
            except ValueError as error:  # how tantivy reports what the system refused
                raise OSError(str(error)) from error
        self.open_up()
        self.reload()

    def open_up(self) -> None:
        """Let those read the index whom the umask lets: tantivy makes two files for us alone."""
        if self.folder.is_dir():
            files.open_up(self.folder, _MADE_FOR_US_ALONE)

    def clear(self) -> None:
        """Delete the index, so that :meth:`absorb` makes a new one."""
        self.reload()
        files.sweep(self.folder, LEXICAL_FILES)

    def reload(self) -> None:
        """Let the next search see the newest commit."""
        self._searcher = None
        self._tokens = {}
        self._links.close()

    def let_go(self) -> bool:
        """Let go of files that have changed in their places; return whether there were any."""
        if self._searcher is None or not self._mapped.changed():
            return False
        self._sound.clear()
        self.reload()
        return True

    def check(self) -> None:
        """Read every file of the index against its checksum.

        Raises:
            DerivedFileDamaged: one of them does not match.
        """
        self._reader()
        _refuse(damaged_files(self.folder))

    def count(self) -> int:
        """Return the number of papers that can be found."""
        return self._reader().num_docs

    def has(self, token: str) -> bool:
        """Whether any paper has a token."""
        return self._known(token)[1]

    def weight(self, token: str) -> float:
        """Return the inverse document frequency of a token, as BM25 has it."""
        try:
            return self._known(token)[0]
        except DerivedFileDamaged:  # nothing was indexed yet
            return 1.0

    def _known(self, token: str) -> tuple[float, bool]:
        """Return the weight of a token, and whether any paper has it."""
        if token not in self._tokens:
            searcher = self._reader()
            with _readable(self.folder):
                found = searcher.doc_freq("text", token)  # with documents that are gone
            if len(self._tokens) == _REMEMBERED:  # every query of a server may bring new ones
                self._tokens.clear()
            self._tokens[token] = idf(searcher.num_docs, found), found > 0
        return self._tokens[token]

    def _worth(self, token: str) -> float:
        """Return the weight of a token, 0 where no paper has it."""
        weight, there = self._known(token)
        return weight if there else 0.0

    def _reader(self) -> tantivy.Searcher:
        if self._searcher is None:
            self._mapped = Mapped(self.folder.glob("*.*"))
            try:
                self._searcher = self._index(create=False).searcher()
            except DerivedFileDamaged:
                if os.access(self.folder, os.W_OK) or not self.folder.is_dir():
                    raise
                _refuse(damaged_files(self.folder, _CHECKED, self._sound))
                self._searcher = _opened(self._schema, self._linked()).searcher()
        return self._searcher

    def _linked(self) -> Path:
        """Return a folder of links to the index: tantivy takes a lock even to read."""
        folder = Path(self._links.enter_context(files.temporary_folder("papersearch-")))
        files.link_all(folder, files_to_read(self.folder.resolve()))
        return folder

    def _index(self, *, create: bool) -> tantivy.Index:
        if create:
            with files.writing(self.folder):
                files.make_folder(self.folder)
        elif not self.folder.is_dir():
            raise damaged(self.folder, "is missing")
        begun, self._damaged = self._damaged, None
        found = begun.result() if begun else damaged_files(self.folder, _CHECKED, self._sound)
        _refuse(found)  # tantivy trusts what it reads
        if name := strange(self.folder):  # and deletes what is named there, wherever it lies
            raise damaged(self.folder, f"names a file of others as its own, {name!r},")
        if not create and not tantivy.Index.exists(str(self.folder)):
            raise damaged(self.folder, "is missing")
        return _opened(self._schema, self.folder)


def _opened(schema: tantivy.Schema, folder: Path) -> tantivy.Index:
    with _readable(folder):
        index = tantivy.Index(schema, str(folder))
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_TOKENIZER, analyzer)
    return index


def _document(num: int, words: Document) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("num", num)
    document.add_text("text", " ".join(words.tokens))
    sections = {field_name(label): " ".join(own) for label, own in words.sections.items()}
    document.add_json("section", sections)
    return document


@contextlib.contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Turn tantivy's complaints about its files, panics among them, into ours."""
    try:
        yield
    except ValueError as error:
        told = str(error).splitlines()[0].replace(": ", ", ")  # what follows one is the remedy
        raise damaged(folder, f"cannot be read ({told})") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of pyo3, which cannot be imported
            raise
        raise damaged(folder, "cannot be read") from error


def _refuse(paths: Iterable[Path]) -> None:
    for path in paths:
        raise damaged(path, "does not match its checksum")
