"""What watches catch among papers, without side effects.

A watch looks at all papers since it began that it has not shown: votes rise, authors and sections
are added, and the index learns what words stand for. What was looked at leaves no mark.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from papersearch.errors import WatchNotFound
from papersearch.following.asked import Asked, ask
from papersearch.following.watches import labels, meets
from papersearch.ranking.confidence import level
from papersearch.ranking.fuse import DOUBTFUL_SHARE
from papersearch.ranking.similarity import Similarities
from papersearch.store.protocol import Scope, SearchStore
from papersearch.store.standing import Standing
from papersearch.text.evidence import best_evidence
from papersearch.text.mentions import mentions_of
from papersearch.text.passages import label_key, passages
from papersearch.types.arrays import Embeddings
from papersearch.types.paper import Paper
from papersearch.types.query import Filters
from papersearch.types.watch import Watch

CHUNK = 1000
"""Papers that are held in memory at a time."""

Embed = Callable[[Sequence[str]], Embeddings]
"""Returns (n, d) float32 unit rows for n texts of queries."""


@dataclass(frozen=True, slots=True)
class Catch:
    """That a watch catches a paper: how sure, in a number and a word, and what shows it.

    ``section`` is the position in ``Paper.sections``, -1 for the title, ``evidence`` its best
    sentence and ``marks`` the (start, end) places in it of the watch's words.
    """

    watch: str
    confidence: float
    level: str
    section: int
    evidence: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Caught:
    """A paper that watches catch: by whom, the surest first, and when it came into the index.

    ``arrived`` is an ISO instant, "" where the index does not know. ``doubtful`` says that the
    summary seems to be of another paper.
    """

    paper: Paper
    catches: tuple[Catch, ...]
    arrived: str
    doubtful: bool

    @property
    def label(self) -> str:
        """The label of the section that shows it best, "" for plain bullets and the title."""
        section = self.catches[0].section
        return self.paper.sections[section].label if section >= 0 else ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What watches caught: each paper once, under the watch that is surest of it.

    ``id`` names the feed among all feeds. ``watches`` are those that were asked, ``looked`` is how
    many papers they looked at. ``shown`` says, by number of the watch, which papers it has shown
    once this feed has reached its reader, by id; it is empty when nothing would change. ``whole``
    says that all watches were asked, whichever there are.
    """

    id: str
    watches: tuple[Watch, ...]
    caught: tuple[Caught, ...] = ()
    looked: int = 0
    shown: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    whole: bool = False

    def __len__(self) -> int:
        return len(self.caught)

    def by_watch(self) -> list[tuple[Watch, list[Caught]]]:
        """Return what each watch caught, the surest first, without watches that caught nothing."""
        own: dict[str, list[Caught]] = {watch.name: [] for watch in self.watches}
        for caught in self.caught:
            own[caught.catches[0].watch].append(caught)
        return [(watch, own[watch.name]) for watch in self.watches if own[watch.name]]


def feed(
    store: SearchStore,
    embed: Embed,
    names: Sequence[str] = (),
    among: Filters | None = None,
) -> Feed:
    """Return what the watches called ``names``, by default all, catch.

    Looked at are the papers that they have not shown; with ``among`` those that meet it (its
    sections aside), shown or not, and nothing is to be marked. ``embed`` is called once, and not
    without papers to look at.

    Raises:
        WatchNotFound: there is no such watch, or none at all.
        DerivedFileDamaged: a file that the answer needs is damaged.
    """
    with store.snapshot():
        interests = store.interests
        chosen = [interests.watch(name) for name in dict.fromkeys(names)] or interests.watches()
        if not chosen:
            raise WatchNotFound("there are no watches: add one with `papersearch watch add TEXT`")
        if among is None:
            candidates = [_new(store, standing) for standing in chosen]
        else:
            candidates = [numbers(store, among)] * len(chosen)
        caught = _caught(store, chosen, candidates, embed) if any(candidates) else []
        caught.sort(key=lambda own: (-own.catches[0].confidence, own.paper.id))
        return Feed(
            interests.feed_id(),
            tuple(standing.watch for standing in chosen),
            tuple(caught),
            len(set().union(*candidates)),
            _marks(chosen, caught) if among is None else {},
            whole=not names,
        )


def _new(store: SearchStore, standing: Standing) -> set[int]:
    """Return the papers since a watch began that it has not shown."""
    came = store.interests.fresh(standing)
    if standing.since:
        came |= numbers(store, Filters(since=standing.since))
    return came - store.interests.shown(standing)


def _marks(chosen: Sequence[Standing], caught: Sequence[Caught]) -> dict[int, tuple[str, ...]]:
    """Return what counts as shown with a feed: its papers, to all watches that were asked.

    A paper is shown once, though another watch would catch it later, too.
    """
    ids = tuple(own.paper.id for own in caught)
    return {standing.number: ids for standing in chosen} if ids else {}


def numbers(store: SearchStore, among: Filters) -> set[int]:
    """Return the papers that meet filters, whatever their sections, by number."""
    return store.scope(dataclasses.replace(among, sections=())).papers()


def _caught(
    store: SearchStore, chosen: Sequence[Standing], candidates: Sequence[set[int]], embed: Embed
) -> list[Caught]:
    """Return the papers that are caught, in no order."""
    vectors = embed([standing.watch.text for standing in chosen])
    scope = store.scope(Filters())
    asked = ask(store, scope, chosen, vectors, store.learned.space())
    return [
        caught
        for nums in _chunks(sorted(set().union(*candidates)))
        for caught in _caught_of(store, scope, nums, list(zip(asked, candidates, strict=True)))
    ]


def _caught_of(
    store: SearchStore, scope: Scope, nums: Sequence[int], asked: Sequence[tuple[Asked, set[int]]]
) -> Iterator[Caught]:
    """Yield those of some papers that are caught by a watch that has not shown them."""
    papers = store.papers(nums)
    rows = scope.passages_of(nums)
    doubtful = store.learned.doubtful(nums)
    catches: dict[int, list[Catch]] = {}
    for one, unseen in asked:
        similar = Similarities(*rows, one.query.target)
        for num in unseen.intersection(nums):
            catch = _catch(store, one, papers, similar, num, doubtful=num in doubtful)
            if catch is not None:
                catches.setdefault(num, []).append(catch)
    arrived = store.interests.arrived(papers[num].id for num in catches)
    for num, own in catches.items():
        surest = tuple(sorted(own, key=lambda catch: -catch.confidence))
        when = arrived.get(papers[num].id, "")
        yield Caught(papers[num], surest, when, doubtful=num in doubtful)


def _catch(
    store: SearchStore,
    asked: Asked,
    papers: Mapping[int, Paper],
    similar: Similarities,
    num: int,
    *,
    doubtful: bool,
) -> Catch | None:
    watch = asked.watch
    if num not in similar.best or not asked.may_answer(similar.best[num]):
        return None
    paper = papers[num]
    if not meets(paper, watch.filters):
        return None
    counted = labels(paper, watch.filters.sections) if watch.filters.sections else ()
    by_ordinal = _within(paper, similar.by_ordinal(num), counted)
    if not by_ordinal:
        return None
    best = max(by_ordinal.values())
    if doubtful and best > 0:
        best *= DOUBTFUL_SHARE
    words = asked.query.words
    said = mentions_of(paper, words.terms, words.glossary, title=doubtful)
    value = asked.confidence(best, said, store.weight)
    if value < asked.least:
        return None
    shown = best_evidence(paper, by_ordinal, words.wanted, counted)
    return Catch(watch.name, value, level(value), shown.section, shown.sentence, shown.marks)


def _within(
    paper: Paper, by_ordinal: Mapping[int, float], counted: Sequence[str]
) -> Mapping[int, float]:
    """Return the similarities of passages whose sections bear a label that counts."""
    if not counted:
        return by_ordinal
    return {
        passage.ordinal: by_ordinal[passage.ordinal]
        for passage in passages(paper)
        if passage.section < 0 or label_key(paper.sections[passage.section].label) in counted
    }


def _chunks(nums: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(nums), CHUNK):
        yield list(nums[start : start + CHUNK])
