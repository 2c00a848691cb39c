"""``python -m benchmarks.peers.run PEER VERB INDEX ENVIRONMENT MODEL ARGUMENT``, run by peers."""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path

from benchmarks.peers.peer import Peer, Place


def load(name: str) -> type[Peer]:
    """Return the class of a peer by its short name."""
    found: type[Peer] = importlib.import_module(f"benchmarks.peers.{name}_peer").PEER
    return found


def main(name: str, verb: str, index: str, environment: str, model: str, argument: str) -> None:
    """Index or add the file ARGUMENT, answer the query ARGUMENT, or all those of a file."""
    peer = load(name)(Place(Path(index), Path(environment), Path(model)))
    if verb == "index":
        peer.index(Path(argument))
    elif verb == "add":
        peer.add(Path(argument))
    elif verb == "query":
        for rank, found in enumerate(peer.open().answer(argument), start=1):
            print(rank, found.title, found.paper)
    else:
        print(json.dumps(_warm(peer, json.loads(Path(argument).read_text(encoding="utf-8")))))


def _warm(peer: Peer, queries: list[str]) -> dict[str, object]:
    """Ask all queries but the first, which warms up; embed each once more, apart."""
    opened = peer.open()
    first, *rest = queries
    answers, seconds, embedding = [], [], []
    opened.answer(first)
    for query in rest:
        started = time.perf_counter()
        found = opened.answer(query)
        seconds.append(time.perf_counter() - started)
        answers.append([one.paper for one in found])
        if opened.embed:
            started = time.perf_counter()
            opened.embed(query)
            embedding.append(time.perf_counter() - started)
    return {"answers": answers, "seconds": seconds, "embedding": embedding}


if __name__ == "__main__":
    main(*sys.argv[1:])
