"""A run of bulk embedding: plan, make what is missing, check it, and put it into place."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

from papersearch.bulk.folder import Folder
from papersearch.bulk.local import make_here
from papersearch.bulk.planning import inputs_of, plan
from papersearch.bulk.types import BulkReport, Engine, Job, Made, Piece
from papersearch.embedding import DEFAULT_MODEL, Embedder, load_embedder
from papersearch.embedding.choice import Choice, choose, is_same, typed
from papersearch.errors import (
    DigestError,
    EmbeddingError,
    IndexUnreadable,
    IndexUnwritable,
    ModelMismatch,
    ModelRefused,
)
from papersearch.files import read, write_atomic
from papersearch.indexing.reading import Source
from papersearch.shards.reading import decode
from papersearch.shards.types import arrow
from papersearch.types.model_identity import ModelIdentity
from papersearch.types.progress import Progress, Step, silent

SHARD_PAPERS = 2_000


def embed(
    sources: Sequence[Source],
    out: Path,
    *,
    engine: Engine = make_here,
    model: str | None = None,
    revision: str | None = None,
    device: str | None = None,
    cache: Path | None = None,
    shard_papers: int = SHARD_PAPERS,
    prune: bool = False,
    wait: float = 0.0,
    load: Callable[..., Embedder] | None = None,
    models: Path | None = None,
    progress: Progress = silent,
) -> BulkReport:
    """Write all papers of ``sources``, with their embeddings, as shards into the folder ``out``.

    Run again it makes only what is missing or has changed; texts that a shard had are not
    embedded again. What the folder held stays; with ``prune`` only what the sources say does.
    ``engine`` makes the shards, ``load`` the embedders in place of :func:`load_embedder`;
    ``models`` is the file that remembers which models the user has named. ``progress`` is told how
    many passages of how many are done.

    Raises:
        ModelMismatch: the folder holds embeddings of another model.
        ModelRefused: of one that the user has not named.
        NotOurs: something in the folder is in the way.
        MissingExtra, EmbeddingError, IndexLocked, IndexUnwritable, KeyboardInterrupt: shards that
            are complete stay.
    """
    arrow()  # before anything is read
    from papersearch.store.local.lock import GRACE, writer_lock

    folder = Folder(out)
    with _out_for_index(), writer_lock(folder.begin(), wait, GRACE):
        held = _model(folder, model)
        pieces, report = _planned(folder, sources, shard_papers, prune=prune)
        done = folder.done(pieces)
        report.papers = sum(piece.papers for piece in pieces)
        report.shards, report.kept = len(pieces), len(done)
        pending = {piece.name: piece for piece in pieces if piece.name not in done}
        if pending:
            choice = _choice(held, model, revision, models, str(out), is_own=load is not None)
            own = functools.partial(
                load or load_embedder,
                choice.name,
                device=device,
                characters=sum(piece.characters for piece in pending.values()),
                cache=cache,
                **choice.place(fetch=True) if load is None else {},
            )
            _make(folder, pending, functools.partial(engine, own), held, report, progress)
            _keep(choice, folder, models if load is None else None)
        folder.finish()
    return report


def _planned(
    folder: Folder, sources: Sequence[Source], most: int, *, prune: bool
) -> tuple[list[Piece], BulkReport]:
    inputs = inputs_of(sources, most, prune=prune)
    pieces = folder.load_plan(inputs)
    if pieces is not None:
        return pieces, BulkReport()
    pieces, report = plan(folder, sources, most, prune=prune)
    folder.save_plan("" if report.problems else inputs, pieces)
    return pieces, report


def _model(folder: Folder, wanted: str | None) -> ModelIdentity | None:
    held = folder.model()
    if held and wanted and not is_same(held, wanted):
        raise ModelMismatch(
            f"{folder.path} holds embeddings of {held.name}, not of {wanted}: leave --model out, "
            "or give --out another folder"
        )
    return held


def _choice(
    held: ModelIdentity | None,
    model: str | None,
    revision: str | None,
    models: Path | None,
    out: str,
    *,
    is_own: bool,
) -> Choice:
    """Return the model to load, one that the user has named; with ``is_own``, whatever it is."""
    if held is None:
        return typed(model or DEFAULT_MODEL, revision)
    return Choice(held.name) if is_own else choose(held, model, models, out)


def _keep(choice: Choice, folder: Folder, models: Path | None) -> None:
    """Remember the model that was named, so that the shards can be indexed without naming it."""
    made = folder.model()
    if made and models:
        with contextlib.suppress(OSError, ModelRefused):
            choice.keep(made, models)


def _make(
    folder: Folder,
    pending: dict[str, Piece],
    engine: Callable[..., Generator[Made]],
    held: ModelIdentity | None,
    report: BulkReport,
    progress: Progress,
) -> None:
    total = sum(piece.passages for piece in pending.values())
    embedding: list[Step] = []

    def tick(count: int) -> None:
        if not embedding:  # the first word of it: now the models are loaded
            embedding.append(Step(progress, "embedding", total))
        embedding[0].add(count)

    known = folder.known()
    jobs = (
        Job(name, piece.plan, read(folder.job(name)), known(name), held)
        for name, piece in list(pending.items())
    )
    progress("loading", 0, 1)
    with contextlib.closing(engine(jobs=jobs, tick=tick)) as made:
        for shard in made:
            held = _checked(shard, pending.pop(shard.name, None), held)
            write_atomic(folder.shard(shard.name), shard.data, linked=True)
            report.embedded += shard.embedded
            report.taken += shard.taken
    if pending:
        raise EmbeddingError(f"{len(pending):,} shards were not made: run the same command again")


def _checked(made: Made, piece: Piece | None, held: ModelIdentity | None) -> ModelIdentity:
    """Return the model of a shard that is what was asked for, and of the model of the others."""
    try:
        header = decode(made.data, made.name).header
    except DigestError as error:
        raise EmbeddingError(
            f"the model gave vectors that are no numbers or of no length (shard {made.name}): "
            "try --device cpu, or another model"
        ) from error
    if piece is None or (header.plan, header.papers) != (piece.plan, piece.papers):
        raise EmbeddingError(f"shard {made.name} is not the one that was asked for: run it again")
    if held and held.key != header.model.key:
        raise ModelMismatch(
            f"workers embed with {header.model} and with {held}: install one version everywhere"
        )
    return header.model


@contextlib.contextmanager
def _out_for_index() -> Iterator[None]:
    """Let what cannot be written name the option that says where to write."""
    try:
        yield
    except (IndexUnwritable, IndexUnreadable) as error:
        raise type(error)(str(error).replace("--index", "--out")) from error
