"""A process that dies anywhere between indexing and marking: every paper is shown, few twice."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.types.watch import Watch
from tests.conftest import DAY_ONE, DAY_TWO
from tests.following.test_feed import DAY_THREE

ROOT = Path(__file__).parents[2]
NIGHTLY = textwrap.dedent(
    """
    import json, os, sys
    from papersearch.embedding.fake import FakeEmbedder
    from papersearch.api.paper_index import PaperIndex
    from torture.child import Faults, install

    folder, point, nth = sys.argv[1:]
    faults = Faults(point, int(nth), "kill")
    install(faults)
    with PaperIndex.open(f"{folder}/index", load=lambda *_a, **_k: FakeEmbedder()) as index:
        index.index([f"{folder}/digests"])
        feed = index.feed()
        with open(f"{folder}/shown", "a") as file:
            for caught in feed.caught:
                print(caught.paper.id, file=file)
            file.flush()
            faults.at("shown")
        index.mark_shown(feed)
    print(json.dumps(faults.passed))
    """
)


def nightly(folder: Path, point: str = "none", nth: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", NIGHTLY, str(folder), point, str(nth)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("point", "nth", "twice"),
    [
        ("before commit", 1, False),
        ("after commit", 1, False),
        ("before commit", 2, False),
        ("shown", 1, True),
        ("before commit", -1, True),
        ("after commit", -1, False),
    ],
)
def test_a_feed_that_dies(tmp_path: Path, point: str, nth: int, twice: bool) -> None:
    def day(name: str, text: str) -> None:
        (tmp_path / "digests").mkdir(exist_ok=True)
        (tmp_path / "digests" / name).write_text(text, encoding="utf-8")

    day("04.md", DAY_ONE)
    with PaperIndex(tmp_path / "index", load=lambda *_a, **_k: FakeEmbedder()) as index:
        index.index([tmp_path / "digests"])
        index.watches.add(Watch("tokens", "토큰 압축"))
    day("05.md", DAY_TWO)
    day("06.md", DAY_THREE)
    if nth < 0:  # the last commit is the one that marks
        shutil.copytree(tmp_path / "index", tmp_path / "before")
        nth = json.loads(nightly(tmp_path).stdout)[point]
        shutil.rmtree(tmp_path / "index")
        (tmp_path / "before").rename(tmp_path / "index")
        (tmp_path / "shown").unlink()
    assert nightly(tmp_path, point, nth).returncode == -signal.SIGKILL
    assert nightly(tmp_path).returncode == 0
    assert nightly(tmp_path).returncode == 0
    shown = Counter((tmp_path / "shown").read_text().split())
    assert shown == {"2407.00004": 2 if twice else 1}
