"""Hostile digests by the million: no crash, no hang, nothing that a terminal obeys comes out.

``python -m torture.fuzz`` runs the coverage-guided fuzzer atheris over the same check, until it
is stopped (``pip install 'papersearch[fuzz]'``).
"""

from __future__ import annotations

import random
import sys
import unicodedata
from concurrent.futures import ProcessPoolExecutor

from papersearch.digest import dump, parse_bytes
from papersearch.errors import DigestError
from papersearch.paper import merge
from papersearch.render.paper import render_paper
from papersearch.render.terminal import Style

NAMES = ("a.md", "a.json", "a.jsonl", "-")
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
    '"\\ud800"',
    ",",
    ":",
    "\r\n",
    "\n\n",
    "한글 日本語 é 👩🏽‍🚀",
    "a" * 300,
]
_ENCODED = [piece.encode(errors="replace") for piece in _PIECES]
_BAD = {"Cc", "Cs", "Zl", "Zp"}


def fuzz(inputs: int, workers: int = 2) -> tuple[int, list[str]]:
    """Check ``inputs`` made-up digests; return how many were papers, and what went wrong."""
    share = inputs // workers
    with ProcessPoolExecutor(workers) as pool:
        outcomes = list(pool.map(_batch, [share] * workers, range(workers)))
    return sum(read for read, _ in outcomes), [wrong for _, more in outcomes for wrong in more]


def _batch(count: int, seed: int) -> tuple[int, list[str]]:
    chosen = random.Random(seed)
    read, wrong = 0, []
    for number in range(count):
        data = _made_up(chosen)
        name = chosen.choice(NAMES)
        try:
            read += check(data, name)
        except BaseException as error:
            wrong.append(f"seed {seed}, input {number}, {name}: {type(error).__name__}: {error}")
    return read, wrong[:20]


def _made_up(chosen: random.Random) -> bytes:
    start = _ENCODED[1] if chosen.random() < 0.6 else b""
    data = bytearray(start + b"".join(chosen.choices(_ENCODED, k=chosen.randrange(1, 9))))
    for _ in range(chosen.choice((0, 0, 1, 4))):
        place = chosen.randrange(len(data) + 1)
        if chosen.random() < 0.5:
            data[place:place] = bytes([chosen.randrange(256)])
        else:
            del data[place : place + chosen.randrange(1, 20)]
    return bytes(data)


def check(data: bytes, name: str) -> bool:
    """Read a digest and look at what comes out; return whether there were papers in it.

    Raises:
        AssertionError: a paper does not read back, or its page holds what a terminal obeys.
    """
    try:
        digest = parse_bytes(data, name)
    except DigestError as error:
        if "\n" in str(error):
            raise AssertionError(f"more than a line: {error}") from error
        return False
    for entry in digest.entries:
        paper = merge([entry])
        again = merge(parse_bytes(dump(paper), "export.jsonl").entries)
        assert again == paper
        page = render_paper(paper, "table", style=Style())
        found = {unicodedata.category(character) for character in page.replace("\n", "")} & _BAD
        assert not found, found
        assert "\u202e" not in page
    return True


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
