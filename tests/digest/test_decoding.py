"""Files in the charset that they declare."""

from __future__ import annotations

import pytest

from papersearch.digest import parse_bytes
from papersearch.errors import DigestError

HTML = (
    "<html><head><meta {meta}></head><body>"
    "<h2><a href='https://arxiv.org/abs/2503.00001'>{title}</a></h2><p>text</p></body></html>"
)
FEED = (
    "<?xml version='1.0' encoding='{charset}'?><rss><channel><item><title>{title}</title>"
    "<link>https://arxiv.org/abs/2503.00001</link></item></channel></rss>"
)
TITLES = {
    "shift_jis": "長い川の短い歌",
    "euc-jp": "長い川の短い歌",
    "iso-2022-jp": "長い川の短い歌",
    "gbk": "划船的语言模型",
    "gb2312": "划船的语言模型",
    "big5": "划船語言模型",
    "euc-kr": "새로운 모델의 논문",
    "iso-8859-1": "Über große Modelle",
    "windows-1251": "Новая модель языка",
    "koi8-r": "Новая модель языка",
}
METAS = ("charset={}", "charset='{}' /", "http-equiv=Content-Type content='text/html; charset={}'")


@pytest.mark.parametrize("charset", TITLES)
@pytest.mark.parametrize("meta", METAS)
def test_html_in_the_charset_that_it_declares(charset: str, meta: str) -> None:
    html = HTML.format(meta=meta.format(charset), title=TITLES[charset])
    digest = parse_bytes(html.encode(charset), "2025-03-04.html")
    assert [entry.title for entry in digest.entries] == [TITLES[charset]]
    assert (digest.problems, digest.notes) == ((), ())


@pytest.mark.parametrize("charset", TITLES)
def test_xml_in_the_charset_that_it_declares(charset: str) -> None:
    feed = FEED.format(charset=charset, title=TITLES[charset]).encode(charset)
    (entry,) = parse_bytes(feed, "2025-03-04.xml").entries
    assert entry.title == TITLES[charset]


def test_utf_8_is_read_as_such_whatever_is_declared() -> None:
    html = HTML.format(meta="charset=gbk", title="Über große Modelle")
    (entry,) = parse_bytes(html.encode(), "a.html").entries
    assert entry.title == "Über große Modelle"


def test_what_is_not_of_the_charset_is_told_once() -> None:
    html = HTML.format(meta="charset=euc-kr", title=TITLES["euc-kr"]).encode("euc-kr")
    digest = parse_bytes(html.replace(b"text", b"te\xff xt\xff"), "2025-03-04.html")
    assert digest.entries[0].title == TITLES["euc-kr"]
    assert digest.entries[0].sections[0].text == "te\ufffd xt\ufffd"
    (note,) = digest.notes
    assert note.message == "some bytes are not cp949, which the file declares: they read as \ufffd"


@pytest.mark.parametrize("charset", ["utf-8", "utf-7", "punycode", "rot13", "x-unknown", "idna"])
def test_other_charsets_are_refused(charset: str) -> None:
    html = HTML.format(meta=f"charset={charset}", title="Über große Modelle")
    with pytest.raises(DigestError, match="byte 0xdc is not UTF-8: save the file as UTF-8"):
        parse_bytes(html.encode("latin-1"), "a.html")
