"""What a reader does on the page: forms that only its own pages can send."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from papersearch.server.engine import Engine
from papersearch.types.watch import Watch
from papersearch.web import marks
from papersearch.web.security import Access
from tests.web.conftest import client_of, fake

ONE, TWO = "2407.00001", "2407.00002"


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Path:
    """A folder of an index of one's own, which tests may change."""
    return Path(shutil.copytree(built, tmp_path / "index"))


@pytest.fixture
def page(own: Path) -> Iterator[TestClient]:
    engine = Engine(own, fake(own), threads=1)
    with client_of(engine) as client:
        yield client
    engine.close()


def key_of(client: TestClient) -> str:
    found = re.search(r'name="key" value="([^"]*)"', client.get("/").text)
    assert found
    return found.group(1)


def post(client: TestClient, path: str, **fields: Any) -> Any:
    return client.post(path, data={"key": key_of(client), **fields})


def test_likes_and_the_reading_list(page: TestClient, own: Path) -> None:
    sent = post(page, "/mark", like=ONE, back="/?q=token")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/?q=token#p-{ONE}")
    post(page, "/mark", dislike=TWO)
    post(page, "/mark", list=ONE)
    post(page, "/mark", tick=ONE)
    with fake(own)() as index:
        assert index.likes.all() == {ONE: True, TWO: False}
        assert index.kept.all()[ONE].read
    text = page.get("/?day=2024-07-04").text
    assert text.count('aria-pressed="true"') == 4
    assert f'name="unlike" value="{ONE}"' in text
    for name, paper in (("unlike", ONE), ("undislike", TWO), ("untick", ONE), ("unlist", ONE)):
        post(page, "/mark", **{name: paper})
    with fake(own)() as index:
        assert index.likes.all() == {}
        assert index.kept.all() == {}


def test_the_script_is_given_the_buttons_of_the_paper(page: TestClient) -> None:
    fields = {"key": key_of(page), "like": ONE}
    part = page.post("/mark", data=fields, headers={"x-part": "mark"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert f'data-marks="{ONE}"' in part.text
    assert 'name="unlike"' in part.text


def test_tags_and_notes(page: TestClient, own: Path) -> None:
    post(page, "/tag", id=ONE, tag="읽자")
    post(page, "/note", id=ONE, note="one\r\n<b>two</b>")
    with fake(own)() as index:
        assert index.kept.all()[ONE].tags == ("읽자",)
        assert index.kept.all()[ONE].note == "one\n<b>two</b>"
    shown = page.get(f"/papers/{ONE}").text
    assert "one\n&lt;b&gt;two&lt;/b&gt;" in shown
    assert "/kept?tag=%EC%9D%BD%EC%9E%90" in shown
    tagged = page.get("/kept?tag=읽자").text
    assert tagged.count("<article") == 1
    post(page, "/tag", id=ONE, undo="읽자")
    post(page, "/note", id=ONE, note="")
    with fake(own)() as index:
        assert index.kept.all() == {}


def test_a_search_is_watched_and_no_longer(page: TestClient, own: Path) -> None:
    assert 'action="/watch"' in page.get("/?q=visual+tokens&min_votes=2").text
    sent = post(page, "/watch", q="visual tokens", min_votes="2", back="/?q=visual+tokens")
    assert sent.headers["location"] == "/?q=visual+tokens"
    with fake(own)() as index:
        (found,) = index.watches.all()
    assert (found.name, found.text, found.filters.min_votes) == (
        "visual tokens",
        "visual tokens",
        2,
    )
    assert 'action="/watch"' not in page.get("/?q=visual+tokens&min_votes=2").text
    assert 'action="/watch"' not in page.get("/?q=-visual+tokens").text  # no watch looks for signs
    post(page, "/watch", q="Visual Tokens", min_votes="2")
    with fake(own)() as index:
        assert len(index.watches.all()) == 1  # case makes no other watch
    assert 'action="/watch"' in page.get("/?q=visual+tokens").text  # but filters do
    post(page, "/watch", q="visual tokens")
    with fake(own)() as index:
        assert [found.name for found in index.watches.all()] == [
            "visual tokens",
            "visual tokens (2)",
        ]
    post(page, "/unwatch", name="visual tokens (2)")
    post(page, "/unwatch", name="visual tokens")
    assert "Nothing is watched yet" in page.get("/feed").text
    assert post(page, "/unwatch", name="visual tokens").status_code == 404


def test_what_is_typed_as_a_filter_is_one_of_the_watch(page: TestClient, own: Path) -> None:
    post(page, "/watch", q="author:lima tokens since:2024")
    with fake(own)() as index:
        (found,) = index.watches.all()
    assert (found.text, found.filters.authors, found.filters.since) == ("tokens", ("lima",), "")


def test_what_was_seen_is_read_and_what_came_since_is_not(page: TestClient, own: Path) -> None:
    with fake(own)() as index:
        index.watches.add(Watch("all", "visual tokens speech", "weak"), since="2024-07-04")
        caught = [found.paper.id for found in index.feed().caught]
    assert len(caught) >= 2
    assert f"{len(caught)} unread" in page.get("/feed").text
    post(page, "/read", id=caught[:1])
    with fake(own)() as index:
        assert {found.paper.id for found in index.feed().caught} == set(caught[1:])


def test_long_searches_that_begin_alike_are_watched_both(page: TestClient, own: Path) -> None:
    for end in ("one", "two"):
        post(page, "/watch", q=f"{'tokens ' * 12}{end}")
    with fake(own)() as index:
        assert len({found.name for found in index.watches.all()}) == 2


def test_a_long_note_in_korean(page: TestClient, own: Path) -> None:
    post(page, "/note", id=ONE, note="긴" * 20_000)
    with fake(own)() as index:
        assert len(index.kept.all()[ONE].note) == 20_000
    assert page.post("/note", data={"note": "긴" * 90_000}).status_code == 413
    assert page.post("/tag", data={"tag": "긴" * 20_000}).status_code == 413


def test_the_language_that_was_chosen_stays(page: TestClient) -> None:
    shown = page.get("/?lang=ko&q=token").text
    assert 'action="/mark?lang=ko"' in shown
    assert 'action="/watch?lang=ko"' in shown
    refused = page.post("/mark?lang=ko", data={"like": ONE}, headers={"accept": "text/html"})
    assert "서버를 다시 시작하기 전의 페이지입니다" in refused.text


def test_the_theme_is_remembered(page: TestClient) -> None:
    assert "data-theme=" not in page.get("/").text
    post(page, "/theme", theme="dark")
    assert '<html lang="en" data-theme="dark">' in page.get("/").text
    assert post(page, "/theme", theme="pink").status_code == 400


FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/mark", {"like": ONE}),
    ("/tag", {"id": ONE, "tag": "a"}),
    ("/note", {"id": ONE, "note": "a"}),
    ("/watch", {"q": "tokens"}),
    ("/unwatch", {"name": "tokens"}),
    ("/read", {"id": ONE}),
    ("/theme", {"theme": "dark"}),
)


@pytest.mark.parametrize(("path", "fields"), FORMS)
def test_a_form_of_no_page_of_ours_does_nothing(
    page: TestClient, own: Path, path: str, fields: dict[str, str]
) -> None:
    key = key_of(page)
    drawn, _, mac = key.partition(".")
    for wrong in ("", "x", drawn, f"{drawn}.", f"{drawn[::-1]}.{mac}", f"{drawn}.é"):
        refused = page.post(path, data={**fields, "key": wrong})
        assert refused.status_code == 403, wrong
    assert "load it again" in refused.text
    assert page.post(path, json={**fields, "key": key}).status_code == 415
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        sent = page.post(path, data={**fields, "key": key}, headers=headers)
        assert sent.status_code == 403
    assert page.get(path).status_code == 405
    with fake(own)() as index:
        assert (index.likes.all(), index.kept.all(), index.watches.all()) == ({}, {}, [])
    other = Access().form_key()
    assert page.post(path, data={**fields, "key": other}).status_code == 403


def test_where_a_token_is_set_none_does_without(own: Path) -> None:
    access = Access.on("127.0.0.1", "secret")
    engine = Engine(own, fake(own), threads=1)
    with client_of(engine, access) as client:
        for path, fields in FORMS:
            refused = client.post(path, data={**fields, "key": access.form_key()})
            assert refused.headers["location"].startswith("/token")
        refused = client.post("/api/likes", json={"id": [ONE]})
        assert refused.status_code == 401
        bearer = {"authorization": "Bearer secret"}
        assert client.post("/api/likes", json={"id": [ONE]}, headers=bearer).status_code == 200
    engine.close()


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/mark", {}),
        ("/mark", {"like": ""}),
        ("/mark", {"like": "2407.99999"}),
        ("/tag", {"id": ONE}),
        ("/tag", {"id": ONE, "tag": "a" * 61}),
        ("/note", {"note": "a"}),
        ("/watch", {"q": ""}),
        ("/watch", {"q": "tokens", "min_votes": "many"}),
        ("/unwatch", {"name": "none"}),
    ],
)
def test_what_makes_no_sense_is_said(page: TestClient, path: str, fields: dict[str, str]) -> None:
    sent = post(page, path, **fields)
    assert sent.status_code in (400, 404)
    assert "That did not work" in sent.text


def test_it_leads_back_to_pages_of_this_server_alone(page: TestClient) -> None:
    for wrong in ("//evil.example/", "https://evil.example", "/\\evil.example", "javascript:1"):
        assert post(page, "/mark", like=ONE, back=wrong).headers["location"] == f"/#p-{ONE}"


def test_while_another_writes_reading_goes_on(
    page: TestClient, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "WAIT", 0.05)
    with fake(own)() as other, other._writing(0.0):
        headers = {"referer": "http://127.0.0.1/?q=token"}
        fields = {"key": key_of(page), "like": ONE}
        refused = page.post("/mark", data=fields, headers=headers)
        assert refused.status_code == 503
        assert "Another program is writing to the index" in refused.text
        assert 'href="/?q=token">Back to where you came from' in refused.text
        assert page.get("/?q=token").status_code == 200
    assert post(page, "/mark", like=ONE).status_code == 303
