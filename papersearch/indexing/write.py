"""The write path: digests into a catalog of embedded papers.

Work is committed in groups of papers; what is embedded in between is kept too, so that an
interruption loses at most the batch in hand.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from papersearch.digest import PassedOver, Problem
from papersearch.embedding import Embedder
from papersearch.embedding.load import BULK_CHARACTERS, SMALL
from papersearch.embedding.portions import portions
from papersearch.errors import ModelMismatch
from papersearch.indexing.believed import Believed, Given, check_shard, left_behind
from papersearch.indexing.learning import is_due, learn
from papersearch.indexing.ledger import Ledger
from papersearch.indexing.moves import Moved
from papersearch.indexing.plan import Plan, ToEmbed, plan, titles
from papersearch.indexing.reading import Reading, Source, read
from papersearch.indexing.vanishing import gone_from, unread, vanished
from papersearch.shards.types import EmbeddedDigest
from papersearch.store.protocol import Store
from papersearch.text.passages import text_hash
from papersearch.types.arrays import Vector
from papersearch.types.merging import Key
from papersearch.types.model_identity import ModelIdentity
from papersearch.types.progress import Progress, Step, silent

GROUP = 256
"""Papers in one commit: larger groups batch texts of one length better, smaller show sooner."""

GROUP_LOADED = 1024
"""Papers in one commit where all vectors come along: a quarter faster, and nothing to lose."""

MANY = 0.1
"""The share of an index that is dropped only if somebody agrees."""

Agree = Callable[[Mapping[str, str], int], bool]
"""Takes the titles of the papers to be dropped, by id, and of how many; says whether to do it."""

EmbedderFor = Callable[..., Embedder]
"""Takes a number of characters; and of a shard its model and name, which a new index takes over."""


@dataclass(slots=True)
class Report:
    """What one run of indexing did.

    ``new``, ``changed``, ``unchanged`` and ``pruned`` count papers, ``skipped`` papers that were
    removed by hand earlier, ``digests`` and ``failed`` files; ``embedded`` counts passages.
    ``passed`` counts the files without papers that folders and patterns gave, which are no digests;
    ``seen`` says what those seem to be that are new among them. ``notes`` are worth knowing, and
    nothing is wrong with them.

    ``refused`` counts the papers that are gone and were not dropped, since nobody agreed to so
    many. ``moved`` are folders and files that were known by another name. ``stay`` counts the
    papers that digests told of which cannot be read now, ``broken`` of them.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    pruned: int = 0
    skipped: int = 0
    embedded: int = 0
    digests: int = 0
    failed: int = 0
    passed: int = 0
    seen: PassedOver = field(default_factory=PassedOver)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    refused: int = 0
    moved: list[Moved] = field(default_factory=list)
    broken: int = 0
    stay: int = 0

    @property
    def is_wrong(self) -> bool:
        """Whether something is, so that a command ends with exit code 1."""
        nothing = self.passed > 0 and self.digests == 0
        return bool(self.problems) or nothing or self.refused > 0


def index(
    store: Store,
    sources: Sequence[Source],
    embedder_for: EmbedderFor,
    *,
    means: Callable[[ModelIdentity], bool] = lambda _model: True,
    gone: Callable[[str], bool] | None = None,
    agree: Agree = lambda _papers, _of: True,
    touched: Collection[str] = (),
    progress: Progress = silent,
) -> Report:
    """Bring ``store`` up to date with ``sources``.

    ``embedder_for`` is called with the number of characters to embed, and only when there are
    any. What comes with its embeddings needs none, but has to be of the index's model, and for a
    new index of one that ``means`` is true of; to compare some of it, ``embedder_for`` is called
    with its model and its name, too.

    What a source says of a paper replaces what it said of that before. With ``gone``, papers are
    dropped that no source tells of any more: of the sources that were not read, what is true of is
    gone. If that is much, ``agree`` is asked. The papers ``touched`` are made anew. ``progress`` is
    told of the steps that :data:`Progress` names.

    Raises:
        KeyboardInterrupt, EmbeddingError, IndexUnwritable, ModelMismatch: what was embedded
            before is kept.
    """
    load = _once(embedder_for, progress)
    report = Report()
    before = len(store)
    names: set[str] = set()
    broken: set[str] = set()
    lost: list[Key] = []
    counted = _counted(sources, progress)
    is_last = False
    while not is_last:
        reading = read(
            store,
            counted,
            again=gone is not None,
            accept=lambda digest, source: _accept(store, means, load, digest, source),
        )
        is_last = reading.is_last
        found = gone_from(store, reading)
        if gone is not None:
            names |= reading.names
            broken |= reading.broken
            lost += found.others
            lost += vanished(store, names, broken, gone) if is_last else []
            reading.notes += found.kept
        # Only when all is read: what is gone from one source may be in another.
        also = touched if is_last else ()
        pruning = [*found.replaced, *lost] if is_last else found.replaced
        todo = plan(store, reading, pruning, found.renamed, also)
        if is_much(len(todo.pruned), before) and not agree(titles(store, todo.pruned), before):
            report.refused = len(todo.pruned)
            todo = plan(store, reading, found.replaced, found.renamed, also)
        _write(store, reading, todo, load, progress, report)
    if is_due(store):
        learn(store, load, progress)
    return report


def _counted(sources: Sequence[Source], progress: Progress) -> Iterator[Source]:
    for number, source in enumerate(sources):
        progress("reading", number, len(sources))
        yield source
    progress("reading", len(sources), len(sources))


def is_much(papers: int, of: int) -> bool:
    """Whether somebody has to agree before so many papers of an index are dropped."""
    return papers > MANY * of


def _write(
    store: Store,
    reading: Reading,
    todo: Plan,
    load: EmbedderFor,
    progress: Progress,
    report: Report,
) -> None:
    report.pruned += len(todo.pruned)
    if reading.broken:
        held = unread(store.entries.sources(), reading.broken)
        report.broken += len(held)
        report.stay += len(store.entries.ids_in(held))
    report.skipped += len(todo.skipped)
    report.digests += len(reading.names - reading.passed - reading.folders)
    report.passed += len(reading.passed)
    report.seen.update(reading.seen)
    report.failed += len(reading.failed)
    report.problems += reading.problems
    report.notes += reading.notes
    unchanged = _unchanged(store, reading, todo)
    ledger = Ledger(store, reading, todo)
    ledger.write_metadata()
    report.changed += len(todo.metadata)
    _embed(store, reading.vectors, todo.embed, load, progress, ledger, report)
    report.unchanged += unchanged


def _once(embedder_for: EmbedderFor, progress: Progress) -> EmbedderFor:
    """Return ``embedder_for``, called but once: what it loaded serves further work too.

    Only where little was to be embedded at first, and much is now, is it called once more.
    """
    loaded: list[Embedder] = []
    most = 0

    def load(characters: int, *theirs: Any) -> Embedder:
        nonlocal most
        if not loaded or (most < BULK_CHARACTERS <= characters and loaded[0].engine == SMALL):
            progress("loading", 0, 1)
            loaded[:] = [embedder_for(characters, *theirs)]
            progress("loading", 1, 1)
        most = max(most, characters)
        return loaded[0]

    return load


def _accept(
    store: Store,
    means: Callable[[ModelIdentity], bool],
    load: EmbedderFor,
    digest: EmbeddedDigest,
    source: str,
) -> None:
    """See that embeddings which come along are of the index's model, and of their texts.

    A new index takes their model, if it is one that the user has named.
    """
    theirs = digest.model
    if theirs is None:
        return
    stored = store.model()
    own = ModelIdentity.from_json(stored) if stored else None
    if own.key != theirs.key if own else not means(theirs):
        raise ModelMismatch(
            f"{source} holds embeddings of {theirs}, not of {own or 'the model that --model names'}"
            ": name another index with --index or --store, or embed again into another folder with "
            "`papersearch embed --model`"
        )
    check_shard(load(0, theirs, source), digest, source)


def _embed(
    store: Store,
    given: Given,
    items: Sequence[ToEmbed],
    embedder_for: EmbedderFor,
    progress: Progress,
    ledger: Ledger,
    report: Report,
) -> None:
    believed = Believed(store, given, items)
    missing: dict[bytes, str] = {}
    for item in items:
        own = {text_hash(p.text): p.text for p in item.passages}
        missing |= {digest: own[digest] for digest in own.keys() - believed.hashes(item)}
    characters = sum(map(len, missing.values()))

    def load() -> Embedder:
        return embedder_for(characters)

    made = left_behind(store, missing, load) if missing else {}
    total = len(missing.keys() - made.keys())
    if total:
        load()
    embedding = Step(progress, "embedding", total)
    size = GROUP if total else GROUP_LOADED
    for start in range(0, len(items), size):
        group = items[start : start + size]
        there = {item.paper.id: believed.vectors(item) for item in group}
        try:
            for batch in _batches(group, there, made, load):
                rows = load().embed_passages(list(batch.values()))
                store.keep_pending(list(batch), rows)
                made.update(zip(batch, rows, strict=True))
                report.embedded += len(batch)
                embedding.add(len(batch))
        finally:  # an interruption keeps the papers that are complete
            whole = [item for item in group if not _lacking(item, there, made)]
            ledger.write_embedded(whole, [ChainMap(there[i.paper.id], made) for i in whole])
            report.new += sum(item.is_new for item in whole)
            report.changed += sum(not item.is_new for item in whole)
        for item in whole:
            for passage in item.passages:
                made.pop(text_hash(passage.text), None)


def _lacking(
    item: ToEmbed, there: Mapping[str, Mapping[bytes, Vector]], made: Mapping[bytes, Vector]
) -> dict[bytes, str]:
    """Return the texts of a paper that have no vector yet, by hash."""
    own = {text_hash(p.text): p.text for p in item.passages}
    return {h: own[h] for h in own.keys() - there[item.paper.id].keys() - made.keys()}


def _batches(
    group: Sequence[ToEmbed],
    there: Mapping[str, Mapping[bytes, Vector]],
    made: Mapping[bytes, Vector],
    load: Callable[[], Embedder],
) -> Iterator[dict[bytes, str]]:
    """Yield the texts of ``group`` without a vector, by hash, those of one length together."""
    texts = {h: text for item in group for h, text in _lacking(item, there, made).items()}
    missing = sorted(texts, key=lambda digest: (-len(texts[digest]), digest))
    if missing:
        lengths = [len(texts[digest]) for digest in missing]
        for some in portions(missing, lengths, load().at_once):
            yield {digest: texts[digest] for digest in some}


def _unchanged(store: Store, reading: Reading, todo: Plan) -> int:
    """Count the papers of the given sources that are as they were."""
    known = store.entries.ids_in(reading.unchanged)
    touched = {paper.id for paper in todo.metadata} | {item.paper.id for item in todo.embed}
    return len((todo.unchanged | known) - touched - set(todo.dropped))
