"""Maps as pages and pictures: whole, safe, and the same every time."""

from __future__ import annotations

import base64
import gzip
import re
from xml.etree import ElementTree

import orjson
import pytest

from papersearch.atlas.types import Atlas, Place, Topic
from papersearch.render.pictures.map_page import Setting, map_page
from papersearch.render.pictures.map_words import words_in
from papersearch.render.pictures.page import digest, filled, packed
from papersearch.types.paper import Paper, Section
from tests.render.conftest import HOSTILE, TOKENS

ATLAS = Atlas(
    (Place(TOKENS, -0.5, 0.25, 0, False), Place(HOSTILE, 1.0, -1.0, 1, True)),
    (
        Topic(("visual token", "토큰"), 1, 0, -0.5, 0.25),
        Topic(("</script><b>",), 1, 1, 1.0, -1.0),
    ),
    (Topic(("token",), 1), Topic(("other",), 1)),
    9,
)


def data_of(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/octet-stream" id="data">(.*?)</script>', page)
    assert found
    data: dict[str, object] = orjson.loads(gzip.decompress(base64.b64decode(found.group(1))))
    return data


def test_a_lone_far_day_makes_no_months_between() -> None:
    places = [
        Place(Paper(day, "Title", days=(day,)), 0.0, 0.0, 0, False)
        for day in ("9999-12-31", "2024-06-01", "2024-08-01")
    ]
    data = data_of(map_page(Atlas((*places, *ATLAS.places[1:]), ATLAS.topics, ATLAS.fields, 4)))
    assert {"2024-06", "2024-07", "2024-08", "9999-12"} <= set(data["months"])  # type: ignore[call-overload]
    assert len(data["months"]) < 100  # type: ignore[arg-type]


def test_a_page_holds_all_that_it_needs() -> None:
    page = map_page(ATLAS)
    assert not re.search(r'(?:src|href)\s*=\s*["\']?(?:https?:)?//', page)
    assert "@" not in re.sub(r"@media", "", re.sub(r"<script.*?</script>", "", page, flags=re.S))
    papers = data_of(page)["papers"]
    assert isinstance(papers, list)
    taken = [(paper.pop("bibtex"), paper.pop("csv"), paper.pop("summary")) for paper in papers]
    assert taken[0][0].startswith("@misc{lima2024")
    assert "abstract" not in taken[0][0]
    assert taken[0][1].startswith(f"{TOKENS.id},")
    assert taken[1][1].split(",")[1].startswith("'=cmd")  # no formula of a spreadsheet
    assert taken[0][2]
    assert taken[0][2] in TOKENS.sections[0].text
    assert papers == [
        {
            "id": TOKENS.id,
            "x": -5000,
            "y": 2500,
            "topic": 0,
            "title": TOKENS.title,
            "authors": ["Ana Lima", "Bo Chen"],
            "date": "2024-07-05",
            "votes": 1049,
            "url": TOKENS.url,
            "page": "",
            "doubtful": False,
        },
        {
            "id": HOSTILE.id,
            "x": 10000,
            "y": -10000,
            "topic": 1,
            "title": "=cmd|' /C calc'!A0 \\x1b[31mred\\x1b[0m "
            "<script>alert(1)</script> \\u202egnp.exe",
            "authors": [],
            "date": "2024-07-06",
            "votes": 1,
            "url": "javascript:alert(1)",
            "page": "",
            "doubtful": True,
        },
    ]
    assert "2024-07-04 to 2024-07-06, a sample of 9" in page


def test_untrusted_text_cannot_leave_its_place() -> None:
    page = map_page(ATLAS)
    assert page.count("<script") == 2  # the data and ours
    assert page.count("</script>") == 2
    assert "<b>" not in page


def test_the_policy_names_our_script_and_style() -> None:
    page = map_page(ATLAS)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert (len(scripts), len(styles)) == (1, 1)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert policy.group(1) == (
        f"default-src 'none'; script-src '{digest(scripts[0])}'; "
        f"style-src '{digest(styles[0])}'; base-uri 'none'; form-action 'none'"
    )


def test_what_is_put_in_is_not_filled_again() -> None:
    assert filled("@A@ @B@", {"A": "@B@", "B": "x"}) == "@B@ x"


def test_packed_json_reads_back_and_is_the_same_every_time() -> None:
    value = {"a": "</script><!-- <SCRIPT \u2028", "b": [1, None]}
    assert "<" not in packed(value)
    assert orjson.loads(gzip.decompress(base64.b64decode(packed(value)))) == value
    assert packed(value) == packed(value)


def test_a_summary_is_whole_sentences_as_far_as_there_is_room() -> None:
    def begun(text: str) -> object:
        paper = Paper("p", "t", (Section("", text),))
        atlas = Atlas((Place(paper, 0, 0, 0, False),), (Topic((), 1),), (Topic((), 1),), 1)
        papers = data_of(map_page(atlas))["papers"]
        assert isinstance(papers, list)
        return papers[0]["summary"]

    assert begun("One. Two.") == "One. Two."
    assert begun(f"{'a' * 200}. {'b' * 100}.") == f"{'a' * 200}."
    assert begun("a" * 500) == "a" * 239 + "…"
    assert begun("") == ""


def test_a_page_in_korean_that_links_to_a_server() -> None:
    setting = Setting(
        "ko", lambda paper: f"/papers/{paper.id}", (("Trends", "/trends?a=1&b=<", "en"),), "<i>"
    )
    page = map_page(ATLAS, setting=setting)
    assert '<html lang="ko">' in page
    assert "논문 2편" in page
    assert '<a href="/trends?a=1&amp;b=&lt;" lang="en">Trends</a>' in page
    assert "&lt;i&gt;" in page
    assert "<i>" not in page
    papers = data_of(page)["papers"]
    assert isinstance(papers, list)
    assert papers[0]["page"] == f"/papers/{TOKENS.id}"
    visible = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S)
    shown = re.sub(r"<nav.*?</nav>|<li>.*?</li>|<[^>]*>", "", visible, flags=re.S)
    assert not re.search(r"[A-Za-z]{3}", shown.replace("BibTeX", "").replace("CSV", "")), shown


def test_both_languages_say_the_same_things() -> None:
    english, korean = words_in("en"), words_in("ko")
    assert english.keys() == korean.keys()
    for key, said in english.items():
        assert set(re.findall(r"\{\w+\}", said)) == set(re.findall(r"\{\w+\}", korean[key])), key


class TestPictures:
    @pytest.fixture(autouse=True)
    def _library(self) -> None:
        pytest.importorskip("matplotlib", reason="needs papersearch[map]")

    @pytest.mark.parametrize("colour", ["field", "date", "votes"])
    @pytest.mark.parametrize("dark", [False, True])
    def test_a_png(self, colour: str, dark: bool) -> None:
        from papersearch.render.pictures.map_picture import map_picture

        data = map_picture(ATLAS, "png", colour, dark=dark)
        assert data.startswith(b"\x89PNG\r\n")

    def test_an_svg_is_the_same_every_time_and_holds_its_text(self) -> None:
        from papersearch.render.pictures.map_picture import map_picture

        data = map_picture(ATLAS, "svg")
        assert data == map_picture(ATLAS, "svg")
        texts = {"".join(e.itertext()).strip() for e in ElementTree.fromstring(data).iter()}
        assert "visual token" in texts
        assert "토큰" in texts
        assert "</script><b>" in texts  # as text, not as an element
        assert b"<script" not in data

    def test_names_lie_over_no_other(self) -> None:
        from papersearch.render.pictures.map_picture import map_picture

        here = tuple(Topic((f"topic {n}",), 1, 0, 0.0, 0.0) for n in range(300))
        data = map_picture(Atlas(ATLAS.places, here, ATLAS.fields, 2), "svg").decode()
        shown = len(re.findall(r">topic \d+<", data))
        assert 20 <= shown < 300  # as many as there is room for

    def test_papers_without_dates_and_votes(self) -> None:
        from papersearch.render.pictures.map_picture import map_picture

        bare = Atlas((Place(Paper("p", ""), 0, 0, 0, False),), (Topic((), 1),), (Topic((), 1),), 1)
        for colour in ("date", "votes"):
            assert map_picture(bare, "png", colour)
        assert data_of(map_page(bare))["papers"]

    def test_users_own_settings_change_nothing(self) -> None:
        import matplotlib

        from papersearch.render.pictures.map_picture import map_picture

        before = map_picture(ATLAS, "svg")
        with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red"}):
            assert map_picture(ATLAS, "svg") == before
            assert matplotlib.rcParams["font.size"] == 30

    def test_missing_glyphs_are_named(self) -> None:
        from papersearch.render.pictures.plotting import missing_glyphs

        assert missing_glyphs("Latin text") == ""
        assert "cuneiform" in missing_glyphs("\U00012000 and more")
        assert "draw a page" in missing_glyphs("\U00012000")
