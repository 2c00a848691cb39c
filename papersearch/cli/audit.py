"""``papersearch audit``."""

from __future__ import annotations

import click

from papersearch.cli.opening import open_index
from papersearch.cli.options import Number, format_option, place_options
from papersearch.cli.output import say, show, style
from papersearch.text.doubt import DOUBTFUL


@click.command()
@click.option(
    "--threshold",
    type=Number(0, 1),
    default=DOUBTFUL,
    show_default=True,
    help="List what is at least so doubtful, 0 to 1.",
)
@format_option("How to write the list.", ("table", "json", "ids"))
@place_options
def audit(threshold: float, format_: str, index_folder: str | None) -> None:
    """List papers whose summary seems to be of another paper, most doubtful first.

    Language models that write digests make some summaries up. Such a summary mentions little of
    what the title says, neither in its words nor in what the corpus's own glossary says they stand
    for. Search finds these papers by their titles and marks them.

    \b
    papersearch audit
    papersearch audit --threshold 0.9 --format ids
    """
    from papersearch.render.findings import findings_json, findings_table
    from papersearch.render.hits import ids

    with open_index(index_folder) as index:
        findings = index.audit(threshold)
    if format_ == "json":
        text = findings_json(findings)
    elif format_ == "ids":
        text = ids(finding.paper.id for finding in findings)
    else:
        text = findings_table(findings, style())
    show(text, format_)
    say(f"{len(findings):,} doubtful")
