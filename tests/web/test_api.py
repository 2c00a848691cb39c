from __future__ import annotations

import asyncio
import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import IndexNotFound, ServerBusy
from papersearch.render import payload_types as types
from papersearch.render.days import render_day
from papersearch.render.payload import answer_payload, paper_payload
from papersearch.server.engine import Engine
from papersearch.types.query import Query
from tests.declared import faults
from tests.rerankers import FakeReranker
from tests.web.conftest import client_of, fake


def get(client: TestClient, path: str, **parameters: Any) -> Any:
    response = client.get(path, params=parameters)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


def test_an_answer_is_that_of_the_command_line(client: TestClient, built: Path) -> None:
    found = get(client, "/api/query", q="시각 토큰", k=2, explain="true")
    query = Query("시각 토큰", 2, explain=True)
    with fake(built)() as index:
        expected = json.loads(json.dumps(answer_payload(index.ask(query), query)))
    assert {key: found[key] for key in expected} == expected
    assert set(found) - set(expected) == {"offset", "more"}


def test_a_server_with_a_model_reranks_what_the_page_and_its_json_say(built: Path) -> None:
    model = FakeReranker(lambda text: -float("TokenSqueeze" in text))
    engine = Engine(built, fake(built), threads=1, reranker=model)
    with client_of(engine) as client:
        hits = get(client, "/api/query", q="시각 토큰", explain="true")["hits"]
        page = client.get("/", params={"q": "시각 토큰"}).text
        listed = get(client, "/api/query", q="since:2024")["hits"]
        alike = get(client, "/api/similar/2407.00001")["hits"]
    assert [hit["rerank"] for hit in hits] == [0.0] * (len(hits) - 1) + [-1.0]
    assert hits[-1]["id"] == "2407.00001"
    assert hits[-1]["explanation"]["rank_before"] == 1
    assert page.index("TokenSqueeze") > page.index("Selective State Spaces")
    assert {hit["rerank"] for hit in [*listed, *alike]} == {None}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/query?q=token&explain=true&since=2024&author=lima", types.Page),
        ("/api/similar/2407.00001", types.Page),
        ("/api/day", types.DayPage),
        ("/api/query?q=token&sort=votes&category=cs", types.Page),
        ("/api/facets", types.Facets),
        ("/api/facets?q=token&section=new&k=1", types.Facets),
        ("/api/suggest?q=by+an", types.Suggestions),
        ("/api/suggest", types.Suggestions),
        ("/api/suggest?q=x&k=0", types.Problem),
        ("/api/facets?sort=date", types.Problem),
        ("/api/papers/2407.00001", types.Paper),
        ("/api/status", types.Status),
        ("/api/health", types.Health),
        ("/api/papers/9999.99999", types.Problem),
    ],
)
def test_answers_are_what_is_declared(client: TestClient, path: str, kind: type) -> None:
    assert faults(kind, client.get(path).json()) == []


def test_a_day_is_that_of_the_command_line(client: TestClient, built: Path) -> None:
    with fake(built)() as index:
        expected = json.loads(render_day(index.day("2024-07-04"), "json"))
    found = get(client, "/api/day", day="2024-07-04")
    assert found == {**expected, "offset": 0, "more": False}
    assert [hit["votes"] for hit in found["hits"]] == [49, 3]
    assert (found["older"], found["newer"], found["papers"]) == ("", "2024-07-05", 2)
    assert get(client, "/api/day")["day"] == "2024-07-06"
    first, second = (get(client, "/api/day", day="4 July 2024", k=1, offset=n) for n in (0, 1))
    assert [*first["hits"], *second["hits"]] == expected["hits"]
    assert [first["more"], second["more"]] == [True, False]
    narrow = get(client, "/api/day", day="2024-07-04", author="Diaz", min_votes=1)
    assert [hit["id"] for hit in narrow["hits"]] == ["2407.00002"]
    assert get(client, "/api/day", day="2024-07-09")["hits"] == []


@pytest.mark.parametrize("given", [{"day": "someday"}, {"since": "2024"}, {"k": 101}])
def test_what_is_no_day_is_refused(client: TestClient, given: dict[str, Any]) -> None:
    refused = client.get("/api/day", params=given)
    assert (refused.status_code, refused.json()["type"]) == (400, "InvalidQuery")


def test_counts_and_names_that_continue_a_text(client: TestClient, built: Path) -> None:
    found = get(client, "/api/facets", min_votes=12, k=1)
    assert (found["papers"], found["months"]) == (2, [{"value": "2024-07", "count": 2}])
    assert [own["value"] for own in found["authors"]] == ["Ana Lima"]
    assert get(client, "/api/facets", q="author:=ana")["papers"] == 0
    assert get(client, "/api/suggest", q="tokens by bo ch")["suggestions"] == [
        {"kind": "author", "value": "Bo Chen", "count": 1, "typed": "bo ch"}
    ]
    for hostile in ("<b onclick", "\0", "a" * 1999, "(?:", "author:", "\u202e", ""):
        assert "suggestions" in get(client, "/api/suggest", q=hostile, k=1)
    long = client.get("/api/suggest", params={"q": "x" * 3000})
    assert (long.status_code, long.json()["type"]) == (400, "InvalidQuery")


@pytest.mark.parametrize("sort", ["date", "votes"])
def test_pages_of_what_is_sorted_put_together_are_the_whole(client: TestClient, sort: str) -> None:
    for asked in ({"q": "token"}, {"min_votes": 0}):
        whole = get(client, "/api/query", **asked, k=100, sort=sort)["hits"]
        pages = [
            get(client, "/api/query", **asked, k=1, offset=n, sort=sort) for n in range(len(whole))
        ]
        assert [page["hits"][0] for page in pages] == whole
        assert [page["more"] for page in pages] == [*[True] * (len(whole) - 1), False]
    wrong = client.get("/api/query", params={"q": "x", "sort": "name"})
    assert (wrong.status_code, wrong.json()["type"]) == (400, "InvalidQuery")


def test_filters_alone_list_what_they_leave(client: TestClient) -> None:
    hits = get(client, "/api/query", min_votes=3)["hits"]
    assert [hit["id"] for hit in hits] == ["2407.00003", "2407.00001", "2407.00002"]
    assert client.get("/api/query").status_code == 400


def test_pages_put_together_are_the_whole(client: TestClient) -> None:
    whole = get(client, "/api/query", q="token", k=4)["hits"]
    pages = [get(client, "/api/query", q="token", k=1, offset=n) for n in range(4)]
    assert [page["hits"][0] for page in pages] == whole
    assert [page["more"] for page in pages] == [True, True, True, False]
    assert get(client, "/api/query", q="token", k=3, offset=9)["hits"] == []


def test_the_pages_of_a_diverse_answer_are_its_parts(client: TestClient) -> None:
    whole = get(client, "/api/query", q="token", k=4, diverse=1)
    pages = [get(client, "/api/query", q="token", k=1, offset=n, diverse=1) for n in range(4)]
    assert [page["hits"][0]["id"] for page in pages] == [hit["id"] for hit in whole["hits"]]
    assert [page["more"] for page in pages] == [True, True, True, False]


def test_filters(client: TestClient) -> None:
    def ids(**filters: Any) -> set[str]:
        return {hit["id"] for hit in get(client, "/api/query", q="token", **filters)["hits"]}

    assert ids(since="2024-07-05", until="2024-07-05") == {"2407.00003"}
    assert ids(min_votes=12) == {"2407.00001", "2407.00003"}
    assert ids(author=["lima", "chen"]) == {"2407.00001"}
    assert ids(section="performance") == {"2407.00003"}
    assert ids(last="1d") == set()


def test_a_question_can_be_posted(client: TestClient) -> None:
    asked = {"q": "토큰", "k": 2, "author": ["Lima"], "min_votes": 3, "diverse": True}
    posted = client.post("/api/query", json=asked)
    assert posted.status_code == 200
    asked["diverse"] = "true"
    assert posted.json() == get(client, "/api/query", **asked)


def test_similar_papers_and_one_paper(client: TestClient, built: Path) -> None:
    with fake(built)() as index:
        alike = [hit.paper.id for hit in index.similar("2407.00001")]
        paper = paper_payload(index.paper("2407.00001"))
    found = get(client, "/api/similar/2407.00001", k=2)
    assert [hit["id"] for hit in found["hits"]] == alike[:2]
    assert found["more"]
    assert get(client, "/api/papers/https://arxiv.org/abs/2407.00001v3") == paper


def test_similar_to_several_papers_a_text_and_not_to_others(
    client: TestClient, built: Path
) -> None:
    with fake(built)() as index:
        liked, text = ["2407.00001", "2407.00002"], "Tokens\n\nOf speech."
        expected = answer_payload(index.similar(liked, unlike=["2407.00003"], text=text))["hits"]
    given = {"id": ["2407.00002"], "not": ["2407.00003"], "text": text}
    assert get(client, "/api/similar/2407.00001", **given)["hits"] == expected
    assert get(client, "/api/similar", **given | {"id": liked})["hits"] == expected
    posted = client.post("/api/similar", json={**given, "id": liked, "k": 10})
    assert (posted.status_code, posted.json()["hits"]) == (200, expected)


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/api/similar", 400, "like which papers?"),
        ("/api/similar?not=2407.00001", 400, "like which papers?"),
        ("/api/similar/2407.00001?not=2407.00001", 400, "is among the papers to be like and"),
        ("/api/similar/2407.00001?id=9999.00001", 404, "no paper 9999.00001 in the index"),
        ("/api/similar/2407.00001?not=9999.00002", 404, "no paper 9999.00002 in the index"),
        ("/api/similar?text=?", 400, "the text has neither letters nor digits"),
        ("/api/similar?text=%7B%22a%22:1%7D", 400, "the text tells of no paper"),
        (f"/api/similar?text={'a' * 10_001}", 400, "text has more than 10,000 characters"),
        (f"/api/similar?{'id=2407.00001&' * 101}", 400, "id is given 101 times"),
        (f"/api/similar?id={'a' * 2_001}", 400, "id has more than 2,000 characters"),
    ],
)
def test_wrong_likeness(client: TestClient, path: str, status: int, message: str) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert message in response.json()["message"]


def test_status_and_health(client: TestClient, built: Path) -> None:
    assert get(client, "/api/status")["papers"] == 4
    assert get(client, "/api/status")["folder"] == str(built)
    assert get(client, "/api/health") == {"status": "ok"}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/api/query", "the query is empty"),
        ("/api/query?q=%3F%21", "neither letters nor digits"),
        ("/api/query?q=a&k=0", "k is '0': give a number from 1 to 100"),
        ("/api/query?q=a&k=many", "k is 'many'"),
        ("/api/query?q=a&k=1e1", "k is '1e1'"),
        ("/api/query?q=a&k=90&offset=911", "reach paper 1001"),
        ("/api/query?q=a&mode=best", "no mode 'best'"),
        ("/api/query?q=a&since=soon", "is no date"),
        ("/api/query?q=a&since=2024&last=7d", "since and last both"),
        ("/api/query?q=a&diverse=yes", "give true or false"),
        ("/api/query?q=a&q=b", "q is given 2 times"),
        ("/api/query?q=a&limit=1", "no parameter 'limit'"),
        ("/api/query?q=a&author=" + "x" * 201, "more than 200 characters"),
        ("/api/query?q=" + "x" * 2001, "2,001 characters"),
        ("/api/query?q=" + "\ufdfa" * 112, "2,016 characters"),
        ("/api/status?verbose=1", "no parameter 'verbose'"),
    ],
)
def test_a_wrong_request(client: TestClient, path: str, message: str) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert response.json()["type"] == "InvalidQuery"
    assert message in response.json()["message"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "the body is no JSON"),
        (b"[1]", "no JSON object"),
        (b'{"q": "\\ud800"}', "the body is no JSON"),
        (b'{"q": 7}', "q is not text"),
        (b'{"q": "a", "k": true}', "k is not a whole number"),
        (b'{"q": "a", "explain": "yes"}', "explain is not true or false"),
        (b'{"q": "a", "author": [["x"]]}', "author is not text"),
        (b'{"q": ["a"]}', "q is not text"),
        (b'{"q": ' + b"[" * 1_000 + b"]" * 1_000 + b"}", "q is not text"),
        (b'{"q": ' + b"[" * 9_000 + b"]" * 9_000 + b"}", "the body is no JSON"),
    ],
)
def test_a_wrong_body(client: TestClient, body: bytes, message: str) -> None:
    response = client.post("/api/query", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 400
    assert message in response.json()["message"]


def test_other_errors_have_a_type_and_a_message(client: TestClient) -> None:
    missing = client.get("/api/papers/2407.99999")
    assert (missing.status_code, missing.json()["type"]) == (404, "PaperNotFound")
    nowhere = client.get("/api/nothing")
    assert (nowhere.status_code, nowhere.json()["type"]) == (404, "NotFound")
    method = client.delete("/api/query")
    assert (method.status_code, method.json()["type"]) == (405, "MethodNotAllowed")
    assert set(method.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
    kind = client.post("/api/query", content=b"q=a", headers={"content-type": "text/plain"})
    assert (kind.status_code, kind.json()["type"]) == (415, "UnsupportedMediaType")


def test_an_unforeseen_error_says_nothing_of_itself(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: PaperIndex) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(PaperIndex, "status", fail)
    response = client.get("/api/status")
    assert response.status_code == 500
    assert response.json()["type"] == "InternalError"
    assert "secret" not in response.text


def test_a_new_generation_is_picked_up(
    make_index: Callable[..., PaperIndex], digests: Path, tmp_path: Path
) -> None:
    with make_index() as index:
        index.index([digests / "2024" / "07" / "04.md"])
    engine = Engine(tmp_path / "index", fake(tmp_path / "index"), threads=1)
    with client_of(engine) as client:
        assert get(client, "/api/status")["papers"] == 2
        with make_index() as index:
            index.index([digests])
        assert get(client, "/api/query", q="selective state")["hits"][0]["id"] == "2407.00003"


def test_another_index_in_the_same_place_is_noticed(
    make_index: Callable[..., PaperIndex], digests: Path, tmp_path: Path
) -> None:
    for name, path in (("index", digests / "2024" / "07" / "04.md"), ("other", digests)):
        with make_index(name) as index:
            index.index([path])
    engine = Engine(tmp_path / "index", fake(tmp_path / "index"), threads=1)
    with client_of(engine) as client:
        assert len(get(client, "/api/query", q="token")["hits"]) == 2
        shutil.rmtree(tmp_path / "index")
        gone = client.get("/api/query?q=token")
        assert (gone.status_code, gone.json()["type"]) == (503, "IndexNotFound")
        (tmp_path / "other").rename(tmp_path / "index")
        assert len(get(client, "/api/query", q="token")["hits"]) == 3


def test_too_many_requests_are_refused_at_once(built: Path) -> None:
    engine = Engine(built, fake(built), threads=1, waiting=2)
    go_on = threading.Event()

    async def crowd() -> None:
        waiting = [asyncio.create_task(engine.run(lambda _: go_on.wait())) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(ServerBusy, match="2 requests wait already"):
            await engine.run(len)
        go_on.set()
        assert await asyncio.gather(*waiting) == [True, True]
        assert await engine.run(len) == 4

    asyncio.run(crowd())
    engine.close()


def test_work_does_not_hold_up_the_event_loop(built: Path) -> None:
    engine = Engine(built, fake(built), threads=1)
    go_on = threading.Event()

    async def both() -> bool:
        work = asyncio.create_task(engine.run(lambda _: go_on.wait()))
        await asyncio.sleep(0)  # the work has begun, and waits for what comes next
        go_on.set()
        return await work

    assert asyncio.run(both())
    engine.close()


def test_busy_says_when_to_come_back(built: Path) -> None:
    engine = Engine(built, fake(built), threads=1, waiting=0)
    with client_of(engine) as client:
        response = client.get("/api/health")
    assert (response.status_code, response.json()["type"]) == (503, "ServerBusy")
    assert response.headers["retry-after"] == "1"


def test_an_engine_without_an_index(tmp_path: Path) -> None:
    engine = Engine(tmp_path, lambda: PaperIndex.open(tmp_path), threads=1)
    with pytest.raises(IndexNotFound, match="there is no index"):
        asyncio.run(engine.run(len))
    engine.close()
