"""Pages and feeds, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "arxiv.atom": (
        """\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>ArXiv Query</title><updated>2025-03-05T00:00:00-05:00</updated>
<entry><id>http://arxiv.org/abs/2503.50035v2</id><updated>2025-03-05T00:00:00Z</updated><published>2025-03-04T00:00:00Z</published><title>Digging
  Holes</title><summary>  We dig.
</summary><author><name>Di G</name><arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">Hole U</arxiv:affiliation></author><link href="http://arxiv.org/abs/2503.50035v2" rel="alternate"/><category term="cs.LG"/></entry></feed>""",
        [
            {
                "id": "2503.50035",
                "title": "Digging Holes",
                "authors": ["Di G"],
                "categories": ["cs.LG"],
                "says": ["We dig."],
                "day": "2025-03-04",
            }
        ],
    ),
    "arxiv-rss.xml": (
        """\
<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel><title>cs.CL updates on arXiv.org</title><pubDate>Tue, 04 Mar 2025 00:00:00 -0500</pubDate>
<item><title>Filling Holes</title><link>https://arxiv.org/abs/2503.50036</link><description>arXiv:2503.50036v1 Announce Type: new\x20
Abstract: We fill.</description><guid isPermaLink="false">oai:arXiv.org:2503.50036v1</guid><category>cs.CL</category><pubDate>Tue, 04 Mar 2025 00:00:00 -0500</pubDate><arxiv:announce_type>new</arxiv:announce_type><dc:creator>Fil L, Ho Le</dc:creator></item></channel></rss>""",
        [
            {
                "id": "2503.50036",
                "title": "Filling Holes",
                "authors": ["Fil L", "Ho Le"],
                "says": ["We fill."],
                "omits": ["Announce Type"],
                "day": "2025-03-04",
            }
        ],
    ),
    "oai.xml": (
        """\
<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2025-03-05T00:00:00Z</responseDate><ListRecords>
<record><header><identifier>oai:arXiv.org:2503.50037</identifier><datestamp>2025-03-05</datestamp></header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2503.50037</id><created>2025-03-04</created><authors><author><keyname>Pit</keyname><forenames>Sand</forenames></author></authors><title>Raking Sand</title><categories>cs.LG cs.AI</categories><abstract>We rake.</abstract></arXiv></metadata></record>
</ListRecords></OAI-PMH>""",
        [
            {
                "id": "2503.50037",
                "title": "Raking Sand",
                "authors": ["Sand Pit"],
                "says": ["We rake."],
                "day": "2025-03-04",
            }
        ],
    ),
    "nature.rdf": (
        """\
<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="http://feeds.nature.com/x"><title>Nature X</title><link>http://www.nature.com/x</link></channel>
<item rdf:about="https://www.nature.com/articles/s42256-025-00001-1"><title><![CDATA[Sifting <i>Sand</i>]]></title><link>https://www.nature.com/articles/s42256-025-00001-1</link><content:encoded><![CDATA[<p>Nature X, Published online: 04 March 2025; <a href="https://www.nature.com/articles/s42256-025-00001-1">doi:10.1038/s42256-025-00001-1</a></p>We sift.]]></content:encoded><dc:creator>Si Ft</dc:creator><dc:creator>Sa Nd</dc:creator><dc:date>2025-03-04</dc:date><prism:doi>10.1038/s42256-025-00001-1</prism:doi></item></rdf:RDF>""",
        [
            {
                "id": "doi:10.1038/s42256-025-00001-1",
                "title": "Sifting Sand",
                "authors": ["Si Ft", "Sa Nd"],
                "day": "2025-03-04",
                "says": ["We sift."],
            }
        ],
    ),
    "blog-digest.rss": (
        """\
<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Daily digest</title><item><title>Building Castles</title><link>https://huggingface.co/papers/2503.50038</link><pubDate>Tue, 04 Mar 2025 00:00:00 GMT</pubDate><description>&lt;p&gt;We &lt;b&gt;build&lt;/b&gt; &amp;amp; run.&lt;/p&gt;</description></item><item><title>Ruining Castles</title><link>https://huggingface.co/papers/2503.50039</link><pubDate>Tue, 04 Mar 2025 00:00:00 GMT</pubDate><description>Ruin.</description></item></channel></rss>""",
        [
            {
                "id": "2503.50038",
                "title": "Building Castles",
                "says": ["We build & run."],
                "day": "2025-03-04",
            },
            {"id": "2503.50039", "title": "Ruining Castles"},
        ],
    ),
    "cards-2025-03-10.html": (
        """\
<!doctype html><html lang=en><head><meta charset=utf-8><title>Daily Papers</title><script>var a=1</script></head><body><nav><a href="/">Home</a><a href="/archive">Archive</a></nav><main><h1>Daily Papers</h1>
<div class="card"><h2 class="t"><a href="https://huggingface.co/papers/2503.60005">Riding Bikes</a></h2><p class="authors">By <span>Bi Ke</span>, <span>Ri De</span></p><span class="votes">▲ 55</span><p class="abs">We ride.</p><a class="btn" href="https://arxiv.org/pdf/2503.60005">PDF</a></div>
<div class="card"><h2 class="t"><a href="https://huggingface.co/papers/2503.60006">Fixing Bikes</a></h2><p class="authors">By <span>Fi X</span></p><span class="votes">▲ 5</span><p class="abs">We fix.</p><a class="btn" href="https://arxiv.org/pdf/2503.60006">PDF</a></div>
</main><footer>© 2025 Me. <a href="https://github.com/me">GitHub</a></footer></body></html>""",
        [
            {
                "id": "2503.60005",
                "title": "Riding Bikes",
                "day": "2025-03-10",
                "authors": ["Bi Ke", "Ri De"],
                "votes": 55,
                "says": ["We ride."],
            },
            {"id": "2503.60006", "title": "Fixing Bikes", "omits": ["©"], "votes": 5},
        ],
    ),
    "table-page-2025-03-12.html": (
        """\
<html><body><table class="dataTable"><thead><tr><th>Date</th><th>Title</th><th>Category</th><th>Link</th></tr></thead><tbody><tr><td>2025-03-12</td><td>Rolling Tires</td><td>cs.RO</td><td><a href="https://arxiv.org/abs/2503.60010">abs</a></td></tr><tr><td>2025-03-12</td><td>Burning Tires</td><td>cs.RO</td><td><a href="https://arxiv.org/abs/2503.60011">abs</a></td></tr></tbody></table></body></html>""",
        [
            {"id": "2503.60010", "title": "Rolling Tires", "day": "2025-03-12"},
            {"id": "2503.60011", "title": "Burning Tires"},
        ],
    ),
    "details-page-2025-03-13.html": (
        """\
<html><body><h1>arXiv 2025-03-13</h1><section><h2>cs.CV</h2><details><summary>Mowing Lawns with ViTs</summary><p>Authors: La Wn</p><p>We mow.</p><a href="https://arxiv.org/abs/2503.60014">link</a></details><details><summary>Watering Lawns</summary><p>Authors: Wa Ter</p><p>We water.</p><a href="https://arxiv.org/abs/2503.60015">link</a></details></section></body></html>""",
        [
            {
                "id": "2503.60014",
                "title": "Mowing Lawns with ViTs",
                "authors": ["La Wn"],
                "day": "2025-03-13",
                "says": ["We mow."],
            },
            {"id": "2503.60015", "title": "Watering Lawns"},
        ],
    ),
    "x-html-ul-2025-03-05.html": (
        """\
<html><body><h1>Papers</h1><ul><li><a href='https://arxiv.org/abs/2503.90011'>Sailing by List</a> <span class='date'>2025-03-04</span><p>We list.</p></li><li><a href='https://arxiv.org/abs/2503.90012'>Sailing by Item</a><p>We item.</p></li></ul></body></html>""",
        [
            {"id": "2503.90011", "title": "Sailing by List", "says": ["We list."]},
            {"id": "2503.90012", "title": "Sailing by Item", "says": ["We item."]},
        ],
    ),
    "x-html-h3-2025-03-07.html": (
        """\
<html><body><h3><a href='https://arxiv.org/abs/2503.90015'>Sailing by Heading</a></h3><p><i>Ann Bee, Cy Dee</i></p><p>We head.</p><h3><a href='https://arxiv.org/abs/2503.90016'>Sailing by Footing</a></h3><p><i>Ed Eff</i></p><p>We foot.</p></body></html>""",
        [
            {
                "id": "2503.90015",
                "title": "Sailing by Heading",
                "authors": ["Ann Bee", "Cy Dee"],
                "says": ["We head."],
            },
            {"id": "2503.90016", "title": "Sailing by Footing"},
        ],
    ),
    "x-atom-hf.xml": (
        """\
<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>HF Papers</title><entry><title>Sailing by Atom</title><link href="https://huggingface.co/papers/2503.90017"/><id>https://huggingface.co/papers/2503.90017</id><updated>2025-03-04T00:00:00Z</updated><content type="html">&lt;p&gt;We atom.&lt;/p&gt;</content></entry></feed>""",
        [
            {
                "id": "2503.90017",
                "title": "Sailing by Atom",
                "day": "2025-03-04",
                "says": ["We atom."],
            }
        ],
    ),
    "x-journal.rss": (
        """\
<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>J</title><item><title>[ASAP] Sailing by Journal</title><link>http://dx.doi.org/10.1021/acs.xyz.5c00001</link><description>&lt;p&gt;&lt;img src="a.gif"/&gt;&lt;/p&gt;&lt;div&gt;DOI: 10.1021/acs.xyz.5c00001&lt;/div&gt;</description><dc:creator>Ann Bee, Cy Dee and Ed Eff</dc:creator><pubDate>Tue, 04 Mar 2025 00:00:00 GMT</pubDate></item></channel></rss>""",
        [
            {
                "id": "doi:10.1021/acs.xyz.5c00001",
                "title": "[ASAP] Sailing by Journal",
                "authors": ["Ann Bee", "Cy Dee", "Ed Eff"],
                "day": "2025-03-04",
            }
        ],
    ),
}
