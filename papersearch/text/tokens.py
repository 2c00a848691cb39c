"""Words of a text, for lexical search and for marking what matched.

Latin and other spaced scripts give words, folded (case, accents, widths, vowel points) and
stemmed. Hangul, Chinese characters, kana and Thai give character bigrams, since their words carry
particles or stand without spaces: "토큰을" gives 토큰 and 큰을, so that 토큰 finds it.
Documents and queries go through the same functions, whose work grows with the text and no faster.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from papersearch.types.normalise import PLAIN, normalise

if TYPE_CHECKING:
    from Stemmer import Stemmer

# All scripts but Thai, Lao, and what comes from kana and Chinese characters on: Hangul, whose
# jamo folding composes, and rare ones. Named by what they are not, because `re` compiles a class
# by going through all its characters: 40,000 cost a query three milliseconds.
SPACED = "\0-\u0e00\u0f00-\u3004"
# Vowel signs and tone marks that stand within words, though they are no letters.
_SIGNS = (
    "\u0900-\u0963\u0971-\u0df3\u0f35\u0f37\u0f39\u0f71-\u0f84\u0f8d-\u0fbc"
    "\u102b-\u103e\u17b6-\u17d3"
)
_SIGNS_UNSPACED = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
_LETTER = rf"(?![\W_])[{SPACED}]"
_RUN = re.compile(
    rf"[^\W{SPACED}]+(?:[{_SIGNS_UNSPACED}]+[^\W{SPACED}]*)*"
    rf"|(?:{_LETTER})+(?:[{_SIGNS}]+(?:{_LETTER})*)*(?:\.\d+)*"
)
# Accents; and vowel points and the lengthened stroke, which Hebrew and Arabic may leave out.
_ACCENT = (
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u0652"
    "\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0730-\u074a\u08d3-\u08ff]+"
)
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+")
_NO_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
MAX_TOKEN = 64
_FEW = 24

TOKENS = 2
"""Names what tokens are made of a text; an index with those of another reads some papers anew."""


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
    """Return ``text`` in its one form, without differences of case, accent or vowel point."""
    if PLAIN.fullmatch(text):
        return text.casefold()
    decomposed = re.sub(_ACCENT, "", unicodedata.normalize("NFD", normalise(text)))
    return unicodedata.normalize("NFC", decomposed).casefold()


def fold_name(text: str) -> str:
    """Return a name or label as filters compare it: folded, no apostrophes, single spaces."""
    return " ".join(fold(text.translate(_NO_APOSTROPHES)).split())


def tokens(text: str) -> list[str]:
    """Return the tokens of ``text`` in order, stop words included."""
    return [token for run in _RUN.findall(fold(text)) for token in _split(run)]


def occurring(text: str, wanted: frozenset[str]) -> set[str]:
    """Return those of the ``wanted`` tokens that are tokens of ``text``.

    A few are looked for one by one, which is faster than by all tokens of the text: a bigram occurs
    wherever its characters do, one after the other, and so does a longer run of a script without
    spaces; a stem begins like its words, but for the last two letters ("studies", "studi"; "dying",
    "die").
    """
    folded = fold(text)
    written = {token for token in wanted if len(token) > 1 and is_unspaced(token)}
    if len(wanted) > _FEW:
        longer = {token for token in written if len(token) > 2 and token in folded}
        return longer.union(wanted.intersection(tokens(text)))
    found = {token for token in written if token in folded}
    beginnings = tuple(
        token if is_unspaced(token) else token[: max(1, len(token) - 2)]
        for token in wanted - written
    )
    if any(beginning in folded for beginning in beginnings):
        runs = {run for run in _RUN.findall(folded) if run.startswith(beginnings)}
        found.update(token for run in runs for token in _split(run) if token in wanted)
    return found


def whole_tokens(text: str) -> tuple[str, ...]:
    """Return the tokens of a text where what is written without spaces is one, however long."""
    runs = dict.fromkeys(_RUN.findall(fold(text)))
    return tuple(run if is_unspaced(run) else _split(run)[0] for run in runs)


def parts(token: str) -> list[str]:
    """Return the tokens that a text has where it has this one, which may be a longer run."""
    return bigrams(token) if is_unspaced(token) else [token]


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
    folded, starts, ends = _placed(text)
    found = []
    for match in _RUN.finditer(folded):
        start, run = match.start(), match.group()
        size = 2 if is_unspaced(run) else len(run)  # what each token stands for
        for at, token in enumerate(_split(run), start):
            last = min(at + size, match.end()) - 1
            found.append(Token(token, starts[at], ends[last]))
    return found


def _placed(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Return ``text`` folded, and where each of its characters begins and ends in ``text``."""
    if PLAIN.fullmatch(text):
        return text.casefold(), range(len(text)), range(1, len(text) + 1)
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    heads = [at for at, character in enumerate(text) if not at or not _extends(character)]
    for start, end in itertools.pairwise([*heads, len(text)]):
        part = fold(text[start:end])
        folded.append(part)
        starts += [start] * len(part)
        ends += [end] * len(part)
    return "".join(folded), starts, ends


@functools.lru_cache(maxsize=1 << 12)
def _extends(character: str) -> bool:
    """Whether a character belongs to the one before it: a mark, a Hangul vowel, or unseen."""
    if PLAIN.fullmatch(character):
        return False
    is_jamo = "\u1160" <= character <= "\u11ff"
    is_mark = unicodedata.category(character)[0] == "M" or character in "\uff9e\uff9f"
    return is_jamo or is_mark or not fold(character)


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
    return [part for line in text.split("\n") for part in _SENTENCE_END.split(line.strip()) if part]


@functools.lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """Return the English stem of a folded word (Porter 2, from snowballstem.org)."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


def stems(words: Sequence[str]) -> list[str]:
    """Return the stems of many folded words, of which none is remembered."""
    found: list[str] = _stemmer().stemWords(list(words))
    return found


def is_unspaced(run: str) -> bool:
    """Whether a run of letters is of a script that has no spaces between words, or particles."""
    return "\u0e01" <= run[0] <= "\u0eff" or run[0] >= "\u3005"


def _split(run: str) -> list[str]:
    if not is_unspaced(run):
        return [stem(run[:MAX_TOKEN])]
    return bigrams(run)


def bigrams(run: str) -> list[str]:
    """Return the tokens of a run of a script without spaces."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


@functools.cache
def _stemmer() -> Stemmer:
    from Stemmer import Stemmer

    return Stemmer("english", maxCacheSize=0)
