"""Words that no paper says, read as words that papers say, by both kinds of stores."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import InvalidQuery
from papersearch.search.understanding import Words
from papersearch.text.typos import latin_words
from papersearch.types.box import Says
from papersearch.types.query import Query
from tests.search.papers import paper

Index = PaperIndex | RemoteIndex
PAPERS = [
    paper(1, "Diffusion of Lanterns", "확산 모델(diffusion model)을 쓴다.", ["Jo Lantrens"]),
    paper(2, "Diffusion Again", "A diffusion model that promotes lanterns."),
    paper(3, "Promoting Theories", "A theory for every casual theory."),
    paper(4, "A Theory and a Theorem", "It states a causal theorem. Of pairs."),
    paper(5, "One Theorem More", "Harbours, once. A causal one. Pairs."),
    paper(6, "Prompting", "A prompt is a prompt, in theory. 확산 모델(diffusion model)이다."),
    paper(7, "Prompts", "Short prompts promote. Pairs and layers in layers."),
    paper(8, "Layers", "Pairs, layers."),
]


def read(index: Index, text: str, mode: str = "lexical") -> dict[str, str]:
    return dict(index.query(text, mode=mode).read_as)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("difusion modle", {"difusion": "diffusion", "modle": "model"}),
        ("difusion을 쓰는", {"difusion": "diffusion"}),
        ("diffusion models", {}),
        ("difusion, casual", {"difusion": "diffusion"}),  # though more papers say "causal"
        ("theorm", {"theorm": "theorem"}),  # not "theory", though more say that
        ("promt", {"promt": "prompt"}),  # not "promot", which is a stem and no word
        ("harbuors", {}),  # of which one paper tells
        ("zzzzzz qwrtpsd", {}),
        ("Difusion", {}),  # which may be a name
        ("paris lawyers", {}),  # which are words, though no paper says them
        ("Paris lawyer", {}),
    ],
)
def test_a_word_that_no_paper_says_is_read_as_one_that_papers_say(
    index: Index, text: str, read_as: dict[str, str]
) -> None:
    assert read(index, text) == read_as
    assert read(index, text, "hybrid") == read_as


def test_what_a_name_may_be_meant_for_is_offered(index: Index) -> None:
    answer = index.query("Difusion", mode="lexical")
    assert (len(answer), answer.read_as, answer.offered) == (0, (), (("Difusion", "diffusion"),))
    assert index.query("Paris", mode="lexical").offered == ()


def test_what_a_slip_of_a_paper_may_be_meant_for_is_offered(index: Index) -> None:
    index.add(
        [
            *(paper(n, f"Gaussian {n}", "A gaussian.") for n in range(10, 30)),
            *(paper(n, f"Gaussians {n}", "Gaussian ones.", ["X Y"]) for n in range(40, 80)),
            paper(30, "Slips", "A gausian, and harbour."),
            paper(31, "Haven", "One harbour."),
        ]
    )
    answer = index.query("gausian harbour", mode="lexical")
    assert answer.offered == (("gausian", "gaussian"),)
    assert answer.read_as == ()
    assert answer[0].paper.id == "2408.00030"
    assert index.query('"gausian"', mode="lexical").offered == ()


def test_what_is_read_is_found_marked_and_explained(index: Index) -> None:
    answer = index.query("difusion", mode="lexical", explain=True)
    right = index.query("diffusion", mode="lexical", explain=True)
    assert [hit.paper.id for hit in answer] == [hit.paper.id for hit in right]
    assert [(hit.score, hit.marks, hit.explanation) for hit in answer] == [
        (hit.score, hit.marks, hit.explanation) for hit in right
    ]
    assert index.wanted_tokens("difusion") == index.wanted_tokens("diffusion")
    assert right.read_as == ()


@pytest.mark.parametrize(
    "text",
    [
        '"difusion" lantern',
        "lantern title:difusion",
        "lantern -difusion",
        "lantern author:difusion",
        "DIFUSION",
        "lantrens",  # an author is called so
        "https://example.org/difusion",
    ],
)
def test_what_is_said_exactly_is_read_as_it_is(index: Index, text: str) -> None:
    assert read(index, text) == {}


def test_meaning_alone_is_of_what_was_typed(index: Index) -> None:
    assert read(index, "difusion", "dense") == {}


def test_a_word_that_the_glossary_translates_is_no_slip(
    make_index: Callable[..., PaperIndex], tmp_path: Path
) -> None:
    (tmp_path / "papers.json").write_bytes(orjson.dumps(PAPERS))
    index = make_index()
    index.index([tmp_path / "papers.json"])
    with index._writing(0.0) as store, store.commit():
        store.learned.put_glossary({"difus": [("확산", 0.9)]})
    assert read(index, "difusion") == {}


def test_the_same_from_now_on_and_in_a_new_process(
    make_anywhere: Callable[..., Index], index: Index
) -> None:
    first = read(index, "difusion theorm promt")
    assert [read(index, "difusion theorm promt") for _ in range(3)] == [first] * 3
    index.close()
    assert read(make_anywhere(), "difusion theorm promt") == first


def test_a_query_of_many_unknown_words_looks_at_a_few(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = index._reader()
    asked: list[int] = []
    counts = store.counts

    def counted(tokens: Collection[str]) -> dict[str, int]:
        asked.append(len(tokens))
        return counts(tokens)

    monkeypatch.setattr(store, "counts", counted)
    unknown = ["".join(own) for own in itertools.islice(itertools.product("qxzj", repeat=6), 1000)]
    text = " ".join(unknown)
    words = Words.of(text, store, says=Says())
    assert words.read_as == ()
    assert len(asked) == 9
    assert max(asked[1:]) <= 54 * 6 + 26
    asked.clear()
    Words.of("diffusion model of theory", store, says=Says())
    assert asked == [3]  # what is known costs the one look


def test_watches_and_trends_keep_what_was_typed(index: Index) -> None:
    assert Words.of("difusion", index._reader()).read_as == ()


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperIndex]:
    folder = tmp_path_factory.mktemp("reading")
    (folder / "papers.json").write_bytes(orjson.dumps(PAPERS))
    with PaperIndex(folder / "index", load=lambda *_a, **_k: FakeEmbedder()) as made:
        made.index([folder / "papers.json"])
        yield made


@given(text=st.text(max_size=40) | st.text('difusonthermpDé"-: 산을', max_size=40))
def test_any_text_is_answered(text: str, one: PaperIndex) -> None:
    try:
        asked = Query(text, mode="lexical")
    except InvalidQuery:
        return
    answer = one.ask(asked)
    assert answer.read_as == one.ask(asked).read_as
    said = {
        word for paper in PAPERS for word in latin_words(f"{paper['title']} {paper['abstract']}")
    }
    assert all(typed in text and own in said for typed, own in answer.read_as)
