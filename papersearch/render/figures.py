"""Figures of an evaluation, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from papersearch.render.payload import to_json
from papersearch.render.terminal import Style, escape, pad

if TYPE_CHECKING:
    from papersearch.evaluation.experiment import Outcome


def figures_table(
    outcomes: Sequence[Outcome], names: Sequence[str], style: Style, *, per_query: bool = False
) -> str:
    """Return a block for each setting: measures, intervals, and the difference to the first."""
    blocks = [
        "\n".join(_block(outcome, outcomes[0], names, style, first=n == 0))
        for n, outcome in enumerate(outcomes)
    ]
    if per_query:
        blocks += ["\n".join(_queries(outcome, names, style)) for outcome in outcomes]
    return "\n\n".join(blocks)


def figures_json(
    outcomes: Sequence[Outcome], names: Sequence[str], *, per_query: bool = False
) -> str:
    """Return the same as JSON."""
    return to_json({"settings": [_payload(o, outcomes[0], names, per_query) for o in outcomes]})


def _block(
    outcome: Outcome, base: Outcome, names: Sequence[str], style: Style, *, first: bool
) -> list[str]:
    from papersearch.evaluation.experiment import compared

    asked = f"{len(outcome.qids):,} {'query' if len(outcome.qids) == 1 else 'queries'}"
    lines = [style.bold(f"{escape(outcome.setting.name)}  {asked}")]
    for name in names if outcome.qids else ():
        mean, low, high = outcome.summary(name)
        line = f"  {pad(name, 12)} {mean:.3f}  [{low:.3f}, {high:.3f}]"
        if not first:
            difference, p = compared(base, outcome, name)
            line += f"  {difference:+.3f}  p = {p:.3f}"
        lines.append(line)
    if outcome.separation is not None:
        lines.append(
            f"  {pad('confidence', 12)} {outcome.separation:.3f}  (AUC, answered against "
            f"{len(outcome.unanswered):,} that nothing answers)"
        )
    return lines


def _queries(outcome: Outcome, names: Sequence[str], style: Style) -> list[str]:
    width = max((len(qid) for qid in outcome.qids), default=0) + 2
    head = " " * width + "  ".join(f"{name:>10}" for name in names)
    lines = [style.bold(escape(outcome.setting.name)), head]
    for row, qid in enumerate(outcome.qids):
        values = "  ".join(f"{outcome.values[name][row]:10.3f}" for name in names)
        lines.append(f"{pad(escape(qid), width)}{values}")
    return lines


def _payload(
    outcome: Outcome, base: Outcome, names: Sequence[str], per_query: bool
) -> dict[str, Any]:
    from papersearch.evaluation.experiment import compared

    measures = {}
    for name in names if outcome.qids else ():
        mean, low, high = outcome.summary(name)
        difference, p = compared(base, outcome, name)
        measures[name] = {
            "mean": round(mean, 6),
            "interval": [round(low, 6), round(high, 6)],
            "difference": round(difference, 6),
            "p": round(p, 6),
        }
    payload: dict[str, Any] = {
        "setting": outcome.setting.name,
        "queries": len(outcome.qids),
        "measures": measures,
        "confidence_auc": outcome.separation,
    }
    if per_query:
        payload["per_query"] = {
            qid: {name: round(float(outcome.values[name][row]), 6) for name in names}
            for row, qid in enumerate(outcome.qids)
        }
    return payload
