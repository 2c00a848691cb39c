"""``python -m benchmarks.watches INDEX JUDGED``: what watches catch of judged papers.

Each judged query becomes a watch over the whole index; see docs/decisions/0015-watches.md.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from papersearch.api.paper_index import PaperIndex
from papersearch.evaluation.judgments import Judged, read_queries
from papersearch.text.languages import script
from papersearch.types.query import Filters
from papersearch.types.watch import LEVELS, Watch


@click.command()
@click.argument("folder", metavar="INDEX", type=click.Path(exists=True, path_type=Path))
@click.argument("files", metavar="JUDGED...", nargs=-1, required=True, type=Path)
def main(folder: Path, files: tuple[Path, ...]) -> None:
    """Print precision and recall of each level; INDEX is copied and left as it is."""
    queries = [query for path in files for query in read_queries(path)]
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "index"
        shutil.copytree(folder, copy)
        with PaperIndex.open(copy) as index:
            caught = _caught(index, queries)
            there = {paper.id for paper in index.papers()}
    answered = [query for query in queries if any(query.relevant.values())]
    for name in dict.fromkeys(["all", *(script(query.text) for query in answered)]):
        click.echo(f"\n{name}")
        some = [query for query in answered if name in ("all", script(query.text))]
        for level, least in LEVELS.items():
            click.echo(f"  {level:7}{_figures(some, caught, there, least)}")
    others = [query for query in queries if query not in answered]
    if others:
        click.echo("\ncaught by a query that nothing answers")
        for level, least in LEVELS.items():
            total = sum(value >= least for query in others for value in caught[query.qid].values())
            click.echo(f"  {level:7}{total / len(others):.2f}")


def _caught(index: PaperIndex, queries: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Return the confidence of each paper that a query catches, by query and paper."""
    found: dict[str, dict[str, float]] = {query.qid: {} for query in queries}
    for query in queries:
        index.watches.add(Watch(query.qid, query.text, "weak"))
    for paper in index.feed(among=Filters()).caught:
        for catch in paper.catches:
            found[catch.watch][paper.paper.id] = catch.confidence
    return found


def _figures(
    queries: Sequence[Judged],
    caught: dict[str, dict[str, float]],
    there: set[str],
    least: float,
) -> str:
    parts = []
    total = judged = 0
    for grade in (1, 2, 3):
        right = wanted = total = judged = 0
        for query in queries:
            good = {id_ for id_, own in query.relevant.items() if own >= grade} & there
            found = {id_ for id_, value in caught[query.qid].items() if value >= least}
            right, wanted = right + len(found & good), wanted + len(good)
            total, judged = total + len(found), judged + len(found & query.relevant.keys())
        parts.append(
            f"grade {grade}+: precision {right / max(total, 1):.2f} "
            f"(of judged {right / max(judged, 1):.2f}) recall {right / max(wanted, 1):.2f}"
        )
    return f"{total / len(queries):5.1f} a query; " + "; ".join(parts)


if __name__ == "__main__":
    main()
