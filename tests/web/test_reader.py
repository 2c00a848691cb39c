"""The pages of one reader: For you, the feed and its Atom, lists, duplicates, what is new."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from papersearch.render.atom import NAMESPACE
from papersearch.server.engine import Engine
from papersearch.types.query import Filters
from papersearch.types.watch import Watch
from papersearch.web.security import Access
from papersearch.web.visits import GAP, NAME
from tests.web.conftest import client_of, fake

PAPER = """### [{title}](https://arxiv.org/abs/2407.{n:05})

Vote: {n}

- {text}
"""
TOPICS = ("visual tokens of images", "speech and its codecs", "robots that walk", "proofs in logic")


def digest(day: str, numbers: range) -> str:
    papers = (
        PAPER.format(title=f"Study {n} of {TOPICS[n % 4]}", n=n, text=f"About {TOPICS[n % 4]}.")
        for n in numbers
    )
    return f"## Daily Papers ({day})\n\n" + "\n".join(papers)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "digests").mkdir()
    for day, numbers in (("2024-07-01", range(1, 20)), ("2024-07-02", range(20, 40))):
        (tmp_path / "digests" / f"{day}.md").write_text(digest(day, numbers), encoding="utf-8")
    with fake(tmp_path / "index")() as index:
        index.index([tmp_path / "digests"])
    return tmp_path / "index"


@pytest.fixture
def page(own: Path) -> Iterator[TestClient]:
    engine = Engine(own, fake(own), threads=1)
    with client_of(engine) as client:
        yield client
    engine.close()


def drawn(client: TestClient, path: str) -> str:
    """Return a page that is made beside the readers, once it is."""
    while (answer := client.get(path)).status_code == 202:
        assert "Being drawn" in answer.text
        time.sleep(0.05)
    text: str = answer.text
    return text


def test_for_you_begins_with_three_likes_and_says_why(page: TestClient, own: Path) -> None:
    assert "It takes 3 papers that you like: 0 so far" in page.get("/for-you").text
    with fake(own)() as index:
        index.like(["2407.00004", "2407.00008", "2407.00012"])
        index.dislike(["2407.00001"])
        wanted = [own.hit.paper.id for own in index.recommend(30)]
    text = page.get("/for-you").text
    places = [text.index(f'id="p-{own}"') for own in wanted]
    assert places == sorted(places)
    assert "Because you like" in text
    assert "Papers that you like" in text
    assert "Papers that you do not like" in text
    assert "좋아한 논문과 비슷합니다" in page.get("/for-you?lang=ko").text


def test_the_feed_tells_unread_papers_from_the_others(page: TestClient, own: Path) -> None:
    with fake(own)() as index:
        index.watches.add(Watch("speech", "speech codecs", "weak"), since="2024-07-02")
        found = index.feed()
    text = page.get("/feed").text
    assert f"{len(found)} unread" in text
    assert text.count('<span class="new">Unread</span>') == len(found)
    assert "Also caught, in the newest 30 days" in text
    assert 'href="/feed.atom?watch=speech"' in text
    with fake(own)() as index:
        index.mark_shown(found)
    assert "Nothing unread" in page.get("/feed").text


def test_every_watch_has_an_atom_of_its_own(page: TestClient, own: Path) -> None:
    with fake(own)() as index:
        index.watches.add(Watch("speech", "speech codecs", "weak"), since="2024-07-01")
        index.watches.add(Watch("robots", "robots that walk", "weak"), since="2024-07-01")
    seen = {}
    for path in ("/feed.atom", "/feed.atom?watch=speech", "/feed.atom?watch=robots"):
        answer = page.get(path)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        root = ElementTree.fromstring(answer.text)
        assert root.tag == f"{{{NAMESPACE}}}feed"
        assert root.findall(f"{{{NAMESPACE}}}entry")
        seen[path] = root.findtext(f"{{{NAMESPACE}}}id")
    assert len(set(seen.values())) == 3
    assert page.get("/feed.atom?watch=none").status_code == 404


def test_with_a_token_the_feed_has_a_key_of_its_own(own: Path) -> None:
    with fake(own)() as index:
        index.watches.add(Watch("speech", "speech codecs", "weak"), since="2024-07-01")
    engine = Engine(own, fake(own), threads=1)
    with client_of(engine, Access.on("127.0.0.1", "secret")) as client:
        refused = client.get("/feed.atom")
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        page = client.get("/feed", headers={"authorization": "Bearer secret"}).text
        found = re.search(r'href="(/feed.atom\?watch=speech&amp;key=[0-9a-f]{32})"', page)
        assert found
        address = found.group(1).replace("&amp;", "&")
        assert client.get(address).status_code == 200
        assert client.get(address[:-1]).status_code == 401
        assert client.get(address.replace("/feed.atom", "/feed")).status_code == 303
    engine.close()


def test_a_watch_leads_to_its_search_with_its_filters(page: TestClient, own: Path) -> None:
    filters = Filters(authors=("=Wei Chen", "Lima"), min_votes=3, categories=("cs.CL",))
    with fake(own)() as index:
        index.watches.add(Watch("speech", "speech codecs", "weak", filters))
    text = page.get("/feed").text
    assert (
        'href="/?q=speech+codecs&amp;min_votes=3&amp;author=%3DWei+Chen&amp;author=Lima'
        '&amp;category=cs.CL">speech</a>' in text
    )


def test_lists(page: TestClient, own: Path) -> None:
    assert "Nothing here yet" in page.get("/kept").text
    with fake(own)() as index:
        index.kept.put(["2407.00001", "2407.00002"])
        index.kept.tick(["2407.00002"])
        index.kept.tag(["2407.00003"], ["later", "<b>"])
        index.kept.note("2407.00004", "worth another look")
        index.kept.put(["2407.00005"])
        index.remove(["2407.00005"])
    text = page.get("/kept").text
    assert text.count("<article") == 3
    assert text.index("To read") < text.index('id="p-2407.00001"') < text.index('id="p-2407.00002"')
    assert "worth another look" in text
    assert "&lt;b&gt; <span" in text
    assert page.get("/kept?tag=LATER").text.count("<article") == 1


def test_duplicates_and_doubtful_summaries(page: TestClient, own: Path) -> None:
    assert "No papers seem to be one" in drawn(page, "/duplicates")
    with fake(own)() as index:
        index.add([{"title": "Study 3 of proofs in logic", "summary": "Else.", "id": "x-abc"}])
    text = drawn(page, "/duplicates")
    assert "one title" in text
    assert "/papers/2407.00003" in text


def test_what_came_since_the_last_visit_stands_out(page: TestClient) -> None:
    now = int(time.time())

    def seen(visit: str) -> str:
        page.cookies.clear()
        text: str = page.get("/", headers={"cookie": f"{NAME}={visit}"} if visit else {}).text
        return text

    assert "New</span>" not in seen("")
    came = seen(f"0.{now - 9 * GAP}")
    assert came.count('<span class="new">New</span>') == 20
    assert "20 new since your last visit" in came
    assert "New</span>" not in seen(f"0.{now - 1}")
    for path in ("/papers/2407.00001", "/feed", "/similar/2407.00001"):  # every page is a visit
        page.cookies.clear()
        kept = page.get(path, headers={"cookie": f"{NAME}={now - 9}.{now - 5}"})
        assert f"{NAME}={now - 9}." in kept.headers["set-cookie"]


def test_every_page_in_both_languages(page: TestClient) -> None:
    drawn(page, "/duplicates")
    for path in ("/for-you", "/feed", "/kept", "/duplicates"):
        for language, word in (("en", "Today"), ("ko", "오늘")):
            answer = page.get(path, params={"lang": language})
            assert answer.status_code == 200
            assert f">{word}</a>" in answer.text
            assert f'href="{path}?lang={language}" aria-current="page"' in answer.text or (
                path == "/duplicates"
            )
