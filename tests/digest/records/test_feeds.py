"""Feeds, and XML that is made to harm."""

from __future__ import annotations

import pytest

from papersearch.digest.reader import parse_bytes
from papersearch.types.paper import Section

ITEM = (
    "<item><title>A paper of words{more}</title><link>https://arxiv.org/abs/2503.00001</link>"
    "<description>{text}</description></item>"
)


def rss(text: str = "x", more: str = "", head: str = "") -> bytes:
    item = ITEM.format(text=text, more=more)
    return f"{head}<rss version='2.0'><channel><title>T</title>{item}</channel></rss>".encode()


def test_html_in_a_description_is_lines_of_text() -> None:
    text = "&lt;p&gt;One &lt;b&gt;two&lt;/b&gt;&lt;/p&gt;&lt;ul&gt;&lt;li&gt;three&lt;/li&gt;"
    (entry,) = parse_bytes(rss(text), "a.xml").entries
    assert entry.sections == (Section("", "One two\nthree"),)


def test_a_feed_in_rdf() -> None:
    data = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>T</title><dc:date>2025-03-04T00:00:00Z</dc:date></channel>
<item><title>A paper</title><link>http://arxiv.org/abs/2503.00001</link>
<description>We page.</description><dc:creator>Ada One</dc:creator></item></rdf:RDF>"""
    (entry,) = parse_bytes(data, "-").entries
    assert (entry.id, entry.day, entry.authors) == ("2503.00001", "2025-03-04", ("Ada One",))


def test_a_feed_says_how_it_is_encoded() -> None:
    head = "<?xml version='1.0' encoding='iso-8859-1'?>"
    data = rss(more=" Müller", head=head).decode().encode("iso-8859-1")
    (entry,) = parse_bytes(data, "a.xml").entries
    assert entry.title == "A paper of words Müller"
    (entry,) = parse_bytes(rss(more=" Müller", head=head), "a.xml").entries
    assert entry.title == "A paper of words Müller"


def test_a_feed_without_items_is_an_empty_day() -> None:
    digest = parse_bytes(b"<rss><channel><title>T</title></channel></rss>", "a.xml")
    assert (digest.entries, digest.problems) == ((), ())


def test_nothing_outside_of_a_feed_is_read() -> None:
    head = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (entry,) = parse_bytes(rss("&x;", head=head), "a.xml").entries
    assert entry.sections == (Section("", "&x;"),)


def test_entities_do_not_grow() -> None:
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    head = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "ha">{laughs}]>'
    digest = parse_bytes(rss("&a12;", "&a12;", head), "a.xml")
    (entry,) = digest.entries
    assert (entry.title, entry.sections[0].text) == ("A paper of words&a12;", "&a12;")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Q&nbsp;of &ndash; titles", "Q of – titles"),
        ("Q & A of R&D", "Q & A of R&D"),
        ("Q &unknown; more", "Q &unknown; more"),
        ("Some &#xd800;title &#55296;of&#1;it", "Some \ufffdtitle \ufffdof it"),
        ("Some &#x110000; title &#65; of", "Some \ufffd title A of"),
        ("A &lt; B &amp; C", "A < B & C"),
        ("A\x01B of words", "A B of words"),
        ("<![CDATA[A & B &nbsp; of &amp; C]]>", "A & B of & C"),
    ],
)
def test_no_reference_takes_what_stands_behind_it(written: str, read: str) -> None:
    data = rss().decode().replace("A paper of words", written)
    (entry,) = parse_bytes(data.encode(), "a.xml").entries
    assert entry.title == read


def test_an_address_keeps_its_parameters() -> None:
    data = rss().replace(b"2503.00001", b"2503.00001?a=1&b=2&copy=3")
    (entry,) = parse_bytes(data, "a.xml").entries
    assert entry.url == "https://arxiv.org/abs/2503.00001?a=1&b=2&copy=3"


@pytest.mark.parametrize("inner", ["<a>" * 100_000, "<item>" * 100_000, "<item/>" * 1_000])
def test_depth_and_emptiness(inner: str) -> None:
    data = f"<rss>{inner}".encode()
    assert parse_bytes(data, "a.xml").entries == ()


def test_xml_of_records() -> None:
    data = b"""<?xml version="1.0"?><volume><paper><title>A <b>paper</b> of words</title>
<author><first>Ada</first><last>One</last></author><abstract>We page.</abstract></paper>
<paper><title>Another paper of words</title><author><first>Ben</first><last>Two</last></author>
<abstract>We replace.</abstract></paper></volume>"""
    first, second = parse_bytes(data, "a.xml").entries
    assert first.authors == ("Ada One",)
    assert second.sections == (Section("Abstract", "We replace."),)


def test_xml_of_something_else() -> None:
    digest = parse_bytes(b"<?xml version='1.0'?><a><b>c</b></a>", "a.xml")
    assert digest.seems == "XML without records of papers"
