"""Hostile digests by the million: no crash, no hang, nothing that a terminal obeys comes out.

Some nest JSON, some have more of something than is taken, and a share of all is embedded, stored
and searched. ``python -m torture.fuzz`` runs the coverage-guided fuzzer atheris over the same
check, until it is stopped (``pip install 'papersearch[fuzz]'``).
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import unicodedata
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from papersearch.digest import dump, parse_bytes
from papersearch.digest.bounds import within_limits
from papersearch.errors import DigestError
from papersearch.render.paper import render_paper
from papersearch.render.terminal import Style
from papersearch.text.passages import MAX_PARTS, passages
from papersearch.types import limits
from papersearch.types.merging import merge
from papersearch.types.paper import Entry
from torture import beyond
from torture.embedded import Embedded

NAMES = (
    "a.md", "a.json", "a.jsonl", "a.html", "a.xml", "a.csv", "a.tsv", "a.bib", "a.ris", "a.yaml",
    "a.txt", "-",
)  # fmt: skip
_PIECES = [
    "## Daily Papers (2024-07-04)\n",
    "### [Title](https://arxiv.org/abs/2407.00001)\n",
    "### [[Re]Thinking](https://arxiv.org/abs/2407.00002v3)\n",
    "### [cut](https://ar",
    "Vote: 3\n",
    "Vote: -\n",
    "Authors: ['A', \"B's\"]\n",
    "Authors: A, B, +\n",
    "- **What's New**: text (시각 토큰)\n",
    "- ***Odd*: ",
    "- ['a', {'b': 1}]\n",
    "- {'k': ['v', '\\ud800']}\n",
    "  - nested\n",
    "```\n",
    "---\n",
    "[Watch Video](https://example.org/v.mp4)\n",
    "<video src='x'></video>\n",
    "<script>alert(1)</script>",
    "\x1b[31m\x1b]0;x\x07",
    "\u202e\u2066\u200b\ufeff",
    "\x9b31m\x85\u2028",
    "\0",
    "[" * 200,
    "{'a':" * 60,
    "(" * 90,
    "*" * 50,
    '[{"paper": {"id": "2407.00003", "title": "T", "summary": "S"}, "publishedAt": "2024-07-04"}]',
    '{"id": "2407.00004", "title": "T", "days": ["2024-07-04"], "sections": []}\n',
    '{"papers": [{"paper": {"upvotes": "x", "authors": [{"name": 7}]}}',
    "---\ntitle: T\narxiv_id: 2407.00005\n---\n",
    "title: &a [*a, *a]\n",
    "| Title | Date | PDF |\n|---|---|---|\n",
    "| **T** | 2024-07-04 | [2407.00006](https://arxiv.org/abs/2407.00006) |\n",
    "- [2024/07/04] **T u v** | [[paper]](https://arxiv.org/abs/2407.00007)\n",
    "<details><summary><b>1. T u v</b> ⭐ 66</summary>\n\n",
    "</details>\n",
    "> ### 1. T u v\n>\n> ",
    "<table><tr><td><a href='https://arxiv.org/abs/2407.00008'>T u v</a></td></tr>",
    "<dl><dt><a href='/abs/2407.00009'>x</a></dt><dd>Title: T u v</dd>",
    "<div class='c'>" * 30,
    "<p>&#0;&#x1b;&amp;&lt;b&gt;",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;&b;'>]>",
    "<rss><channel><item><title>T &d; u</title><link>https://arxiv.org/abs/2407.00010</link></item>",
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>http://arxiv.org/abs/2407.00011v1</id>",
    "</item></channel></rss>",
    "</entry></feed>",
    "Title,Url,Abstract\n",
    'T,"https://arxiv.org/abs/2407.00012","a\n""b"\n',
    "@article{a, title={{T} \\'e $x$}, author={One, Ada and {Two}}, eprint={2407.00013}}\n",
    "@article{a, title={" + "{" * 80,
    "TY  - JOUR\nTI  - T u v\nDO  - 10.1000/a\nER  - \n",
    "Title: T u v\nPDF: https://arxiv.org/pdf/2407.00014\n---\n",
    "{'title': 'T', 'arxiv_id': '2407.00015', 'authors': ('A', 'B')}\n",
    '{"T": {"2407.00016": "|**2024-07-04**|**T**|A et.al.|[x](http://arxiv.org/abs/2407.00016)|"}}',
    '"\\ud800"',
    ",",
    ":",
    "\r\n",
    "\n\n",
    "한글 日本語 é 👩🏽‍🚀",
    "a" * 300,
]
_ENCODED = [piece.encode(errors="replace") for piece in _PIECES]
_LOOKED_AT = 20  # papers of one input
_BAD = {"Cc", "Cs", "Zl", "Zp"}


EMBEDDED = 80
"""One input of so many is stored in an index; one of so many of these by the real model."""

REAL = 4


@dataclass
class Outcome:
    """What was tried, by kind; how many inputs were papers; what was embedded; what went wrong."""

    tried: Counter[str] = field(default_factory=Counter)
    read: int = 0
    embedded: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __iadd__(self, other: Outcome) -> Outcome:
        self.tried += other.tried
        self.read += other.read
        self.embedded += other.embedded
        self.wrong += other.wrong
        return self


def fuzz(inputs: int, workers: int = 2) -> Outcome:
    """Check ``inputs`` made-up digests, and return what came of it."""
    share = inputs // workers
    found = Outcome()
    # Not forked: threads of the engines, which the caller may have, would be missed for ever.
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        batches = [pool.submit(_batch, share, seed) for seed in range(workers)]
        for seed, batch in enumerate(batches):
            try:
                found += batch.result()
            except BrokenProcessPool:
                found.wrong.append(f"seed {seed}: the process died")
    return found


def _batch(count: int, seed: int) -> Outcome:
    chosen = random.Random(seed)
    outcome = Outcome()
    if hasattr(os, "sched_setaffinity"):  # the engine's threads would wait for each other
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[seed % len(cores)]})
    with tempfile.TemporaryDirectory() as folder:
        stored = Embedded(Path(folder), seed)
        for number in range(count):
            kind, data, name = _input(chosen)
            outcome.tried[kind] += 1
            try:
                low = kind == "beyond a limit"
                with beyond.lowered(low):
                    entries = check(data, name)
                outcome.read += bool(entries)
                if number % EMBEDDED == 0 or kind == "of full size":
                    real = number % (EMBEDDED * REAL) == 0
                    stored.add(data, name, entries, real=real, low=low)
            except BaseException as error:
                what = f"{type(error).__name__}: {error}"[:300]
                outcome.wrong.append(f"seed {seed}, input {number}, {kind}, {name}: {what}")
        outcome.wrong += stored.finish()
        outcome.embedded = stored.counts
    outcome.wrong = outcome.wrong[:20]
    return outcome


def _input(chosen: random.Random) -> tuple[str, bytes, str]:
    """Return an input, its kind first and its name last."""
    draw = chosen.random()
    if draw < 0.05:
        return ("nested JSON", *beyond.nested(chosen))
    if draw < 0.07:
        return ("beyond a limit", *beyond.more_than_is_taken(chosen, 30))
    if draw < 0.07 + 2e-5:
        return ("of full size", *beyond.more_than_is_taken(chosen, 6_000))
    return "mutated", _made_up(chosen), chosen.choice(NAMES)


def _made_up(chosen: random.Random) -> bytes:
    start = _ENCODED[1] if chosen.random() < 0.6 else b""
    made = start + b"".join(chosen.choices(_ENCODED, k=chosen.randrange(1, 9)))
    data = bytearray(made.replace(b"2407.0000", b"2407.%04d" % chosen.randrange(10_000)))
    for _ in range(chosen.choice((0, 0, 1, 4))):
        place = chosen.randrange(len(data) + 1)
        if chosen.random() < 0.5:
            data[place:place] = bytes([chosen.randrange(256)])
        else:
            del data[place : place + chosen.randrange(1, 20)]
    return bytes(data)


def check(data: bytes, name: str) -> tuple[Entry, ...]:
    """Read a digest and look at what comes out; return the papers in it.

    Raises:
        AssertionError: a paper does not read back, or its page holds what a terminal obeys.
    """
    try:
        digest = parse_bytes(data, name)
    except DigestError as error:
        if "\n" in str(error):
            raise AssertionError(f"more than a line: {error}") from error
        return ()
    assert all("\n" not in str(told) for told in (*digest.problems, *digest.notes))
    assert "\n" not in digest.seems
    assert not (digest.entries and digest.seems), "papers in what seems to be something else"
    for entry in digest.entries[:_LOOKED_AT]:
        assert within_limits(entry) == (entry, []), "beyond a limit"
        paper = merge([entry])
        assert len(passages(paper)) <= limits.SECTIONS + MAX_PARTS
        again = merge(parse_bytes(dump(paper), "export.jsonl").entries)
        assert again == paper
        page = render_paper(paper, "table", style=Style())
        found = {unicodedata.category(character) for character in page.replace("\n", "")} & _BAD
        assert not found, found
        assert "\u202e" not in page
    return digest.entries


def main() -> None:
    """Let atheris look for what breaks :func:`check`."""
    import atheris

    atheris.instrument_all()

    def one(data: bytes) -> None:
        check(data[1:], NAMES[data[0] % len(NAMES)] if data else "a.md")

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
