"""Words of a text, for lexical search and for marking what matched.

Latin and other spaced scripts give words, folded (case, accents, widths) and stemmed.
Hangul, Chinese characters, kana and Thai give character bigrams, since their words carry
particles or stand without spaces: "토큰을" gives 토큰 and 큰을, so that 토큰 finds it.
Documents and queries go through the same functions.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import tantivy

# All scripts but Thai, Lao, and what comes from kana and Chinese characters on: Hangul, whose
# jamo folding composes, and rare ones. Named by what they are not, because `re` compiles a class
# by going through all its characters: 40,000 cost a query three milliseconds.
SPACED = "\0-\u0e00\u0f00-\u3004"
_RUN = re.compile(rf"[^\W{SPACED}]+|(?:(?![\W_])[{SPACED}])+(?:\.\d+)*")
_PLAIN = re.compile("[\0-\x7f가-힣一-鿿]*")  # what has no accent and one width
_COMBINING = re.compile("[\u0300-\u036f]")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+|\s*\n\s*")
_NO_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´") | {0: " "}  # SQLite ends a text in JSON at a zero
MAX_TOKEN = 64

# In a corpus of another language these are rare, so that BM25 would take them for telling.
STOP_WORDS = frozenset(
    "a an and are as at be been but by can did do does for from had has have how however i if in "
    "into is it its may more most no not of on or our over s such t than that the their them then "
    "there these they this those to under up us using via was we were what when where which while "
    "who will with within without would you your".split()
)


class Token(NamedTuple):
    """One token and the (start, end) characters of the text that it stands for."""

    text: str
    start: int
    end: int


class Term(NamedTuple):
    """One folded word, or run of an unspaced script, and its distinct tokens."""

    word: str
    tokens: tuple[str, ...]


def fold(text: str) -> str:
    """Return ``text`` without differences of case, accent or width."""
    if _PLAIN.fullmatch(text):
        return text.casefold()
    decomposed = _COMBINING.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", decomposed).casefold()


def fold_name(text: str) -> str:
    """Return a name or label as filters compare it: folded, no apostrophes, single spaces."""
    return " ".join(fold(text.translate(_NO_APOSTROPHES)).split())


def tokens(text: str) -> list[str]:
    """Return the tokens of ``text`` in order, stop words included."""
    return [token for run in _RUN.findall(fold(text)) for token in _split(run)]


def occurring(text: str, wanted: frozenset[str]) -> set[str]:
    """Return those of the ``wanted`` tokens that are tokens of ``text``, faster than by all these.

    A bigram occurs wherever its characters do, one after the other; a stem begins like its words,
    but for the last two letters ("studies", "studi"; "dying", "die").
    """
    folded = fold(text)
    found = {token for token in wanted if len(token) == 2 and _unspaced(token) and token in folded}
    beginnings = tuple(
        token if _unspaced(token) else token[: max(1, len(token) - 2)]
        for token in wanted
        if len(token) != 2 or not _unspaced(token)
    )
    if any(beginning in folded for beginning in beginnings):
        runs = {run for run in _RUN.findall(folded) if run.startswith(beginnings)}
        found.update(token for run in runs for token in _split(run) if token in wanted)
    return found


def query_terms(text: str) -> list[Term]:
    """Return the distinct terms of a query in order, without stop words where others remain."""
    words = list(dict.fromkeys(_RUN.findall(fold(text))))
    telling = [word for word in words if word not in STOP_WORDS]
    return [Term(word, tuple(dict.fromkeys(_split(word)))) for word in telling or words]


def query_tokens(text: str) -> list[str]:
    """Return the distinct tokens of a query's terms in order."""
    return list(dict.fromkeys(token for term in query_terms(text) for token in term.tokens))


def token_spans(text: str) -> list[Token]:
    """Return the tokens of ``text`` with the places they come from."""
    found = []
    for match in _RUN.finditer(text):
        run = fold(match.group())
        if len(run) == len(match.group()) and _unspaced(run):
            found += [
                Token(token, match.start() + at, match.start() + at + len(token))
                for at, token in enumerate(_split(run))
            ]
        else:
            found += [
                Token(token, *match.span()) for part in _RUN.findall(run) for token in _split(part)
            ]
    return found


def marks(text: str, wanted: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Return the (start, end) places of ``text`` that hold wanted tokens, merged and in order."""
    merged: list[tuple[int, int]] = []
    for token in token_spans(text):
        if token.text not in wanted:
            continue
        if merged and token.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], token.end))
        else:
            merged.append((token.start, token.end))
    return tuple(merged)


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``; a line break ends one too."""
    return [part for part in _SENTENCE_END.split(text) if part.strip()]


@functools.lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """Return the English stem of a folded word (Porter 2, from snowballstem.org)."""
    return _stemmer().analyze(word)[0]


def _unspaced(run: str) -> bool:
    return "\u0e01" <= run[0] <= "\u0eff" or run[0] >= "\u3005"


def _split(run: str) -> list[str]:
    if not _unspaced(run):
        return [stem(run[:MAX_TOKEN])]
    return _bigrams(run)


def _bigrams(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


@functools.cache
def _stemmer() -> tantivy.TextAnalyzer:
    import tantivy

    raw = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return raw.filter(tantivy.Filter.stemmer("english")).build()
