"""``papersearch day``, ``week`` and ``month``, in a folder and on Milvus."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

from tests.cli.test_sources import run  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("fake_models")

Run = Callable[..., Result]


def test_a_day_and_what_is_next_to_it(run: Run) -> None:  # noqa: F811
    newest = run("day").stdout
    assert newest.startswith("Friday 2024-07-05: 1 paper\n")
    assert newest.endswith("older: 2024-07-04\n")
    ids = run("day", "4", "July", "2024", "--format", "ids")
    assert ids.stdout.split() == ["2407.00001", "2407.00002"]
    assert run("day", "2024-07-04", "-k", "1", "--format", "ids").stdout.split() == ["2407.00001"]


def test_a_week(run: Run) -> None:  # noqa: F811
    found = run("week", "--format", "ids")
    assert found.stdout.split() == ["2407.00001", "2407.00003", "2407.00002"]
    assert run("week", "2024-07-01").stdout.startswith("Monday 2024-07-01 to Sunday 2024-07-07: 3")


def test_a_month(run: Run) -> None:  # noqa: F811
    found = run("month", "--format", "ids")
    assert found.stdout.split() == ["2407.00001", "2407.00003", "2407.00002"]
    assert run("month", "2024-07").stdout.startswith("Monday 2024-07-01 to Wednesday 2024-07-31: 3")
    assert "no papers of 2024-02-01 to 2024-02-29" in run("month", "2024-02").stderr


def test_nothing_is_said_with_the_nearest_days(run: Run) -> None:  # noqa: F811
    empty = run("day", "2024-07-08")
    assert (empty.exit_code, empty.stderr) == (
        0,
        "no papers of 2024-07-08: the nearest day with papers is 2024-07-05\n",
    )
    left = run("day", "--min-votes", "999")
    assert left.exit_code == 0
    assert left.stderr.startswith("no papers of 2024-07-05 that the filters leave: the nearest")
    assert "no papers of 2020-01-06 to 2020-01-12" in run("week", "2020-01-07").stderr
    wrong = run("day", "soon")
    assert (wrong.exit_code, "'soon' is no date" in wrong.stderr) == (2, True)
