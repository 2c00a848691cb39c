"""Digests of all kinds that were read wrong once, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "arxiv-list.html": (
        """\
<html><head><title>Computation and Language</title></head><body><h1>Computation and Language</h1><h3>Showing new listings for Tuesday, 4 March 2025</h3>
<dl id='articles'><h3>New submissions (showing 2 of 2 entries)</h3>
<dt><a name='item1'>[1]</a> <a href="/abs/2503.60003" title="Abstract" id="2503.60003">arXiv:2503.60003</a> [<a href="/pdf/2503.60003" title="Download PDF">pdf</a>, <a href="https://arxiv.org/html/2503.60003v1">html</a>, <a href="/format/2503.60003">other</a>]</dt>
<dd><div class='meta'><div class='list-title mathjax'><span class='descriptor'>Title:</span> Feeding Mice</div><div class='list-authors'><a href="https://arxiv.org/search/cs?searchtype=author&query=Mice,F">Fe Mice</a>, <a href="https://arxiv.org/x">Go Rat</a></div><div class='list-comments mathjax'><span class='descriptor'>Comments:</span> 4 pages</div><div class='list-subjects'><span class='descriptor'>Subjects:</span> <span class="primary-subject">Computation and Language (cs.CL)</span></div><p class='mathjax'>We feed mice.</p></div></dd>
<dt><a name='item2'>[2]</a> <a href="/abs/2503.60004" title="Abstract" id="2503.60004">arXiv:2503.60004</a> [<a href="/pdf/2503.60004">pdf</a>]</dt>
<dd><div class='meta'><div class='list-title mathjax'><span class='descriptor'>Title:</span> Starving Mice</div><div class='list-authors'><a href="/x">St Arve</a></div><p class='mathjax'>We starve mice.</p></div></dd></dl></body></html>""",
        [
            {
                "id": "2503.60003",
                "title": "Feeding Mice",
                "day": "2025-03-04",
                "authors": ["Fe Mice", "Go Rat"],
                "says": ["We feed mice."],
            },
            {"id": "2503.60004", "title": "Starving Mice", "authors": ["St Arve"]},
        ],
    ),
    "article-2025-03-11.html": (
        """\
<html><body><article><div class="title">Selling Bikes</div><div class="meta">2025-03-10 | cs.RO | <a href="https://arxiv.org/abs/2503.60007">arXiv</a></div><p>We sell.</p></article><article><div class="title">Buying Bikes</div><div class="meta">2025-03-10 | cs.RO | <a href="https://arxiv.org/abs/2503.60008">arXiv</a></div><p>We buy.</p></article></body></html>""",
        [
            {"id": "2503.60007", "title": "Selling Bikes"},
            {"id": "2503.60008", "title": "Buying Bikes"},
        ],
    ),
    "cvf.html": (
        """\
<html><body><dl><dt class="ptitle"><br><a href="/content/CVPR2024/html/Wheel_Round_Wheels_CVPR_2024_paper.html">Round Wheels</a></dt><dd><form class="authsearch"><a href="#">Whe El</a>,</form></dd><dd>[<a href="/content/CVPR2024/papers/Wheel_Round_Wheels_CVPR_2024_paper.pdf">pdf</a>] [<a href="https://arxiv.org/abs/2403.60009">arXiv</a>] <div class="link2">[<a class="fakelink">bibtex</a>]<div class="bibref">@InProceedings{Wheel_2024_CVPR, author = {Wheel, A}, title = {Round Wheels}}</div></div></dd><dt class="ptitle"><br><a href="/content/CVPR2024/html/Ax_Square_Wheels_CVPR_2024_paper.html">Square Wheels</a></dt><dd><form class="authsearch"><a href="#">Ax Le</a>,</form></dd><dd>[<a href="/content/CVPR2024/papers/Ax_Square_Wheels_CVPR_2024_paper.pdf">pdf</a>]</dd></dl></body></html>""",
        [{"title": "Round Wheels"}, {"title": "Square Wheels"}],
    ),
    "neurips.html": (
        """\
<html><body><h4>Advances</h4><ul class="paper-list"><li class="conference"><a title="paper title" href="/paper_files/paper/2023/hash/0123456789abcdef0123456789abcdef-Abstract-Conference.html">Inflating Tires</a> <i>Ti Re, Ai R</i></li><li class="conference"><a title="paper title" href="/paper_files/paper/2023/hash/0123456789abcdef0123456789abcdee-Abstract-Conference.html">Deflating Tires</a> <i>De Fl</i></li></ul></body></html>""",
        [{"title": "Inflating Tires"}, {"title": "Deflating Tires"}],
    ),
    "acl.html": (
        """\
<html><body><h2>Long Papers</h2><p class="d-sm-flex align-items-stretch"><span class="d-block mr-2 text-nowrap list-button-row"><a class="badge" href="https://aclanthology.org/2024.acl-long.3.pdf">pdf</a><a class="badge" href="https://aclanthology.org/2024.acl-long.3.bib">bib</a></span><span class="d-block"><strong><a class="align-middle" href="/2024.acl-long.3/">Changing <span class="acl-fixed-case">T</span>ires</a></strong><br><a href="/people/c/c/">Cha Nge</a> | <a href="/people/t/">Ti Ra</a></span></p><p class="d-sm-flex align-items-stretch"><span class="d-block mr-2 text-nowrap list-button-row"><a class="badge" href="https://aclanthology.org/2024.acl-long.4.pdf">pdf</a></span><span class="d-block"><strong><a class="align-middle" href="/2024.acl-long.4/">Losing Tires</a></strong><br><a href="/people/c/c/">Lo Se</a></span></p></body></html>""",
        [
            {"id": "acl:2024.acl-long.3", "title": "Changing Tires"},
            {"id": "acl:2024.acl-long.4", "title": "Losing Tires"},
        ],
    ),
    "academic.html": (
        """\
<html><head><title>Ann Bee</title></head><body><p>I am a researcher. <a href="mailto:a@b.c">Email</a> / <a href="cv.pdf">CV</a> / <a href="https://scholar.google.com/x">Scholar</a></p><h2>Research</h2><table><tbody><tr><td><img src="a.png"></td><td><a href="https://x.github.io/paint"><span class="papertitle">Painting Tires</span></a><br><strong>Ann Bee</strong>, <a href="https://cy.io">Cy Dee</a><br><em>CVPR</em>, 2024<br><a href="https://x.github.io/paint">project page</a> / <a href="https://arxiv.org/abs/2403.60012">arXiv</a><p>We paint tires.</p></td></tr><tr><td><img src="b.png"></td><td><a href="https://x.github.io/scan"><span class="papertitle">Scanning Tires</span></a><br><strong>Ann Bee</strong><br><em>ECCV</em>, 2022<br><a href="https://arxiv.org/abs/2203.60013">arXiv</a><p>We scan.</p></td></tr></tbody></table></body></html>""",
        [
            {"id": "2403.60012", "title": "Painting Tires", "says": ["We paint tires."]},
            {"id": "2203.60013", "title": "Scanning Tires"},
        ],
    ),
    "x-md-in-json.json": (
        """\
{"date": "2025-03-09",
"content": "# Digest\\n\\n## [Sailing by Content](https://arxiv.org/abs/2503.90021)\\n\\nContent.\\n\\n## [Sailing by Form](https://arxiv.org/abs/2503.90022)\\n\\nForm."}
""",
        [
            {"id": "2503.90021", "title": "Sailing by Content"},
            {"id": "2503.90022", "title": "Sailing by Form"},
        ],
    ),
    "x-xlsx.csv": (
        """\
No.,论文标题,作者,发表日期,论文链接,代码链接,摘要
1,航海的方法,"王海, 李船",2025/3/4,https://arxiv.org/abs/2503.90042,https://github.com/h/h,我们航海。
2,不航海的方法,张山,2025/3/5,https://arxiv.org/abs/2503.90043,,我们爬山。
""",
        [
            {
                "id": "2503.90042",
                "title": "航海的方法",
                "authors": ["王海", "李船"],
                "day": "2025-03-04",
                "code": "https://github.com/h/h",
                "says": ["我们航海。"],
            },
            {"id": "2503.90043", "title": "不航海的方法"},
        ],
    ),
    "m-comma-em.md": (
        """\
## RL

- Conservative Quick Learning, *NeurIPS 2020* [[pdf]](https://arxiv.org/abs/2503.80001)
- Implicit Quick Learning, *ICLR 2022*. [[pdf]](https://arxiv.org/abs/2503.80002)
""",
        [
            {"id": "2503.80001", "title": "Conservative Quick Learning"},
            {"id": "2503.80002", "title": "Implicit Quick Learning"},
        ],
    ),
    "m-comma-plain.md": (
        """\
## RL

- Conservative Quick Learning, NeurIPS 2020. [[pdf]](https://arxiv.org/abs/2503.80003)
- Learning, Planning, and Acting in Mud, arXiv 2017 [[pdf]](https://arxiv.org/abs/2503.80004)
""",
        [
            {"id": "2503.80003", "title": "Conservative Quick Learning"},
            {"id": "2503.80004", "title": "Learning, Planning, and Acting in Mud"},
        ],
    ),
    "m-paren-venue.md": (
        """\
## RL

- Conservative Quick Learning (NeurIPS 2020) [[pdf]](https://arxiv.org/abs/2503.80005)
- Implicit Quick Learning (ICLR'22, Oral) [[pdf]](https://arxiv.org/abs/2503.80006)
- A Quick Look (at Things) [[pdf]](https://arxiv.org/abs/2503.80007)
""",
        [
            {"id": "2503.80005", "title": "Conservative Quick Learning"},
            {"id": "2503.80006", "title": "Implicit Quick Learning"},
            {"id": "2503.80007", "title": "A Quick Look (at Things)"},
        ],
    ),
    "m-linked-then-venue.md": (
        """\
## RL

- [Tall Tree Walks](https://arxiv.org/abs/2503.80008), *CVPR 2024*, by A. Bee, C. Dee
- [Short Tree Walks](https://arxiv.org/abs/2503.80009) (ICML 2023)\x20
""",
        [
            {"id": "2503.80008", "title": "Tall Tree Walks", "authors": ["A. Bee", "C. Dee"]},
            {"id": "2503.80009", "title": "Short Tree Walks"},
        ],
    ),
    "m-venue-first.md": (
        """\
## RL

- **ICML 2024** - Rowing up Rivers [[paper]](https://arxiv.org/abs/2503.80010) [[code]](https://github.com/a/b)
- **CVPR 2023** - Rowing down Rivers [[paper]](https://arxiv.org/abs/2503.80011)
""",
        [
            {"id": "2503.80010", "title": "Rowing up Rivers"},
            {"id": "2503.80011", "title": "Rowing down Rivers"},
        ],
    ),
    "m-venue-first-linked.md": (
        """\
## RL

- **[ICML'24]** [Rowing up Rivers](https://arxiv.org/abs/2503.80012)
- **[CVPR'23]** [Rowing down Rivers](https://arxiv.org/abs/2503.80013)
""",
        [
            {"id": "2503.80012", "title": "Rowing up Rivers"},
            {"id": "2503.80013", "title": "Rowing down Rivers"},
        ],
    ),
    "m-year-bold.md": (
        """\
## RL

* **2024** Rowing over Hills. A. Bee, C. Dee. *ICLR*. [paper](https://arxiv.org/abs/2503.80014)
* **2023** Rowing under Hills. E. Eff. *ICLR*. [paper](https://arxiv.org/abs/2503.80015)
""",
        [
            {"id": "2503.80014", "title": "Rowing over Hills"},
            {"id": "2503.80015", "title": "Rowing under Hills"},
        ],
    ),
    "m-thunlp.md": (
        """\
1. **Rowing round Hills.** ICML 2020. [paper](https://arxiv.org/abs/2503.80016)

    *Ann Bee, Cy Dee, and Ed Eff.*

1. **Rowing in Hills.** ACL 2021. [paper](https://arxiv.org/abs/2503.80017) [code](https://github.com/r/h)

    *Gil Haa.*
""",
        [
            {
                "id": "2503.80016",
                "title": "Rowing round Hills",
                "authors": ["Ann Bee", "Cy Dee", "Ed Eff"],
            },
            {
                "id": "2503.80017",
                "title": "Rowing in Hills",
                "authors": ["Gil Haa"],
                "code": "https://github.com/r/h",
            },
        ],
    ),
    "m-intro-news-2025-03-07.md": (
        """\
# 🌟 AI Daily 2025-03-07

**Today's highlights**: 2 papers about rowing. Top pick: [Rowing First](https://arxiv.org/abs/2503.80037).

## Papers

### [Rowing First](https://arxiv.org/abs/2503.80037)
- 👍 12 | 💬 3
- First.

### [Rowing Second](https://arxiv.org/abs/2503.80038)
- 👍 2
- Second.

## 🔗 Links
- [arXiv](https://arxiv.org)
- [Hugging Face](https://huggingface.co/papers)
""",
        [
            {"id": "2503.80037", "title": "Rowing First", "votes": 12, "says": ["First."]},
            {"id": "2503.80038", "title": "Rowing Second", "votes": 2, "omits": ["Hugging Face"]},
        ],
    ),
    "m-quoteblock-list-2025-03-10.md": (
        """\
# 2025-03-10

> **Rowing in Quotes**
>\x20
> Ann Bee, Cy Dee
>\x20
> https://arxiv.org/abs/2503.80043

> **Rowing in Brackets**
>\x20
> Ed Eff
>\x20
> https://arxiv.org/abs/2503.80044
""",
        [
            {"id": "2503.80043", "title": "Rowing in Quotes"},
            {"id": "2503.80044", "title": "Rowing in Brackets"},
        ],
    ),
    "m-tweet-style-2025-03-11.md": (
        """\
Rowing on Twitter
https://arxiv.org/abs/2503.80045
Rowing on tweets is fun.

Rowing on Mastodon
https://arxiv.org/abs/2503.80046
Rowing on toots is fun.
""",
        [
            {"id": "2503.80045", "title": "Rowing on Twitter"},
            {"id": "2503.80046", "title": "Rowing on Mastodon"},
        ],
    ),
    "m-link-first-bullet.md": (
        """\
- https://arxiv.org/abs/2503.80047 Rowing after Links
- https://arxiv.org/abs/2503.80048 Rowing before Links
- [2503.80049](https://arxiv.org/abs/2503.80049): Rowing beside Links
""",
        [
            {"id": "2503.80047", "title": "Rowing after Links"},
            {"id": "2503.80048", "title": "Rowing before Links"},
            {"id": "2503.80049", "title": "Rowing beside Links"},
        ],
    ),
}
