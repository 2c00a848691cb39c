"""``python -m torture``: kills, failing disks, damage, hostile input and mutations, counted.

Bounded to about a quarter of an hour; ``--short`` takes half a minute. Exit code 1 where anything
went wrong.
"""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from torture import crashes, days, mutations, texts
from torture.crashes import Tally
from torture.damage import damage
from torture.fuzz import fuzz
from torture.misled import misled
from torture.mutations import Mutation

PARTS = ("kills", "damage", "crafted", "texts", "sources", "fuzz", "mutations")


@click.command()
@click.option("--short", is_flag=True, help="A few of each.")
@click.option("--only", type=click.Choice(PARTS), multiple=True)
def main(short: bool, only: tuple[str, ...]) -> None:
    """Try to lose something."""
    parts = only or PARTS
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        if "kills" in parts:
            failures += kills(Path(folder) / "kills", short)
        if "damage" in parts:
            failures += damages(Path(folder) / "damage", short)
        if "crafted" in parts:
            failures += crafted(Path(folder) / "crafted", short)
        if "texts" in parts:
            failures += engine(Path(folder) / "texts", 500 if short else 100_000)
    if "sources" in parts:
        failures += sources(short)
    if "fuzz" in parts:
        failures += inputs(20_000 if short else 1_200_000)
    if "mutations" in parts:
        failures += faults(mutations.table()[: 2 if short else None])
    for failure in failures:
        click.echo(f"FAILED: {failure}", err=True)
    sys.exit(1 if failures else 0)


def kills(folder: Path, short: bool) -> list[str]:
    """Kill at every named point and at random moments, and let disks fail; say how many."""
    started = time.monotonic()
    tally = Tally()
    made = crashes.stage(folder, 2 if short else 5)
    if short:
        crashes.at_random_moments(made, folder, tally, 5)
        crashes.at_points(made, folder, tally, most=1, actions=("kill",))
    else:
        crashes.at_points(made, folder, tally, most=3)
        crashes.at_random_moments(made, folder, tally, 250)
    _say(tally, f"at {len(made.points)} points and random moments", started)
    return tally.failures


def damages(folder: Path, short: bool) -> list[str]:
    """Flip bytes of every file, cut, delete and swap files; say how many."""
    started = time.monotonic()
    tally = Tally()
    damage(folder, tally, 8 if short else 400)
    _say(tally, "in every file of an index", started)
    return tally.failures


def crafted(folder: Path, short: bool) -> list[str]:
    """Run every command over indexes that are made to mislead; say how many."""
    started = time.monotonic()
    tally = Tally()
    misled(folder, tally, 100 if short else 10)
    _say(tally, "asked by every command", started)
    return tally.failures


def engine(folder: Path, count: int) -> list[str]:
    """Pass texts of all code points to the C engine, built with sanitizers; say how many."""
    if why := texts.why_not():
        click.echo(f"no texts through the sanitized engine: {why}")
        return []
    started = time.monotonic()
    passed, wrong = texts.torture(folder, count)
    click.echo(
        f"{passed:,} texts through the sanitized engine: {len(wrong)} went wrong "
        f"({time.monotonic() - started:.0f} s)"
    )
    return wrong


def sources(short: bool) -> list[str]:
    """Keep folders of days for long, and compare their indexes with new ones; say how many steps.

    Of a hundred steps about one is taken with a store on Milvus, which is slow.
    """
    started = time.monotonic()
    wrong: list[str] = []
    taken = days.steps
    for machine, least, long in ((days.Days, 10_000, 50), (days.DaysOnMilvus, 100, 20)):
        wanted, begun = (least // 50 if short else least), days.steps
        try:
            while days.steps - begun < wanted and not wrong:
                days.live(machine, max(1, (wanted - days.steps + begun) // long), long, quick=True)
        except Exception as error:
            wrong.append(f"{machine.kind}: {''.join(traceback.format_exception(error))}")
    click.echo(
        f"{days.steps - taken:,} steps of folders that are edited, moved, renamed, broken and "
        f"pruned: {len(wrong)} went wrong ({time.monotonic() - started:.0f} s)"
    )
    return wrong


def inputs(count: int) -> list[str]:
    """Read hostile digests; say how many."""
    started = time.monotonic()
    found = fuzz(count)
    kinds = ", ".join(f"{n:,} {kind}" for kind, n in sorted(found.tried.items()))
    embedded = ", ".join(f"{n:,} {what}" for what, n in found.embedded.items())
    click.echo(
        f"{count:,} hostile inputs ({kinds}), {found.read:,} of them with papers; embedded, stored "
        f"and searched: {embedded}: {len(found.wrong)} went wrong "
        f"({time.monotonic() - started:.0f} s)"
    )
    return found.wrong


def faults(table: Sequence[Mutation]) -> list[str]:
    """Put faults into a copy of the package, and say how many of them tests notice."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        wrong = mutations.survivors(Path(folder), table)
    click.echo(
        f"{len(table)} mutations: {len(wrong)} survived ({time.monotonic() - started:.0f} s)"
    )
    return [f"survived: {what}" for what in wrong]


def _say(tally: Tally, where: str, started: float) -> None:
    tried = ", ".join(f"{count:,} {kind}" for kind, count in sorted(tally.tried.items()))
    click.echo(
        f"{tried} {where}: {len(tally.failures)} went wrong ({time.monotonic() - started:.0f} s)"
    )


if __name__ == "__main__":
    main()
