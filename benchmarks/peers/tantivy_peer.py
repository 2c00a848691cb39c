"""tantivy, bare: its own tokenizer and query parser, title and text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peers.peer import Found, K, Opened, Peer, read_texts


class Tantivy(Peer):
    """BM25 as tantivy gives it without any settings."""

    name = "tantivy"
    packages = ("tantivy",)
    settings = "BM25 over title and text, default tokenizer, lenient query parser"
    reads = "papers"

    def index(self, texts: Path) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("paper", stored=True, tokenizer_name="raw")
        builder.add_text_field("title", stored=True)
        builder.add_text_field("text", stored=False)
        self.place.index.mkdir(parents=True)
        self._write(tantivy.Index(builder.build(), path=str(self.place.index)), texts)

    def add(self, texts: Path) -> None:
        import tantivy

        self._write(tantivy.Index.open(str(self.place.index)), texts)

    def _write(self, index: Any, texts: Path) -> None:
        import tantivy

        writer = index.writer()
        for one in read_texts(texts):
            fields = {"paper": one.paper, "title": one.title, "text": one.text}
            writer.add_document(tantivy.Document(**fields))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> Opened:
        import tantivy

        index = tantivy.Index.open(str(self.place.index))
        searcher = index.searcher()

        def answer(text: str) -> list[Found]:
            query, _errors = index.parse_query_lenient(text, ["title", "text"])
            hits = searcher.search(query, K).hits
            documents = (searcher.doc(address) for _score, address in hits)
            return [Found(str(d.get_first("paper")), str(d.get_first("title"))) for d in documents]

        return Opened(answer)


PEER = Tantivy
