from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from papersearch.server.engine import Engine
from papersearch.types.hits import Hit
from papersearch.types.paper import Paper, Section
from papersearch.web.assets import asset_address
from papersearch.web.inline import Piece, Span
from papersearch.web.views import card, labels, link, origin
from papersearch.web.words import LANGUAGES, Words, choose, vocabulary
from tests.web.conftest import client_of, fake

EVERY_PAGE = (
    "/",
    "/?day=2024-07-04&author=%22onload%3D",
    "/?q=script",
    "/?q=<script>alert(1)</script>",
    "/similar/2407.00001",
    "/similar/2407.00001?id=2407.00002&not=2407.00003",
    "/papers/2407.00001?q=%22onload%3D",
)


class Elements(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def html(client: TestClient, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.text


def unkeyed(page: str) -> str:
    """Return a page without what its forms bear: no two have the same."""
    return re.sub(r'<input type="hidden" name="(key|back)"[^>]*>', "", page)


@pytest.mark.parametrize("path", [*EVERY_PAGE, "/?q=alert&lang=ko"])
def test_nothing_of_a_digest_or_query_becomes_markup(client: TestClient, path: str) -> None:
    page = html(client, path)
    found = Elements(page).found
    scripts = [attrs.get("src") for tag, attrs in found if tag == "script"]
    assert scripts == [asset_address(f"{name}.js") for name in ("page", "cards", "own", "suggest")]
    for tag, attrs in found:
        assert tag not in ("img", "iframe", "object", "base", "style", "i")
        assert not any(name.startswith("on") or name == "style" for name in attrs)
        assert not (attrs.get("href") or "").lower().startswith(("javascript:", "data:"))
    assert "\u202e" not in page


def test_hostile_text_is_shown_as_it_is(client: TestClient) -> None:
    page = html(client, "/?q=alert")
    assert "&lt;script&gt;" in page
    assert "\\u202e" in page
    assert "javascript:alert(3)" not in page


def test_a_search_without_javascript(client: TestClient) -> None:
    page = html(client, "/?q=시각+토큰&since=2024-07-01&author=Lima&section=What%27s+New")
    assert "TokenSqueeze" in page
    assert "<mark>시각</mark> <mark>토큰</mark>" in page
    assert "2024-07-04" in page
    assert "49 votes" in page
    assert ">Ana Lima</a>, <a" in page
    assert "Speaking Machines" not in page
    assert "<option selected>What&#39;s New</option>" in page
    assert 'value="2024-07-01"' in page


def test_every_section_of_a_digest_is_there_and_marked(client: TestClient) -> None:
    page = html(client, "/papers/2407.00001?q=토큰")
    assert page.count('<section class="part') >= 2
    assert "이미지 <mark>토큰</mark>을 고릅니다" in page
    assert "Back to the search" in page


def test_the_day_that_is_opened_every_morning(client: TestClient) -> None:
    page = html(client, "/?lang=en")
    assert '<time datetime="2024-07-06">Saturday, 6 July 2024</time>' in page
    assert "<p>1 paper</p>" in page
    assert page.count("<article") == 1
    older = re.search(r'rel="prev" href="([^"]*)"', page)
    assert older
    assert 'rel="next"' not in page
    before = html(client, older.group(1).replace("&amp;", "&"))
    assert "Friday, 5 July 2024" in before
    assert "2024년 7월 5일 금요일" in html(client, "/?day=2024-07-05&lang=ko")
    first = html(client, "/?day=2024-07-04")
    assert first.index("TokenSqueeze") < first.index("Speaking Machines")  # by votes
    assert "2 papers" in first
    assert 'rel="prev"' not in first
    assert "Friday, 5 July 2024 · papersearch</title>" in before


def test_a_day_is_narrowed_by_filters_and_left_by_a_question(client: TestClient) -> None:
    page = html(client, "/?day=2024-07-04&min_votes=10&lang=en")
    assert "1 paper<" in page
    assert 'href="/?lang=en&amp;min_votes=10&amp;day=2024-07-05"' in page
    for more in ("q=token", "since=2024-07-05", "until=2024-07-05"):
        assert 'name="day" value="2024-07-04"' not in html(client, f"/?day=2024-07-04&{more}")
    assert "No papers of this day" in html(client, "/?day=2024-07-09")
    assert "Nothing found" in html(client, "/?day=2024-07-04&author=Nobody")
    refused = client.get("/?day=someday")
    assert refused.status_code == 400
    assert "is no date" in refused.text


def test_filters_without_a_question_filter(client: TestClient) -> None:
    page = html(client, "/?min_votes=10")
    assert page.index("Selective State") < page.index("TokenSqueeze")  # the newest first
    assert page.count("<article") == 2
    assert html(client, "/?author=Diaz").count("<article") == 1
    assert "Nothing found" in html(client, "/?last=1m")


def test_all_papers_of_a_day_are_there_and_the_page_is_small(tmp_path: Path) -> None:
    entry = (
        "### [A paper whose title is as long as titles are: number {n}]"
        "(https://arxiv.org/abs/2407.{n:05})\n\n"
        "Vote: {n}\n\nAuthors: Ana Lima, Bo Chen, Carla Diaz, Dana O'Hara, Eve Ito\n\n"
        "- **What's New**: {text}\n- **Details**: {text}\n"
    )
    text = "A sentence of a summary, which says what the paper proposes and why. " * 6
    entries = (entry.format(n=n, text=text) for n in range(1, 31))
    (tmp_path / "2024-07-01.md").write_text("\n".join(entries), encoding="utf-8")
    with fake(tmp_path / "index")() as index:
        index.index([tmp_path])
    engine = Engine(tmp_path / "index", fake(tmp_path / "index"), threads=1)
    with client_of(engine) as client:
        page = html(client, "/")
        assets = re.findall(r'(?:href|src)="(/static/(?:style.css|\w+.js)\?[^"]*)"', page)
        sent = [int(client.get(own).headers["content-length"]) for own in ("/", *assets)]
    engine.close()
    assert page.count("<article") == 30
    assert len(assets) == 5
    assert sum(sent) < 60_000


def test_several_values_of_a_filter_stand_and_go_one_by_one(client: TestClient) -> None:
    page = html(client, "/?author=lima&author=chen&q=token")
    assert page.count("<article") == 1
    found = re.search(r'href="([^"]*)" aria-label="Remove the filter Author: chen"', page)
    assert found
    assert found.group(1) == "/?author=lima&amp;q=token"
    assert '<input type="hidden" name="author" value="chen">' in page
    cleared = client.get("/?author=lima&author=chen&q=token&clear=1")
    assert cleared.headers["location"] == "/?q=token"


def test_papers_of_no_day_are_listed(tmp_path: Path) -> None:
    (tmp_path / "some.md").write_text("### [Tokens](https://arxiv.org/abs/2407.00001)\n\n- New.\n")
    with fake(tmp_path / "index")() as index:
        index.index([tmp_path])
    engine = Engine(tmp_path / "index", fake(tmp_path / "index"), threads=1)
    with client_of(engine) as client:
        page = html(client, "/")
    engine.close()
    assert "Papers without a day" in page
    assert page.count("<article") == 1


def test_the_digest_of_a_card_is_a_part_of_the_papers_page(client: TestClient) -> None:
    page = html(client, "/?q=토큰")
    address = re.search(r'data-act="digest" href="([^"]*)"', page)
    assert address
    place = address.group(1).replace("&amp;", "&")
    sheet = html(client, place, **{"x-part": "sheet"})
    assert "<html" not in sheet
    assert "이미지 <mark>토큰</mark>을 고릅니다" in sheet
    assert "<html" in html(client, place)


def test_where_a_paper_is_to_be_read(client: TestClient) -> None:
    card = Elements(html(client, "/?q=TokenSqueeze&k=1")).found
    page = Elements(html(client, "/papers/2407.00001")).found
    sheet = Elements(html(client, "/papers/2407.00001", **{"x-part": "sheet"})).found
    away = [
        {attrs["href"] for tag, attrs in found if attrs.get("target") == "_blank"}
        for found in (card, page, sheet)
    ]
    arxiv, picture = "https://arxiv.org/{}/2407.00001", "/pictures/2407.00001"
    near = {arxiv.format("pdf"), arxiv.format("abs"), picture}
    more = {
        arxiv.format("html"),
        "https://huggingface.co/papers/2407.00001",
        "https://www.alphaxiv.org/abs/2407.00001",
    }
    assert away[0] == near
    assert away[1] >= near | more
    assert away[2] == more
    for tag, attrs in (*card, *page, *sheet):
        if tag == "a" and (attrs.get("href") or "").startswith("http"):
            assert attrs["rel"] == "noreferrer"


def test_authors_and_days_lead_to_more_of_theirs(client: TestClient) -> None:
    page = html(client, "/papers/2407.00001?lang=en")
    assert '<a href="/?lang=en&amp;author=%3DAna+Lima">Ana Lima</a>' in page
    assert html(client, "/?author=%3DAna+Lima").count("<article") == 1
    assert "Nothing found" in html(client, "/?author=%3DLima")
    assert 'href="/?lang=en&amp;day=2024-07-04"' in page


@pytest.mark.parametrize(
    ("kind", "media", "start"),
    [
        ("bibtex", "application/x-bibtex", "@misc{lima2024tokensqueeze,"),
        ("ris", "application/x-research-info-systems", "TY  - GEN"),
    ],
)
def test_a_paper_for_a_reference_manager(
    client: TestClient, kind: str, media: str, start: str
) -> None:
    found = client.get(f"/{kind}/2407.00001v2")
    assert found.headers["content-type"] == f"{media}; charset=utf-8"
    name = "2407.00001" + {"bibtex": ".bib", "ris": ".ris"}[kind]
    assert found.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert found.text.startswith(start)
    assert client.get(f"/{kind}/2407.99999").status_code == 404


def test_the_head_of_a_papers_page_tells_reference_managers(client: TestClient) -> None:
    found = Elements(html(client, "/papers/2407.00001")).found
    said = [(a.get("name"), a.get("content")) for tag, a in found if tag == "meta"]
    assert [own for own in said if (own[0] or "").startswith("citation_")] == [
        ("citation_title", "TokenSqueeze: Compressing Visual Tokens"),
        ("citation_author", "Ana Lima"),
        ("citation_author", "Bo Chen"),
        ("citation_publication_date", "2024/07/04"),
        ("citation_arxiv_id", "2407.00001"),
        ("citation_abstract_html_url", "https://arxiv.org/abs/2407.00001"),
        ("citation_pdf_url", "https://arxiv.org/pdf/2407.00001"),
    ]


def test_pages_of_an_answer_link_to_each_other(client: TestClient) -> None:
    page = html(client, "/?q=token&k=2")
    following = re.search(r'data-act="more" href="([^"]*)"', page)
    assert following
    rest = html(client, following.group(1).replace("&amp;", "&"))
    ids = re.findall(r'aria-labelledby="t-([^"]*)"', page + rest)
    assert len(ids) == len(set(ids)) == 4


def test_a_permalink_leads_to_the_same_search(client: TestClient) -> None:
    page = html(client, "/?q=시각 토큰&min_votes=3&last=&author=")
    found = re.search(r'data-act="copy" href="([^"]*)"', page)
    if found is None:
        pytest.fail("there is no permalink")
    again = html(client, found.group(1).replace("&amp;", "&"))
    assert unkeyed(again) == unkeyed(page)


def test_clearing_the_filters_keeps_the_question(client: TestClient) -> None:
    sent = client.get("/?q=token&min_votes=3&last=1y&offset=10&lang=ko&clear=1")
    assert (sent.status_code, sent.headers["location"]) == (303, "/?q=token&lang=ko")
    sent = client.get("/similar/2407.00001?not=2407.00003&min_votes=3&clear=1")
    assert sent.headers["location"] == "/similar/2407.00001?not=2407.00003"


def test_papers_like_one_are_filtered_and_left_by_a_question(client: TestClient) -> None:
    page = html(client, "/similar/2407.00001?not=2407.00003&min_votes=3")
    assert page.count("<article") == 1
    assert 'action="/similar/2407.00001"' in page
    assert '<input type="hidden" name="not" value="2407.00003">' in page
    first = html(client, "/similar/2407.00001?k=1")
    following = re.search(r'data-act="more" href="([^"]*)"', first)
    assert following
    rest = html(client, following.group(1).replace("&amp;", "&"))
    assert rest.count("<article") == 1
    asked = client.get("/similar/2407.00001?q=token&min_votes=3")
    assert (asked.status_code, asked.headers["location"]) == (303, "/?q=token&min_votes=3")


def test_nothing_is_a_page_for_people_and_json_for_programs(client: TestClient) -> None:
    seen = client.get("/nonsense", headers={"accept": "text/html,*/*;q=0.8"})
    assert seen.status_code == 404
    assert "There is no such page: /nonsense" in seen.text
    assert 'role="search"' in seen.text
    told = client.get("/nonsense")
    assert (told.status_code, told.json()["type"]) == (404, "NotFound")
    assert client.get("/api/nonsense", headers={"accept": "text/html"}).json()["type"] == "NotFound"
    posted = client.post("/?lang=ko", headers={"accept": "text/html"})
    assert posted.status_code == 405
    assert set(posted.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert "이 주소에서는 할 수 없는 일입니다" in posted.text


def test_every_page_of_papers_has_the_search(client: TestClient) -> None:
    for path in (*EVERY_PAGE, "/papers/2407.00001?q=token"):
        assert 'role="search"' in html(client, path)
    assert 'value="token"' in html(client, "/papers/2407.00001?q=token")


def test_markup_of_a_summary_is_shown_as_such(tmp_path: Path) -> None:
    (tmp_path / "2024-07-01.md").write_text(
        "### [Tokens](https://arxiv.org/abs/2407.00001)\n\n"
        '- **New**: The **best** of `f<b>` at https://a.example/x"onclick=1 '
        "and [here](https://b.example/).\n"
    )
    with fake(tmp_path / "index")() as index:
        index.index([tmp_path])
    engine = Engine(tmp_path / "index", fake(tmp_path / "index"), threads=1)
    with client_of(engine) as client:
        for page in (html(client, "/"), html(client, "/papers/2407.00001")):
            assert "<strong>best</strong>" in page
            assert "<code>f&lt;b&gt;</code>" in page
            assert 'href="https://a.example/x"' in page
            assert not any("onclick" in attrs for _, attrs in Elements(page).found)
            assert re.search(r'<a href="https://b.example/"[^>]*rel="noreferrer">here</a>', page)
    engine.close()


def test_a_part_is_asked_for_by_the_script_alone(client: TestClient) -> None:
    part = html(client, "/?q=token", **{"x-part": "results"})
    assert "<html" not in part
    assert "TokenSqueeze" in part


def test_a_wrong_search_says_so_and_keeps_the_form(client: TestClient) -> None:
    response = client.get("/?q=???&author=Lima")
    assert response.status_code == 400
    assert "neither letters nor digits" in response.text
    assert 'value="???"' in response.text
    assert 'value="Lima"' in response.text


def test_an_unknown_paper_is_a_page(client: TestClient) -> None:
    response = client.get("/papers/2407.99999")
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "no paper 2407.99999" in response.text


def test_a_picture_may_load_from_its_own_place_and_no_other(client: TestClient) -> None:
    response = client.get("/pictures/2407.00001")
    policy = response.headers["content-security-policy"]
    assert "img-src https://example.org;" in policy
    assert "script-src" not in policy
    assert 'src="https://example.org/2407.00001.png"' in response.text
    assert client.get("/pictures/2407.00003").status_code == 404


def test_languages(client: TestClient) -> None:
    assert '<html lang="en">' in html(client, "/")
    assert '<html lang="ko">' in html(client, "/", **{"accept-language": "ko-KR,ko;q=0.9,en;q=0.8"})
    assert '<html lang="en">' in html(client, "/?lang=en", **{"accept-language": "ko"})
    page = html(client, "/?lang=ko&q=token")
    assert 'name="lang" value="ko"' in page
    assert 'href="/?q=token&amp;lang=en"' in page


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("fr", "en"), ("en;q=0.1, ko;q=0.2", "ko"), ("ko,en", "ko"), ("de, en-GB", "en")],
)
def test_the_language_that_a_browser_asks_for(accepted: str, language: str) -> None:
    assert choose("", accepted).language == language


def test_every_word_is_there_in_every_language() -> None:
    for key, said in vocabulary().items():
        assert len(said) == len(LANGUAGES)
        assert all(said), key
        fields = [set(re.findall(r"{(\w+)}", text)) for text in said]
        assert fields[0] == fields[1], key
    assert Words("ko")("votes", count=3) == "추천 3"


def test_static_files_are_cached_by_what_is_in_them(client: TestClient) -> None:
    page = html(client, "/")
    for address in re.findall(r'(?:href|src)="(/static/[^"]*)"', page):
        response = client.get(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/nothing.js").status_code == 404


def test_a_link_is_http_or_none() -> None:
    assert link("https://arxiv.org/abs/1") == "https://arxiv.org/abs/1"
    for url in ("javascript:alert(1)", "data:text/html,x", "//evil", "http://[", ""):
        assert link(url) == ""


def test_an_origin_is_what_a_policy_can_name() -> None:
    assert origin("https://example.org:8443/a.png?b") == "https://example.org:8443"
    for url in (
        "https://a b/",
        "https://a;script-src *",
        "ftp://a/",
        "https://[::1]/",
        "https:///x",
    ):
        assert origin(url) == ""


def test_a_card_says_what_the_hit_says() -> None:
    paper = Paper(
        "2407.1", "A title", (Section("New", "one token"), Section("", "- nested")), votes=1,
        authors=tuple("ABCDEFGH"),
    )  # fmt: skip
    hit = Hit(1, paper, 1.0, 0.5, 1.0, 0, "one token", ((4, 9),), doubtful=True)
    shown = card(paper, frozenset({"token"}), hit)
    assert shown.evidence == (Span((Piece("one "), Piece("token", True))),)
    assert shown.parts[1].lines[0].nested
    assert shown.doubtful
    assert (len(shown.first_authors), shown.more_authors) == (6, 2)


def test_papers_like_several_and_unlike_others(client: TestClient) -> None:
    path = "/similar/2407.00001?id=2407.00002&id=2407.00001v2&not=2407.00003&id=&lang=en"
    page = html(client, path)
    about, _, below = page.partition('class="cards"')
    assert about.count('class="subject"') == 3
    assert about.index("Papers like") < about.index("TokenSqueeze") < about.index("Speaking")
    assert about.index("Speaking") < about.index("Unlike") < about.index("Selective State")
    assert below.count("<article") == 1
    assert "Unlike" not in html(client, "/similar/2407.00001?lang=en")
    assert client.get("/similar/2407.00001?not=2407.00001").status_code == 400
    assert client.get("/similar/2407.00001?id=9999.00001").status_code == 404


def test_labels_are_offered_by_how_often_they_are_used() -> None:
    some = [
        Paper(str(n), "", (Section("Rare" if n else "Other", ""), Section("Often", "")))
        for n in range(3)
    ]
    assert labels(some) == ["Often", "Rare", "Other"]


@pytest.mark.parametrize(
    "named",
    [
        "2407.00001v2",
        "https://arxiv.org/abs/2407.00001",
        "https%3A%2F%2Farxiv.org%2Fpdf%2F2407.00001v3",
        "10.48550/arXiv.2407.00001",
        "https://www.semanticscholar.org/arxiv/2407.00001",
    ],
)
@pytest.mark.parametrize("place", ["/papers/", "/similar/", "/api/papers/", "/api/similar/"])
def test_a_paper_is_named_by_any_writing_of_its_address(
    client: TestClient, place: str, named: str
) -> None:
    response = client.get(place + named)
    assert response.status_code == 200
    assert "2407.0000" in response.text


def test_words_that_were_read_as_others_are_told(tmp_path: Path) -> None:
    for day in (1, 2):
        text = f"### [Diffusion {day}](https://arxiv.org/abs/2407.0000{day})\n\n- Some noise.\n"
        (tmp_path / f"2024-07-0{day}.md").write_text(text)
    with fake(tmp_path / "index")() as index:
        index.index([tmp_path])
    engine = Engine(tmp_path / "index", fake(tmp_path / "index"), threads=1)
    with client_of(engine) as client:
        page = html(client, "/?q=difusion")
        assert "No paper says “difusion”: read as “diffusion”" in page
        assert "<mark>Diffusion</mark> 1" in page
        assert "다음 말로 찾았습니다: “diffusion”" in html(client, "/?q=difusion&lang=ko")
        assert 'class="reading"' not in html(client, "/?q=diffusion")
        page = html(client, "/?q=Difusion+noise+-votes:3")
        assert "did you mean “diffusion”?" in page
        assert "Read as text, not as a condition: “-votes:3”" in page
        assert "혹시 이 말인가요? “diffusion”" in html(client, "/?q=Difusion+noise&lang=ko")
        found = client.get("/api/query?q=Difusion+noise+-votes:3").json()
        assert (found["offered"], found["as_text"]) == ({"Difusion": "diffusion"}, ["-votes:3"])
        found = client.get("/api/query?q=difusion").json()
        assert (found["query"], found["read_as"]) == ("difusion", {"difusion": "diffusion"})
        assert client.get("/api/query?q=diffusion").json()["read_as"] == {}
    engine.close()
