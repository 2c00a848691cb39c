"""What a reader asked a store on Milvus to keep, among its facts: watches, likes, tags, notes.

A paper's row has the number of its arrival, until it is edited or dropped: what it arrived under is
then among the facts, so that it does not arrive anew.
"""

from __future__ import annotations

import datetime
import time
import uuid
from collections.abc import Collection, Iterable, Mapping

import orjson

from papersearch.errors import StoreFailed
from papersearch.store.kept import decode as decode_kept
from papersearch.store.kept import encode as encode_kept
from papersearch.store.kept import inherited
from papersearch.store.milvus.encoding import any_of, batches, digest
from papersearch.store.milvus.meta import Meta
from papersearch.store.milvus.papers import Known, Papers
from papersearch.store.milvus.table import Fact, Table, of_kind, of_owners
from papersearch.store.standing import Standing, checked_since, decode, encode, named, refuse
from papersearch.types.kept import Kept
from papersearch.types.watch import Watch

_SOME = 500
"""Papers of which what is kept is forgotten at a time."""


class MilvusInterests:
    """Watches, opinions, tags, notes and arrivals of a store; see :class:`InterestStore`."""

    def __init__(self, facts: Table, meta: Meta, papers: Papers) -> None:
        self._facts = facts
        self._meta = meta
        self._papers = papers

    def watches(self) -> list[Standing]:
        """Return all watches, in the order in which they were added."""
        found = map(standing_of, self._facts.all(of_kind("watch")))
        return sorted(found, key=lambda own: own.number)

    def watch(self, name: str) -> Standing:
        """Return the watch of a name, or raise WatchNotFound."""
        return named(self.watches(), name)

    def add(self, watch: Watch, since: str = "") -> None:
        """Add a watch of the papers that arrive from now on, and of those of ``since`` or later."""
        there = self.watches()
        refuse(there, watch.name)
        if not self.feed_id():
            self._meta.set("feed", str(uuid.uuid4()))
        number = max([time.time_ns() // 1000, *(own.number + 1 for own in there)])
        self._put([Standing(watch, number, self.newest(), since)])

    def replace(self, name: str, watch: Watch) -> None:
        """Put a watch in the place of another, with what that one has shown."""
        there = self.watches()
        before = named(there, name)
        if watch.name != name:
            refuse(there, watch.name)
        self._put([Standing(watch, before.number, before.after, before.since)])

    def remove(self, names: Iterable[str]) -> None:
        """Remove watches; where one is not there, none is removed."""
        there = self.watches()
        numbers = [named(there, name).number for name in names]
        self._facts.delete("watch", map(str, numbers))
        self._facts.clear(_shown_by(numbers))

    def newest(self) -> int:
        """Return the number of the newest arrival, or one that none since then is below."""
        marked = self.marked()
        return max([marked, *self._arrived_after(marked).values()])

    def marked(self) -> int:
        """Return the highest number after which a watch begins, 0 for none."""
        return max((own.after for own in self.watches()), default=0)

    def fresh(self, standing: Standing) -> set[int]:
        """Return the papers that have arrived since a watch began, shown or not."""
        return set(self._arrived_after(standing.after))

    def shown(self, standing: Standing) -> set[int]:
        """Return the papers that a watch has shown, as far as they are there."""
        ids = self._facts.names(_shown_by([standing.number]), "data")
        return {own.num for own in self._papers.found(ids).values()}

    def _arrived_after(self, number: int) -> dict[int, int]:
        """Return the numbers of the arrivals after one, by the number of the paper."""
        found = self._numbers(self._papers.since(number))
        return {own.num: arrived for own, arrived in found if arrived > number}

    def _numbers(self, papers: Iterable[Known]) -> list[tuple[Known, int]]:
        """Return papers, each with the number of its arrival."""
        found = list(papers)
        kept = self._facts.get("arrival", [own.name for own in found])
        return [(own, kept[own.name].num if own.name in kept else own.seq) for own in found]

    def keep_arrivals(self, papers: Iterable[Known]) -> None:
        """Keep the numbers of these papers' arrivals, whose rows are about to change or go."""
        found = self._numbers(papers)
        self._facts.put("arrival", [Fact(own.name, num=arrived) for own, arrived in found])

    def arrived(self, ids: Iterable[str]) -> dict[str, str]:
        """Return when papers arrived, as an ISO instant, by id."""
        known = self._papers.found(ids)
        by_name = {own.name: _instant(arrived) for own, arrived in self._numbers(known.values())}
        return {paper_id: by_name[own.name] for paper_id, own in known.items()}

    def mark(self, shown: Mapping[int, Collection[str]]) -> None:
        """Remember which papers, by id, watches have shown, by number; of others, nothing."""
        there = self._facts.get("watch", map(str, shown))
        self._facts.put(
            "shown",
            [
                _mark(str(number), paper_id)
                for number, ids in shown.items()
                if str(number) in there
                for paper_id in ids
            ],
        )

    def inherit(self, ids: Mapping[str, str], living: Collection[str] = ()) -> None:
        """Keep what is kept of papers under other ids, by the old one; within a commit.

        Of two arrivals the first counts, of two opinions that of the new id. Those that are
        ``living`` keep theirs, too.
        """
        gone = ids.keys() - set(living)
        self._inherit_arrivals(ids)
        opinions = self._facts.get("opinion", {*ids, *ids.values()})
        self._facts.put(
            "opinion",
            [
                Fact(new, num=opinions[old].num)
                for old, new in ids.items()
                if old in opinions and new not in opinions
            ],
        )
        self._facts.delete("opinion", opinions.keys() & gone)
        self.keep(inherited(self.kept({*ids, *ids.values()}), ids, living))
        numbers = [own.number for own in self.watches()]
        marks = [_mark(str(own), old) for own in numbers for old in ids]
        there = self._facts.get("shown", [own.name for own in marks])
        self._facts.put(
            "shown",
            [_mark(own.owner, ids[own.data]) for own in marks if own.name in there],
        )
        self._facts.delete(
            "shown", [own.name for own in marks if own.name in there and own.data in gone]
        )

    def _inherit_arrivals(self, ids: Mapping[str, str]) -> None:
        names = {own: digest(own) for own in {*ids, *ids.values()}}
        kept = self._facts.get("arrival", names.values())
        rows = {own.name: own.seq for own in self._papers.found(names).values()}
        arrived = {
            own: kept[name].num if name in kept else rows[name]
            for own, name in names.items()
            if name in kept or name in rows
        }
        self._facts.put(
            "arrival",
            [
                Fact(names[new], num=min(arrived[own] for own in (old, new) if own in arrived))
                for old, new in ids.items()
                if old in arrived
            ],
        )

    def feed_id(self) -> str:
        """Return what names the feed of this store among all feeds, "" before the first watch."""
        return str(self._meta.get("feed") or "")

    def taste(self) -> dict[str, bool]:
        """Return whether papers are liked or disliked, in the order of the ids."""
        found = {fact.name: fact.num > 0 for fact in self._facts.all(of_kind("opinion"))}
        return {paper_id: found[paper_id] for paper_id in sorted(found)}

    def judge(self, ids: Iterable[str], *, liked: bool) -> None:
        """Remember papers as liked or disliked, whatever they were before."""
        self._facts.put("opinion", [Fact(own, num=1 if liked else -1) for own in ids])

    def forget(self, ids: Iterable[str], *, liked: bool) -> int:
        """Forget that papers are liked, or disliked, and return of how many it was so."""
        there = self._facts.get("opinion", ids)
        gone = [name for name, fact in there.items() if (fact.num > 0) == liked]
        self._facts.delete("opinion", gone)
        return len(gone)

    def kept(self, ids: Iterable[str] | None = None) -> dict[str, Kept]:
        """Return the tags, notes and places on the reading list that papers have, in their order.

        Without ``ids`` it is those of all, whether the papers are there or not.
        """
        facts = (
            self._facts.all(of_kind("kept"))
            if ids is None
            else self._facts.get("kept", ids).values()
        )
        found = {fact.name: kept_of(fact) for fact in facts}
        return {paper_id: found[paper_id] for paper_id in sorted(found)}

    def keep(self, kept: Mapping[str, Kept]) -> None:
        """Keep this of papers, by id, in place of what was kept before; of some it is nothing."""
        self._facts.put(
            "kept",
            [
                Fact(paper_id, encode_kept(own).decode(), owner=_keeper(paper_id))
                for paper_id, own in kept.items()
                if own
            ],
        )
        # By what all parts of a long note have in common: nothing of it is to stay.
        for some in batches(
            [_keeper(paper_id) for paper_id, own in kept.items() if not own], _SOME
        ):
            self._facts.clear(any_of("owner", some))

    def _put(self, standings: Iterable[Standing]) -> None:
        """Write watches, by number: a new name is one write, too."""
        self._facts.put("watch", [Fact(str(own.number), _data(own)) for own in standings])


def _mark(number: str, paper_id: str) -> Fact:
    """Return that a watch has shown a paper."""
    return Fact(f"{number} {paper_id}", paper_id, owner=number)


def _shown_by(numbers: Iterable[int]) -> str:
    """Return the expression that is true of what these watches have shown."""
    return f"{of_kind('shown')} and {of_owners([str(own) for own in numbers])}"


def _data(own: Standing) -> str:
    said = [own.watch.name, own.after, own.since, encode(own.watch).decode()]
    return orjson.dumps(said).decode()


def standing_of(fact: Fact) -> Standing:
    """Return the watch of a fact.

    Raises:
        StoreFailed: it is none that we write.
    """
    try:
        name, after, since, document = orjson.loads(fact.data)
        return Standing(decode(name, document), int(fact.name), int(after), checked_since(since))
    except (ValueError, TypeError, KeyError) as error:
        raise StoreFailed(
            f"watch {fact.name} in the store is none that papersearch wrote"
        ) from error


def _keeper(paper_id: str) -> str:
    return f"kept{digest(paper_id)}"


def kept_of(fact: Fact) -> Kept:
    """Return what is kept of the paper of a fact.

    Raises:
        StoreFailed: it is none that we write.
    """
    try:
        return decode_kept(fact.data)
    except (ValueError, TypeError, KeyError) as error:
        raise StoreFailed(
            f"what is kept of paper {fact.name} in the store is nothing that papersearch wrote"
        ) from error


def _instant(number: int) -> str:
    """Return when a number was given, which is made of microseconds."""
    when = datetime.datetime.fromtimestamp(number // 1_000_000, datetime.UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
