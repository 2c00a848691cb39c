"""Files that are no digests, though they look a little like one."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

NO_DIGESTS: dict[str, str] = {
    "empty-2025-03-30.md": """\
# Daily Papers 2025-03-30

No new papers today.
""",
    "opml-no.html": """\
<html><body><h1>Hello</h1><p>Welcome to <a href='https://x.com'>my page</a>.</p></body></html>""",
    "CHANGELOG.md": """\
# Changelog

## [1.2.0] - 2025-03-04
### Added
- Support for LoRA ([paper](https://arxiv.org/abs/2106.09685)) ([#12](https://github.com/a/b/pull/12))
- New sampler by @ann
### Fixed
- Crash in `foo` ([#13](https://github.com/a/b/issues/13))

## [1.1.0] - 2025-02-01
- Support for DPO, see https://arxiv.org/abs/2305.18290
""",
    "package.json": """\
{"name": "arxiv-tool", "version": "1.0.0",
"description": "A tool to fetch arXiv papers every day", "author": "Ann Bee",
"license": "MIT", "repository": {"type": "git", "url": "https://github.com/a/b"},
"keywords": ["arxiv", "paper"], "dependencies": {"axios": "^1.0"}}
""",
    "ci.yml": """\
name: Update papers
on:
  schedule:
    - cron: "0 8 * * *"
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - name: Checkout the repository
        uses: actions/checkout@v4
      - name: Fetch papers from arXiv
        run: python main.py
        env: {URL: "https://arxiv.org/list/cs.CL/new"}
""",
    "dataset.csv": """\
id,name,url,size,license
1,ImageNot,https://imagenot.org,150GB,custom
2,COCOA,https://cocoa.org,20GB,CC-BY
3,Wikitxt,https://wikitxt.org,1GB,CC-BY
""",
    "sentiment.csv": """\
id,text,label
1,I love this movie so much,1
2,This was terrible in all ways,0
3,It was fine I guess,1
""",
    "models.md": """\
# Model zoo

| Model | Backbone | mAP | Config | Download |
|---|---|---|---|---|
| Faster R-CNN | R-50 | 37.4 | [config](configs/a.py) | [model](https://download.x.com/a.pth) |
| RetinaNet | R-101 | 38.5 | [config](configs/b.py) | [model](https://download.x.com/b.pth) |
""",
    "models.json": """\
[{"id": "meta/llama-9", "name": "Llama 9", "downloads": 1000, "likes": 55,
"tags": ["text-generation", "arxiv:2307.09288"], "lastModified": "2025-01-01"},
{"id": "goo/gemma-9", "name": "Gemma 9", "downloads": 500, "likes": 5,
"tags": ["text-generation"], "lastModified": "2025-01-02"}]
""",
    "schedule.md": """\
# ConfX 2025 schedule

| Time | Event | Room |
|---|---|---|
| 09:00 | [Registration](https://confx.org/reg) | Hall |
| 10:00 | Keynote: The Future of Everything by Ann Bee | A1 |
| 11:00 | Coffee | Hall |
""",
    "CONTRIBUTING.md": """\
# Contributing

Please add papers in this format:

```
- [Title](https://arxiv.org/abs/1234.56789) - Authors, *Venue*, Year.
```

1. Fork the repo
2. Add your paper to [README.md](README.md)
3. Open a pull request
""",
    "config.yaml": """\
base_url: "https://arxiv.paperswithcode.com/api/v0/papers/"
user_name: "bee"
repo_name: "arxiv-daily"
show_badge: True
max_results: 10
keywords:
  "SLAM":
    filters: ["SLAM", "Visual Odometry"]
  "NeRF":
    filters: [NeRF]
json_readme_path: './docs/arxiv.json'
""",
    "mkdocs.yml": """\
site_name: Papers
nav:
  - Home: index.md
  - Papers: papers.md
  - About: about.md
theme: {name: material}
""",
    "index-of-days.md": """\
# Daily papers archive

- [2025-03-04](2025-03-04.md)
- [2025-03-03](2025-03-03.md)
- [2025-03-02](2025-03-02.md)
""",
    "toc.md": """\
# Summary

* [Introduction](README.md)
* [Chapter 1: Basics](ch1.md)
  * [Linear Algebra for Everyone](ch1/linear.md)
* [Chapter 2: Nets](ch2.md)
""",
    "tools.md": """\
# Awesome tools

- [vim](https://vim.org) - editor.
- [The Silver Searcher](https://github.com/g/ag) - search.
- [A Very Good Shell Prompt](https://starship.rs) - prompt.
""",
    "robots.txt": """\
User-agent: *
Disallow: /private
Sitemap: https://x.com/sitemap.xml
""",
    "sitemap.xml": """\
<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://x.com/</loc><lastmod>2025-03-04</lastmod></url></urlset>""",
    "requirements.txt": """\
arxiv==2.1.0
requests>=2
feedparser
""",
    "users.json": """\
[{"id": 1, "name": "Leanne Graham", "email": "a@b.c", "website": "hildegard.org",
"company": {"name": "Romaguera", "catchPhrase": "Multi-layered client-server neural-net"}},
{"id": 2, "name": "Ervin Howell", "email": "x@b.c", "website": "anastasia.net",
"company": {"name": "Deckow"}}]
""",
    "jobs.json": """\
{"jobs": [{"id": 7, "title": "Senior Research Engineer, Agents",
"url": "https://jobs.x.com/7", "location": "Paris",
"description": "We look for an engineer who loves agents and tools."}, {"id": 8,
"title": "Staff Designer of Things", "url": "https://jobs.x.com/8", "location": "Rome",
"description": "Design many things with us every day."}]}
""",
    "repos.json": """\
[{"id": 1, "name": "papers", "full_name": "a/papers",
"html_url": "https://github.com/a/papers",
"description": "My list of nice papers about agents", "stargazers_count": 12,
"topics": ["x"]}]
""",
    "lock.json": """\
{"name": "x", "lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0",
"resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz", "license": "MIT"}}}
""",
    "prompt.md": """\
# Prompt

You are an expert reviewer. Given a paper, output JSON:

{"title": "...", "authors": "...", "summary": "..."}

Paper: {{paper}}
""",
    "product.html": """\
<html><head><title>Shop</title></head><body><h1>Shop</h1><div class=card><h2><a href='/p/1'>Red Shoes for Men</a></h2><p>$10</p></div><div class=card><h2><a href='/p/2'>Blue Shoes for Women</a></h2><p>$20</p></div></body></html>""",
    "404.html": "<html><head><title>404</title></head><body><h1>Not found</h1></body></html>",
}
