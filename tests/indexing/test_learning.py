"""Learning from a corpus of made-up papers, and searching with what was learned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import TuningImpossible
from papersearch.indexing.learning import is_due, step
from papersearch.ranking.space import Space
from papersearch.store.local.index_store import IndexStore
from papersearch.text.doubt import DOUBTFUL
from tests import needs

Make = Callable[..., PaperIndex]
TOPICS = [
    ("visual", "시각"),
    ("speech", "음성"),
    ("robot", "로봇"),
    ("music", "음악"),
    ("weather", "날씨"),
    ("protein", "단백"),
    ("medical", "의료"),
    ("driving", "운전"),
]
METHODS = [
    ("compression", "압축"),
    ("generation", "생성"),
    ("translation", "번역"),
    ("search", "탐색"),
]


def digest(count: int, start: int = 0) -> str:
    """Return a day of papers, each of a topic and a method, glossed in Korean."""
    entries = ["## Daily Papers (2024-07-04)\n"]
    for n in range(start, start + count):
        (topic, field), (method, way) = TOPICS[n % 8], METHODS[n // 8 % 4]
        entries.append(
            f"### [Paper{n}: {topic} {method}](https://arxiv.org/abs/2407.{n:05})\n\n"
            f"- **What's New**: {field}({topic}) 분야의 {way}({method}) 방법 Paper{n}입니다.\n"
        )
    return "\n".join(entries)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "one.md").write_text(digest(80), encoding="utf-8")
    (folder / "odd.md").write_text(
        "## Daily Papers (2024-07-05)\n\n"
        "### [Weather search with proteins](https://arxiv.org/abs/2407.99999)\n\n"
        "- **What's New**: 사람의 얼굴을 그리는 모델입니다.\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def index(make_index: Make, corpus: Path) -> PaperIndex:
    made = make_index()
    made.index([corpus])
    return made


def taught(store: IndexStore) -> int:
    found = store.learned.taught()
    return found.papers if found else 0


def test_each_step_is_a_quarter_above_the_last() -> None:
    assert [step(n) for n in (0, 49, 50, 62, 96, 97, 122, 1_000)] == [
        0,
        0,
        50,
        62,
        78,
        97,
        122,
        909,
    ]


def test_few_papers_teach_nothing(papers: PaperIndex) -> None:
    with IndexStore.open(papers.folder) as store:
        assert store.learned.taught() is None
        assert store.learned.space().passages is None
        assert not is_due(store)
    assert papers.query("토큰").confidence is None


def test_what_is_learned_is_stored_with_the_index(index: PaperIndex) -> None:
    with IndexStore.open(index.folder) as store:
        assert taught(store) == 78
        space = store.learned.space()
        assert space.passages is not None
        assert {"en", "ko"} <= space.queries.keys()
        assert "ja" in space.probes
        assert "ja" not in space.queries
        assert 0 < space.spread < 1
        assert space.axes is not None
        assert store.learned.glossary(["robot"])["robot"][0][0] == "로봇"


def test_what_an_older_papersearch_learned_is_learned_anew(index: PaperIndex) -> None:
    with index._writing(0.0) as store:
        space, before = store.learned.space(), store.learned.taught()
        assert before is not None
        with store.commit():
            older = Space(space.passages, space.queries, space.probes, space.spread)
            store.learned.put_space(older, before)
        assert is_due(store)
    index.add([{"title": "One more", "summary": "It is said.", "date": "2024-07-31"}])
    with IndexStore.open(index.folder) as read:
        assert not is_due(read)
        found = read.learned.space().axes
    assert space.axes is not None
    assert found is not None
    assert found.shape == space.axes.shape


def test_words_are_found_in_translation(index: PaperIndex) -> None:
    index.index(["-"], stdin=lambda: KOREAN_ONLY.encode())
    hit = index.query("robot", k=100, mode="lexical")
    assert "2408.00001" in [one.paper.id for one in hit]


KOREAN_ONLY = """## Daily Papers (2024-08-01)

### [로봇에 대하여](https://arxiv.org/abs/2408.00001)

- 로봇 이야기입니다.
"""


def test_a_doubtful_summary_is_found_listed_and_counts_little(index: PaperIndex) -> None:
    (finding,) = index.audit()
    assert finding.paper.id == "2407.99999"
    assert finding.doubt.score >= DOUBTFUL
    assert set(finding.doubt.missing) == {"weather", "search", "proteins"}
    assert len(index.audit(0.0)) == 81
    (hit, *_) = index.query("weather search with proteins")
    assert hit.paper.id == "2407.99999"  # its title finds it
    assert hit.doubtful
    assert "2407.99999" not in [h.paper.id for h in index.query("얼굴", mode="lexical")]


def test_nothing_is_doubtful_where_nothing_is_glossed(make_index: Make, tmp_path: Path) -> None:
    """No summary says a word of its title, in a language that no gloss leads to."""
    entries = (
        f"### [Quixel{n} zorb](https://arxiv.org/abs/2407.{n:05})\n\n- 가나 다라{n}입니다.\n"
        for n in range(60)
    )
    (tmp_path / "plain.md").write_text("\n".join(entries), encoding="utf-8")
    index = make_index()
    index.index([tmp_path / "plain.md"])
    assert index.audit(0.0) == []
    (hit, *_) = index.query("다라7입니다", mode="lexical")
    assert (hit.paper.id, hit.doubtful) == ("2407.00007", False)


def test_new_papers_are_judged_by_what_was_learned(index: PaperIndex) -> None:
    index.index(["-"], stdin=lambda: ODD_AGAIN.encode())
    assert {finding.paper.id for finding in index.audit()} == {"2407.99999", "2408.00002"}


ODD_AGAIN = """## Daily Papers (2024-08-02)

### [Speech translation for music](https://arxiv.org/abs/2408.00002)

- **What's New**: 사람의 얼굴을 그리는 모델입니다.
"""


def test_learning_happens_again_when_the_corpus_has_grown(
    index: PaperIndex, corpus: Path, embedder: FakeEmbedder
) -> None:
    before = embedder.embedded
    index.index([corpus])
    assert embedder.embedded == before
    (corpus / "two.md").write_text(digest(15, 100), encoding="utf-8")
    index.index([corpus])
    with IndexStore.open(index.folder) as store:
        assert taught(store) == 78  # grown, but by less than a quarter
    (corpus / "three.md").write_text(digest(15, 200), encoding="utf-8")
    index.index([corpus])
    with IndexStore.open(index.folder) as store:
        assert taught(store) == 97


@pytest.mark.parametrize(("left", "learned"), [(70, 62), (50, 50), (49, 0)])
def test_what_papers_taught_that_are_gone_is_forgotten(
    make_index: Make, tmp_path: Path, left: int, learned: int
) -> None:
    """Only the papers that leave gloss a zebra: with them its translation goes."""
    folder = tmp_path / "shrinking"
    folder.mkdir()
    (folder / "one.md").write_text(digest(left), encoding="utf-8")
    later = digest(100 - left, left).replace("robot", "zebra").replace("로봇", "얼룩")
    (folder / "two.md").write_text(later, encoding="utf-8")
    index = make_index("shrinking-index")
    index.index([folder])
    with IndexStore.open(index.folder) as store:
        assert taught(store) == 97
        assert store.learned.glossary(["zebra"])["zebra"][0][0] == "얼룩"
    (folder / "two.md").unlink()
    index.index([folder], prune=True)
    assert len(index) == left
    with IndexStore.open(index.folder) as store:
        assert taught(store) == learned
        assert not store.learned.glossary(["zebra"])
        assert bool(store.learned.glossary(["robot"])) == bool(learned)
    assert (index.query("robot").confidence is None) == (not learned)


def test_an_answer_says_how_far_it_stands_out(index: PaperIndex) -> None:
    good = index.query("robot translation")
    odd = index.query("zebra crossing nonsense")
    assert good.confidence is not None
    assert odd.confidence is not None
    assert good.confidence > odd.confidence
    assert odd.verdict == "none"
    assert good.verdict in ("weak", "fair", "strong")


def test_an_explanation_says_why(index: PaperIndex) -> None:
    (hit, *_) = index.query("robot translation zebra", k=3, explain=True)
    assert hit.explanation
    assert hit.explanation.found == ("robot", "translation")
    assert hit.explanation.missing == ("zebra",)
    assert hit.explanation.lexical_rank in (1, 2)
    assert hit.explanation.dense_rank
    (hit, *_) = index.query("robot translation", k=3)
    assert hit.explanation is None


def test_a_diverse_answer_spreads_what_is_alike(index: PaperIndex) -> None:
    plain = index.query("robot visual", k=6)
    spread = index.query("robot visual", k=6, diverse=True)
    assert plain[0] == spread[0]
    assert len(spread) == 6

    def kinds(hits: object) -> int:
        return len({hit.paper.title.split(": ")[1] for hit in hits})  # type: ignore[attr-defined]

    assert kinds(spread) >= kinds(plain)


@needs.TORCH
def test_tuning_is_accepted_only_where_held_out_papers_agree(
    make_index: Make, tmp_path: Path
) -> None:
    folder = tmp_path / "large"
    folder.mkdir()
    (folder / "one.md").write_text(digest(240), encoding="utf-8")
    index = make_index("large-index")
    index.index([folder])
    tuned = index.tune()
    with IndexStore.open(index.folder) as store:
        assert (store.learned.space().adapter is not None) == tuned.accepted
        assert store.learned.space(adapted=False).adapter is None
    assert 0 < tuned.before <= 1
    assert index.untune() == tuned.accepted
    assert not index.untune()


def test_tuning_needs_papers(index: PaperIndex) -> None:
    with pytest.raises(TuningImpossible, match="81 papers with summaries: tuning needs 200"):
        index.tune()


def test_an_adapter_is_kept_when_the_corpus_is_learned_from_again(
    index: PaperIndex, corpus: Path
) -> None:
    from papersearch.ranking.space import Adapter

    size = FakeEmbedder().identity.dimension
    with IndexStore.create(index.folder) as store, store.commit():
        store.learned.put_adapter(Adapter(np.eye(size, dtype="f4"), np.eye(size, dtype="f4")))
    (corpus / "two.md").write_text(digest(60, 100), encoding="utf-8")
    index.index([corpus])
    with IndexStore.open(index.folder) as store:
        assert taught(store) == 122
        adapter = store.learned.space().adapter
        assert adapter
        np.testing.assert_array_equal(adapter.queries, np.eye(size))
