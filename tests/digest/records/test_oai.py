"""Pages for harvesters: arXiv's formats, Dublin Core, what a page says of the next one."""

from __future__ import annotations

import pytest

from papersearch.digest import parse_bytes
from papersearch.digest.records import oai
from papersearch.types.paper import Entry

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">"""
RECORD = """<record><header><identifier>oai:arXiv.org:{id}</identifier>
<datestamp>{stamp}</datestamp><setSpec>cs:cs:CL</setSpec></header>
<metadata>{body}</metadata></record>"""
ARXIV = """<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{id}</id><created>{created}</created>{more}
<authors><author><keyname>Quill</keyname><forenames>Mara B.</forenames></author>
<author><keyname>Ode</keyname><forenames>Per</forenames><suffix>Jr</suffix></author></authors>
<title>Rivers that
  fold</title><categories>cs.CL cs.LG</categories><comments>12 pages</comments>
<journal-ref>Journal of Rivers 3</journal-ref><doi>10.1000/rivers</doi>
<abstract>  Rivers fold &lt; twice.
</abstract></arXiv>"""


def page(*records: str, token: str = "") -> str:
    end = f"<resumptionToken>{token}</resumptionToken>"
    return f"{HEAD}<ListRecords>{''.join(records)}{end}</ListRecords></OAI-PMH>\n"


def read(*records: str, name: str = "arxiv-cs.CL/2026-11-27.xml") -> list[Entry]:
    digest = parse_bytes(page(*records).encode(), name)
    assert digest.problems == ()
    return list(digest.entries)


def record(id_: str, stamp: str, created: str, more: str = "") -> str:
    return RECORD.format(id=id_, stamp=stamp, body=ARXIV.format(id=id_, created=created, more=more))


def test_a_record_of_arxiv() -> None:
    [own] = read(record("2611.01234", "2026-11-27", "2026-11-25"))
    assert own.id == "2611.01234"
    assert own.title == "Rivers that fold"
    assert own.authors == ("Mara B. Quill", "Per Ode Jr")
    assert own.categories == ("cs.CL", "cs.LG")
    assert own.url == "https://arxiv.org/abs/2611.01234"
    assert [(section.label, section.text) for section in own.sections] == [
        ("Abstract", "Rivers fold < twice.")
    ]
    assert own.venue == "Journal of Rivers 3"


@pytest.mark.parametrize(
    ("stamp", "created", "more", "day"),
    [
        ("2026-11-27", "2026-11-25", "", "2026-11-27"),  # announced
        ("2026-11-27", "2026-11-14", "", "2026-11-27"),  # held back for a while
        ("2026-11-27", "2019-02-01", "", "2019-02-01"),  # its record was tidied
        ("2026-11-27", "2026-11-20", "<updated>2026-11-26</updated>", "2026-11-20"),  # corrected
    ],
)
def test_the_day_is_that_of_the_announcement(stamp: str, created: str, more: str, day: str) -> None:
    [own] = read(record("2611.01234", stamp, created, more))
    assert own.day == day


def test_old_ids_and_deleted_records() -> None:
    gone = (
        '<record><header status="deleted"><identifier>oai:arXiv.org:2611.00001</identifier>'
        "<datestamp>2026-11-27</datestamp></header></record>"
    )
    [own] = read(gone, record("hep-th/9901001", "2026-11-27", "1999-01-01"))
    assert own.id == "hep-th/9901001"


def test_arxivs_raw_format() -> None:
    body = (
        '<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>2611.01234</id>'
        "<submitter>M. Quill</submitter>"
        '<version version="v1"><date>Wed, 25 Nov 2026 10:00:00 GMT</date></version>'
        '<version version="v2"><date>Thu, 26 Nov 2026 10:00:00 GMT</date></version>'
        "<title>Rivers that fold</title><authors>Mara B. Quill, Per Ode</authors>"
        "<categories>cs.CL</categories><abstract>Rivers fold twice.</abstract></arXivRaw>"
    )
    [own] = read(RECORD.format(id="2611.01234", stamp="2026-11-27", body=body))
    assert (own.title, own.authors) == ("Rivers that fold", ("Mara B. Quill", "Per Ode"))


def test_dublin_core() -> None:
    body = (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Rivers that fold</dc:title>'
        "<dc:creator>Quill, Mara B.</dc:creator><dc:creator>Ode, Per</dc:creator>"
        "<dc:subject>Computation and Language</dc:subject><dc:subject>Rivers</dc:subject>"
        "<dc:description>Rivers fold twice.</dc:description><dc:date>2026-11-25</dc:date>"
        "<dc:identifier>http://arxiv.org/abs/2611.01234</dc:identifier>"
        "<dc:identifier>doi:10.1000/rivers</dc:identifier></oai_dc:dc>"
    )
    [own] = read(RECORD.format(id="2611.01234", stamp="2026-11-27", body=body))
    assert own.id == "2611.01234"
    assert own.authors == ("Mara B. Quill", "Per Ode")
    assert own.sections[0].text == "Rivers fold twice."
    assert own.day == "2026-11-27"


def test_a_day_without_papers_is_empty() -> None:
    none = f'{HEAD}<error code="noRecordsMatch">none</error></OAI-PMH>'
    digest = parse_bytes(none.encode(), "arxiv-cs.CL/2026-11-28.xml")
    assert (digest.entries, digest.problems) == ((), ())


def test_what_a_harvester_has_to_know() -> None:
    own = record("2611.01234", "2026-11-27", "2026-11-25")
    assert oai.page(page(own, own)) == oai.Page(2)
    assert oai.page(page(own, token=" next|1 ")) == oai.Page(1, "next|1")
    assert oai.page(f'{HEAD}<error code="badVerb">what?</error></OAI-PMH>') == oai.Page(
        0, error="badVerb", message="what?"
    )
    assert oai.page("<html></html>") is None
    assert oai.page("") is None
    cut = oai.page(page(own)[:-12])
    assert cut is not None
    assert not cut.whole
