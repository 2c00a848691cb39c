"""``papersearch eval``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papersearch import config
from papersearch.cli.opening import open_index
from papersearch.cli.options import TEXT, format_option, place_options
from papersearch.cli.output import say, show, style

if TYPE_CHECKING:
    from papersearch.embedding.reranker import Reranker
    from papersearch.evaluation.experiment import Setting
    from papersearch.types.hits import Answer


@click.command(name="eval")
@click.argument(
    "files",
    metavar="QUERIES...",
    nargs=-1,
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
)
@click.option(
    "--qrels",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Grades in TREC's format, in place of those in QUERIES.",
)
@click.option(
    "--setting",
    "settings",
    type=TEXT,
    multiple=True,
    metavar="SETTING",
    help="What to compare, several times: a mode, or dense=0.5, translate=no, centre=no, adapt=no, "
    "doubt=no, diverse=yes, rerank=MODEL, with commas between. The first is what the others are "
    "compared with.",
)
@click.option(
    "--measure",
    "measures",
    type=TEXT,
    multiple=True,
    metavar="NAME",
    help="ndcg@K, mrr@K or recall@K, several times; by default ndcg@10, mrr@10, recall@10, "
    "recall@100.",
)
@click.option("--per-query", is_flag=True, help="Also give the values of each query.")
@format_option("How to write the figures.")
@place_options
def evaluate(
    files: Sequence[Path],
    qrels: Path | None,
    settings: Sequence[str],
    measures: Sequence[str],
    per_query: bool,
    format_: str,
    index_folder: str | None,
) -> None:
    """Measure answers over judged queries, and compare settings of ranking.

    QUERIES are JSON Lines, {"qid": "1", "text": "visual tokens", "relevant": {"2407.02392": 3}}, or
    lines of "qid<TAB>text" with --qrels. Given are means with 95 % bootstrap intervals, and the
    p-value of a paired randomisation test against the first setting. The gain in ndcg is the grade.
    Queries without any relevant paper show how well confidence tells that nothing answers them.

    \b
    papersearch eval queries.jsonl
    papersearch eval queries.jsonl --setting hybrid --setting dense --setting dense=0.5
    papersearch eval queries.jsonl --setting hybrid --setting rerank=BAAI/bge-reranker-v2-m3
    """
    from papersearch.evaluation.experiment import MEASURES, parse_setting, run
    from papersearch.evaluation.judgments import read_qrels, read_queries, with_qrels
    from papersearch.render.figures import figures_json, figures_table

    queries = [query for path in files for query in read_queries(path)]
    if qrels is not None:
        queries = with_qrels(queries, read_qrels(qrels))
    chosen = [parse_setting(text) for text in settings or ("hybrid",)]
    names = list(measures) or list(MEASURES)
    with open_index(index_folder, model=config.model_name(None)) as index:
        rerankers = _rerankers(chosen)

        def ask(text: str, k: int, setting: Setting) -> Answer:
            return index.query(
                text,
                k,
                mode=setting.mode,
                diverse=setting.diverse,
                weights=setting.weights,
                rerank=rerankers.get(setting.rerank),
            )

        outcomes = [run(ask, queries, setting, names) for setting in chosen]
    if format_ == "json":
        text = figures_json(outcomes, names, per_query=per_query)
    else:
        text = figures_table(outcomes, names, style(), per_query=per_query)
    show(text, format_)


def _rerankers(settings: Sequence[Setting]) -> dict[str, Reranker]:
    """Load every model that a setting names, so that what is wrong shows before anything is run."""
    names = dict.fromkeys(setting.rerank for setting in settings if setting.rerank)
    if not names:
        return {}
    from papersearch.embedding.reranker import load_reranker

    return {name: load_reranker(name, notify=say) for name in names}
