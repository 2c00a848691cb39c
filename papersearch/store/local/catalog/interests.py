"""What a reader asked the index to keep: watches, what they have shown, likes, tags and notes.

The tables are not there before something was written; nothing was asked for then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from papersearch.store.kept import decode as decode_kept
from papersearch.store.kept import encode as encode_kept
from papersearch.store.kept import inherited, is_instant
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.standing import Standing, checked_since, decode, encode, named, refuse
from papersearch.types.kept import Kept
from papersearch.types.watch import Watch

_FEED = "feed"
_SOUND_WATCH = "crc = crc32(number, name, document, after, since)"
_SOUND_ARRIVAL = "a.crc = crc32(a.seq, a.id, a.at)"

_OF_PAPERS = {"arrivals": "seq, id, at", "taste": "id, opinion", "shown": "number, id"}


class Interests:
    """The tables of a catalog for what a reader says; see :class:`InterestStore`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def _is_there(self, table: str) -> bool:
        sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        return bool(self._catalog.value(sql, (table,)))

    def watches(self) -> list[Standing]:
        """Return all watches, in the order in which they were added."""
        if not self._is_there("watches"):
            return []
        rows = self._catalog.execute(
            f"SELECT number, name, document, after, since, {_SOUND_WATCH} "
            "FROM watches ORDER BY number"
        ).fetchall()
        return [self._standing(*row) for row in rows]

    def _standing(
        self, number: int, name: str, document: bytes, after: int, since: str, sound: int
    ) -> Standing:
        if not sound:
            raise self._catalog.damaged(f"the row of watch {number}")
        with self._catalog.reading(f"the row of watch {number}"):
            return Standing(decode(name, document), number, after, checked_since(since))

    def watch(self, name: str) -> Standing:
        """Return the watch of a name.

        Raises:
            WatchNotFound: there is none.
        """
        return named(self.watches(), name)

    def add(self, watch: Watch, since: str = "") -> None:
        """Add a watch of the papers that arrive from now on, and of those of ``since`` or later.

        Raises:
            WatchExists: there is one of this name.
        """
        with self._catalog.transaction():
            refuse(self.watches(), watch.name)
            if self._catalog.meta(_FEED) is None:
                import uuid

                self._catalog.set_meta(_FEED, str(uuid.uuid4()))
            number = self._catalog.execute(
                "INSERT INTO watches (name, document, after, since, crc) VALUES (?, ?, ?, ?, 0)",
                (watch.name, encode(watch), self.newest(), since),
            ).lastrowid
            self._seal(number)

    def replace(self, name: str, watch: Watch) -> None:
        """Put a watch in the place of another, with what that one has shown.

        Raises:
            WatchNotFound, WatchExists: there is no such one, or another has the new name.
        """
        with self._catalog.transaction():
            number = self.watch(name).number
            if watch.name != name:
                refuse(self.watches(), watch.name)
            self._catalog.execute(
                "UPDATE watches SET name = ?, document = ? WHERE number = ?",
                (watch.name, encode(watch), number),
            )
            self._seal(number)

    def remove(self, names: Iterable[str]) -> None:
        """Remove watches.

        Raises:
            WatchNotFound: one is not there; none is removed.
        """
        with self._catalog.transaction():
            for number in [self.watch(name).number for name in names]:
                for table in ("watches", "shown"):
                    self._catalog.execute(f"DELETE FROM {table} WHERE number = ?", (number,))

    def newest(self) -> int:
        """Return the number of the paper that arrived last, 0 for none."""
        if not self._is_there("arrivals"):
            return 0
        last = self._catalog.value("SELECT seq FROM arrivals ORDER BY seq DESC LIMIT 1")
        return int(last or 0)

    def fresh(self, standing: Standing) -> set[int]:
        """Return the papers, by number, that have arrived since a watch began, shown or not."""
        rows = self._catalog.execute(
            f"SELECT p.num, a.seq, {_SOUND_ARRIVAL} FROM arrivals a JOIN papers p ON p.id = a.id "
            "WHERE a.seq > ?",
            (standing.after,),
        ).fetchall()
        self._check_arrivals((seq, sound) for _, seq, sound in rows)
        return {num for num, *_ in rows}

    def shown(self, standing: Standing) -> set[int]:
        """Return the papers, by number, that a watch has shown, as far as they are there."""
        rows = self._catalog.execute(
            "SELECT p.num, p.id, s.crc = crc32(s.number, s.id) FROM shown s "
            "JOIN papers p ON p.id = s.id WHERE s.number = ?",
            (standing.number,),
        ).fetchall()
        for _, id_, sound in rows:
            if not sound:
                raise self._catalog.damaged(f"that watch {standing.number} has shown {id_}")
        return {num for num, *_ in rows}

    def arrived(self, ids: Iterable[str]) -> dict[str, str]:
        """Return when each of these papers arrived, as an ISO instant, by id."""
        rows = self._catalog.select_many(
            f"SELECT id, at, seq, {_SOUND_ARRIVAL} FROM arrivals a "
            "WHERE id IN (SELECT value FROM json_each(?))",
            ids,
        )
        self._check_arrivals((seq, sound and is_instant(at)) for _, at, seq, sound in rows)
        return {id_: at for id_, at, *_ in rows}

    def mark(self, shown: Mapping[int, Collection[str]]) -> None:
        """Remember which papers, by id, watches have shown, by number; of others, nothing."""
        with self._catalog.transaction():
            self._catalog.executemany(
                "INSERT OR IGNORE INTO shown SELECT :number, :id, crc32(:number, :id) "
                "WHERE EXISTS (SELECT 1 FROM watches WHERE number = :number)",
                [{"number": number, "id": id_} for number, ids in shown.items() for id_ in ids],
            )

    def inherit(self, ids: Mapping[str, str], living: Collection[str] = ()) -> None:
        """Keep what is kept of papers under other ids, by the old one; within a commit.

        Of two arrivals the first counts, of two opinions that of the new id. Those that are
        ``living`` keep theirs, too.
        """
        self._put_kept(inherited(self.kept({*ids, *ids.values()}), ids, living))
        execute = self._catalog.execute
        for old, new in ids.items():
            if old in living:
                self._copy(old, new)
                continue
            execute(
                "DELETE FROM arrivals WHERE id IN (:old, :new) AND seq > "
                "(SELECT min(seq) FROM arrivals WHERE id IN (:old, :new))",
                {"old": old, "new": new},
            )
            for table, columns in _OF_PAPERS.items():
                execute(f"UPDATE OR IGNORE {table} SET id = ? WHERE id = ?", (new, old))
                execute(f"DELETE FROM {table} WHERE id = ?", (old,))
                execute(f"UPDATE {table} SET crc = crc32({columns}) WHERE id = ?", (new,))

    def _copy(self, old: str, new: str) -> None:
        """Let a paper be thought of as another one is, and shown wherever that one is no news."""
        self._catalog.execute(
            "INSERT OR IGNORE INTO taste SELECT :new, opinion, crc32(:new, opinion) FROM taste "
            "WHERE id = :old",
            {"old": old, "new": new},
        )
        self._catalog.execute(
            "INSERT OR IGNORE INTO shown SELECT number, :new, crc32(number, :new) FROM ("
            "SELECT number FROM shown WHERE id = :old UNION SELECT w.number FROM watches w "
            "JOIN arrivals a ON a.id = :old AND a.seq <= w.after AND w.since = '')",
            {"old": old, "new": new},
        )

    def feed_id(self) -> str:
        """Return what names the feed of this index among all feeds, "" before the first watch."""
        return str(self._catalog.meta(_FEED) or "")

    def taste(self) -> dict[str, bool]:
        """Return whether papers are liked or disliked, by id; others are neither."""
        if not self._is_there("taste"):
            return {}
        rows = self._catalog.execute(
            "SELECT id, opinion, crc = crc32(id, opinion) FROM taste ORDER BY id"
        ).fetchall()
        for id_, _, sound in rows:
            if not sound:
                raise self._catalog.damaged(f"the opinion of paper {id_}")
        return {id_: opinion > 0 for id_, opinion, _ in rows}

    def judge(self, ids: Iterable[str], *, liked: bool) -> None:
        """Remember papers as liked or disliked, whatever they were before."""
        with self._catalog.transaction():
            self._catalog.executemany(
                "REPLACE INTO taste VALUES (:id, :opinion, crc32(:id, :opinion))",
                [{"id": id_, "opinion": 1 if liked else -1} for id_ in ids],
            )

    def forget(self, ids: Iterable[str], *, liked: bool) -> int:
        """Forget that papers are liked, or disliked, and return of how many it was so."""
        with self._catalog.transaction():
            return sum(
                self._catalog.execute(
                    "DELETE FROM taste WHERE id = ? AND opinion = ?", (id_, 1 if liked else -1)
                ).rowcount
                for id_ in dict.fromkeys(ids)
            )

    def kept(self, ids: Iterable[str] | None = None) -> dict[str, Kept]:
        """Return the tags, notes and places on the reading list that papers have, in their order.

        Without ``ids`` it is those of all, whether the papers are there or not.
        """
        if not self._is_there("kept"):
            return {}
        sql = "SELECT id, document, crc = crc32(id, document) FROM kept"
        among = f"{sql} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
        rows = (
            self._catalog.execute(f"{sql} ORDER BY id").fetchall()
            if ids is None
            else self._catalog.select_many(among, ids)
        )
        return {id_: self._kept(id_, *row) for id_, *row in rows}

    def keep(self, kept: Mapping[str, Kept]) -> None:
        """Keep this of papers, by id, in place of what was kept before; of some it is nothing."""
        with self._catalog.transaction():
            self._put_kept(kept)

    def _kept(self, paper_id: str, document: bytes, sound: int) -> Kept:
        what = f"what is kept of paper {paper_id}"
        if not sound:
            raise self._catalog.damaged(what)
        with self._catalog.reading(what):
            return decode_kept(document)

    def _put_kept(self, kept: Mapping[str, Kept]) -> None:
        gone = [(id_,) for id_, own in kept.items() if not own]
        self._catalog.executemany("DELETE FROM kept WHERE id = ?", gone)
        self._catalog.executemany(
            "REPLACE INTO kept VALUES (:id, :said, crc32(:id, :said))",
            [{"id": id_, "said": encode_kept(own)} for id_, own in kept.items() if own],
        )

    def _check_arrivals(self, rows: Iterable[tuple[int, int]]) -> None:
        for seq, sound in rows:
            if not sound:
                raise self._catalog.damaged(f"the row of arrival {seq}")

    def _seal(self, number: int | None) -> None:
        self._catalog.execute(
            "UPDATE watches SET crc = crc32(number, name, document, after, since) WHERE number = ?",
            (number,),
        )


def keep_arriving(catalog: Catalog) -> None:
    """Let papers arrive after all that watches have shown, though arrivals were lost."""
    highest = catalog.value("SELECT max(after) FROM watches") or 0
    changed = catalog.execute(
        "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'arrivals'", (highest,)
    ).rowcount
    if not changed:
        catalog.execute("INSERT INTO sqlite_sequence VALUES ('arrivals', ?)", (highest,))
