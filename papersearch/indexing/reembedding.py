"""Another model for an index: embedded beside the old vectors, switched to in one commit."""

from __future__ import annotations

import itertools

from papersearch.embedding import Embedder
from papersearch.embedding.portions import portions
from papersearch.store.local.index_store import IndexStore
from papersearch.store.local.switching import Switching
from papersearch.text.passages import passages, text_hash
from papersearch.types.passage_ids import pid_of
from papersearch.types.progress import Progress, silent

GROUP = 1024
"""Papers whose texts are sorted by length before they are embedded."""


def reembed(
    store: IndexStore,
    embedder: Embedder,
    progress: Progress = silent,
) -> int:
    """Embed all passages with another model and make it the index's; return how many.

    Until the last commit the index answers with the old vectors. What is embedded is kept, and an
    interrupted run goes on where it was, if it is for the same model.

    Raises:
        KeyboardInterrupt, EmbeddingError, IndexUnwritable: the index is as it was.
    """
    key = embedder.identity.key
    switching = Switching(store.catalog, store.vectors)
    if store.catalog.meta("reembedding") != key:
        switching.begin(key)
    total, done = store.passages(), 0
    progress("embedding", done, total)
    papers = store.catalog.numbered()
    while some := dict(itertools.islice(papers, GROUP)):
        texts = {
            pid_of(num, passage.ordinal): passage.text
            for num, paper in some.items()
            for passage in passages(paper)
        }
        missing = sorted(
            texts.keys() - switching.there(texts), key=lambda pid: (-len(texts[pid]), pid)
        )
        done += len(texts) - len(missing)
        lengths = [len(texts[pid]) for pid in missing]
        for pids in portions(missing, lengths, embedder.at_once):
            own = [texts[pid] for pid in pids]
            rows = embedder.embed_passages(own)
            switching.keep(pids, [text_hash(text) for text in own], rows)
            done += len(pids)
            progress("embedding", done, total)
    with store.commit():
        switching.switch(embedder.identity.to_json())
    store.vectors.files.reload()
    store.vectors.sweep()
    return total
