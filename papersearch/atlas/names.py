"""Names for groups of papers: the words that tell each from the rest, as people write them.

Words are counted by their tokens, so that "Images" and "image" are one, and shown in the form
that the corpus uses most. Korean words are counted without particles: 토큰을 and 토큰이 are 토큰.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from papersearch.text.glossary import Glossary
from papersearch.text.tokens import SPACED, STOP_WORDS, fold, tokens
from papersearch.types.paper import Paper

Key = tuple[str, ...]
"""A word or two, by their tokens."""

WORDS = 3
_READ = 400  # characters of a paper's first section, which says what it is about
_LEAST = 3  # papers of a group that a word needs
_PAIR = 1.5  # what two words together count more than one
_CAPITALISED = 50  # titles capitalise their words: one in so many is written as elsewhere
_SAME = 0.5  # share of the tokens of one word that stand for another: it says the same
_BILINGUAL = 0.2  # share of the papers from which on names are in both kinds of script

_HANGUL = r"[\uac00-\ud7a3]+"
_WORD = re.compile(
    rf"{_HANGUL}|[^\W{SPACED}\uac00-\ud7a3]+"
    rf"|(?:(?![\W_])[{SPACED}])+(?:[-.](?:(?![\W_])[{SPACED}])+)*"
)
_OBJECT = re.compile(r".[을를]")  # 글을: one syllable and its particle, too short to part
_ENDINGS = sorted(
    "은 는 이 가 을 를 의 에 에서 에게 으로 로 와 과 도 만 부터 까지 처럼 보다 들 들이 들을 "
    "들의 에는 에도 에서의 에서는 으로써 하는 하고 하여 하며 하면 하기 한 할 해 된 되는 되어 될 "
    "합니다 했습니다 입니다 됩니다 이며 인 이라는 라는 적인 적으로".split(),
    key=len,
    reverse=True,
)
_GENERIC = frozenset(
    "model models method methods approach framework paper novel new based via towards toward "
    "learning one two three first each only also both even use used using show shows across "
    "without 모델 방법 논문 연구 제안 소개 사용 활용 기반 통해 위한 대한 있습니다 위해 기존 "
    "새로운 다양한 이를".split()
)


class Lexicon:
    """The words of papers, and how people write them.

    ``glossary`` tells which of them translate each other: a name says each thing once.
    """

    def __init__(self, papers: Sequence[Paper], glossary: Glossary | None = None) -> None:
        self._glossary = glossary or {}
        texts = [list(_texts(paper)) for paper in papers]
        written = Counter(word for own in texts for text in own for word in _WORD.findall(text))
        bare = _bare(written)
        self._keys = {word: list(_keys(bare.get(word, word))) for word in written}
        self._written: dict[Key, Counter[str]] = defaultdict(Counter)
        for word, count in written.items():
            for key, form in self._keys[word]:
                self._written[key][form] += count
        self._papers = [self._said(own) for own in texts]
        self._everywhere = Counter(key for said in self._papers for key in said)
        unspaced = sum(any(_is_unspaced(key) for key in said) for said in self._papers)
        self._bilingual = unspaced >= _BILINGUAL * len(papers)

    def names(self, labels: Sequence[int]) -> list[tuple[str, ...]]:
        """Return a few telling words for each group, numbered from 0, of which papers are labels.

        A corpus that is written in two kinds of script has words of both in every name.
        """
        sizes = Counter(labels)
        inside: dict[int, Counter[Key]] = defaultdict(Counter)
        for said, label in zip(self._papers, labels, strict=True):
            inside[label].update(said)
        scores = [self._scores(inside[label], sizes[label]) for label in range(len(sizes))]
        chosen = [self._chosen(own) for own in scores]
        return [tuple(map(self._shown, keys)) for keys in chosen]

    def _scores(self, inside: Counter[Key], size: int) -> dict[Key, float]:
        """Return how much each word tells: its part of the divergence of a group from the rest."""
        others = len(self._papers) - size + 1
        scores = {}
        for key, count in inside.items():
            if count >= min(_LEAST, (size + 1) // 2):
                elsewhere = (self._everywhere[key] - count + 0.5) / others
                told = count / size * math.log(count / size / elsewhere)
                scores[key] = told * (_PAIR if len(key) > 1 else 1.0)
        return scores

    def _chosen(self, scores: Mapping[Key, float]) -> list[Key]:
        """Return the best keys that share no token and translate none; in two scripts, of both."""
        chosen: list[Key] = []
        for key in sorted(scores, key=lambda key: (-scores[key], key)):
            if len(chosen) == WORDS:
                break
            used = {token for other in chosen for token in other}
            if used.intersection(key) or scores[key] <= 0:
                continue
            if any(self._says_the_same(key, other) for other in chosen):
                continue
            alike = sum(_is_unspaced(other) == _is_unspaced(key) for other in chosen)
            if self._bilingual and alike >= (1 if _is_unspaced(key) else WORDS - 1):
                continue
            chosen.append(key)
        return chosen

    def _says_the_same(self, one: Key, other: Key) -> bool:
        """Whether a word, or a pair, is another or a part of it: in other letters or hyphens."""
        if _is_unspaced(one) == _is_unspaced(other):
            return _joined(one) == _joined(other)
        return self._stands_for(one, other) or self._stands_for(other, one)

    def _stands_for(self, one: Key, other: Key) -> bool:
        own = {token for word in one for token in tokens(word)}
        meant = {
            token
            for word in other
            for own_token in tokens(word)
            for several, _ in self._glossary.get(own_token, ())
            for token in several.split()
        }
        return len(own & meant) >= _SAME * len(own) > 0

    def _shown(self, key: Key) -> str:
        """Return a key as people write it; what is ever written small is no name of its own."""
        forms = self._written[key]
        form, count = min(forms.items(), key=lambda pair: (-pair[1], pair[0]))
        if len(key) > 1:
            words = zip(form.split(), map(self._shown, [(token,) for token in key]), strict=True)
            return " ".join(word.lower() if own.islower() else word for word, own in words)
        lower = form.lower()
        return lower if form.istitle() and forms[lower] * _CAPITALISED >= count else form

    def _said(self, texts: Sequence[str]) -> frozenset[Key]:
        """Return the words of texts, and the pairs of words that stand side by side."""
        said: set[Key] = set()
        for text in texts:
            before, start, end = "", 0, -1
            for match in _WORD.finditer(text):
                keys = [key for key, _ in self._keys[match.group()]]
                said.update(keys)
                token = keys[0][0] if len(keys) == 1 and not _is_unspaced(keys[0]) else ""
                if before and token and text[end : match.start()] == " ":
                    said.add((before, token))
                    self._written[before, token][text[start : match.end()]] += 1
                before, start, end = token, match.start(), match.end()
        return frozenset(said)


def _keys(word: str) -> Iterator[tuple[Key, str]]:
    """Yield the keys of a word, and their written forms: of Chinese and kana there are several."""
    found = tokens(word)
    if re.match(_HANGUL, word):
        pairs = [] if _OBJECT.fullmatch(word) else [(word, word)]
    elif _unspaced(word):
        pairs = [(token, token) for token in found]
    else:
        pairs = [("-".join(found), word)]
    for token, form in pairs:
        if len(token) > 1 and not token.isdigit() and fold(form) not in STOP_WORDS | _GENERIC:
            yield (token,), form


def _texts(paper: Paper) -> Iterator[str]:
    yield paper.title
    for section in paper.sections[:1]:
        yield section.text[:_READ]


def _bare(written: Mapping[str, int]) -> dict[str, str]:
    """Return Korean words without their endings, where several endings show what the word is."""
    parts = {word: list(_parted(word)) for word in written if re.match(_HANGUL, word)}
    seen = Counter(stem for stems in parts.values() for stem in stems)
    seen.update(word for word in parts if word in seen)
    return {
        word: stem
        for word, stems in parts.items()
        if (stem := next((stem for stem in stems if seen[stem] > 1), ""))
    }


def _parted(word: str) -> Iterator[str]:
    """Yield what is left of a word without an ending, shortest first."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            yield word.removesuffix(ending)


def _joined(key: Key) -> str:
    return "".join(key).replace("-", "")


def _is_unspaced(key: Key) -> bool:
    return _unspaced(key[0])


def _unspaced(word: str) -> bool:
    return re.match(rf"[^\W{SPACED}]", word) is not None
