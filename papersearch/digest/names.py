"""What the names of fields mean: keys of JSON, columns of tables, labels in a text.

One vocabulary for all of them, in the languages in which digests are published. A name that is
not here is that of a section of the summary, if it is one of a field at all.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_NAMES = {
    "title": """
        title, name, paper, paper title, paper name, papertitle, title en, english title, headline,
        标题, 題目, 题目, 論文名, 论文, 论文标题, 论文题目, 论文名称, 論文, 論文タイトル, タイトル, 題名, 제목,
        논문, 논문 제목, 논문명, título, titulo, titre, titel, tiêu đề, название
    """,
    "authors": """
        author, authors, author s, authors list, author list, author names, authors parsed, by,
        written by, creator, dc creator, first author, contributors, 作者, 作者列表, 著者, 저자, 저자명,
        作者信息, autores, autor, auteurs, auteur, autoren, tác giả, авторы
    """,
    "votes": """
        vote, votes, upvote, upvotes, num upvotes, paper upvotes, stars, likes, like, points, 点赞,
        点赞数, 赞, 赞数, 投票, 投票数, 推荐, 추천, 추천수, 추천 수, 투표, 투표수, 좋아요, 票数, 得票数, いいね,
        votos, 👍, hf upvotes, huggingface upvotes, thumbs up, bình chọn
    """,
    "listed": """
        submitted on daily at, list date, listed, listed on, digest date, scraped date, daily date,
        featured, featured on, announcement date, announced
    """,
    "day": """
        date, day, published, published at, published on, published date, publish date,
        publication date, publicationdate, pub date, pubdate, submitted, submitted on,
        submitted date, submission date, submission, arxiv submitted, release date, released,
        date published, datepublished, date released, issued, created, created at, posted,
        发布日期, 发布时间, 发表日期, 发表时间, 日期, 提交日期, 提交时间, 时间, 公開日, 投稿日, 発表日, 日付,
        提出日, 날짜, 게시일, 발행일, 공개일, 등록일, 출판일, fecha, fecha de publicación, ngày, data,
        дата
    """,
    "updated": """
        updated, updated at, updated date, update date, last updated, arxiv updated, date modified,
        date added, year, publication year, 年份, 更新日期, 更新时间, 更新日, 연도, año
    """,
    "url": """
        url, link, links, paper url, paper link, paperurl, paperlink, abs, abs url, abstract url,
        arxiv, arxiv url, arxiv link, arxiv page, arxiv page url, entry id, html url, page url,
        huggingface, hugging face, hf, hf url, hf link, web, website url, source url, uri, href,
        read more, paper page, 链接, 论文链接, 原文链接, 原文, 地址, 论文地址, リンク, 論文リンク, 링크, 논문 링크,
        원문, 원문 링크, enlace, lien, liên kết, alphaxiv, openreview, source, 来源, 출처
    """,
    "pdf": """
        pdf, pdf url, pdf link, pdfurl, url pdf, full paper, full text, open access pdf,
        fulltext, 全文, pdf链接, pdf 链接
    """,
    "id": """
        id, paper id, paperid, arxiv id, arxivid, arxiv, arxiv number, eprint, identifier, doi,
        external ids, externalids, openreview id, forum, corpus id, 论文id, 编号
    """,
    "code": """
        code, code url, code link, code repository, repository, repo, repo url, github,
        github url, github repo, github link, github links, githubrepo, official code,
        implementation, project code, 代码, 代码链接, 开源代码, 代码地址, コード, 코드, 깃허브, 소스코드, código
    """,
    "project": """
        project, project page, project url, project link, homepage, website, demo, 项目主页, 项目,
        项目地址, 主页, プロジェクト, 프로젝트, 프로젝트 페이지, model, dataset
    """,
    "categories": """
        category, categories, primary category, primarycategory, arxiv categories, main category,
        arxiv category, subject, subjects, tag, tags, topic, topics, area, areas, field, fields,
        fields of study, classification, label, labels, arxiv primary category, 分类, 类别, 标签,
        领域, 主题, 学科, カテゴリ, カテゴリー, 分野, タグ, 분류, 카테고리, 태그, 분야, 주제, categoría, thể loại
    """,
    "venue": """
        venue, journal, journal ref, conference, booktitle, publisher, publication, published in,
        publication title, container title, proceedings, comment, comments, accepted, accepted at,
        会议, 期刊, 会议期刊, 发表于, 备注, 学会, 会議, ジャーナル, 학회, 저널, 게재, conferencia, revista
    """,
    "keywords": """
        keyword, keywords, key words, ai keywords, key terms, 关键词, 關鍵詞, 关键字, キーワード, 키워드, 핵심어,
        palabras clave, từ khóa
    """,
    "abstract": """
        abstract, abstract en, original abstract, arxiv abstract, abstract note, abstractnote,
        摘要, 原文摘要, 英文摘要, 原始摘要, 概要, アブストラクト, 초록, resumen, résumé, resumo, zusammenfassung,
        tóm tắt, аннотация
    """,
    "summary": """
        summary, description, text, body, content, content snippet, note, notes, paper summary
    """,
    "image": """
        thumbnail, image, image url, picture, figure, cover, media, thumbnail url, 图片, 封面, 이미지
    """,
    "video": "video, video url, watch video, demo video, 视频, 영상, 비디오",
    "affiliations": """
        affiliation, affiliations, institution, institutions, organization, organisation,
        organizations, 机构, 单位, 作者单位, 所属, 所属機関, 소속, 기관, university
    """,
    "score": """
        score, scores, rating, relevance score, rank, no, number, index, relevance, quality,
        priority, priority score, 评分, 得分, 分数, 序号, 排名, スコア, 점수, 순위, 번호, 评级, 推荐指数
    """,
    "comments": "num comments, comment count, discussion, tweet, tweets, twitter, x, citations, "
    "citation count, 评论, 引用, 引用数, 댓글",
}

_MEANINGS = {
    name.strip(): meaning
    for meaning, names in _NAMES.items()
    for name in names.replace("\n", " ").split(",")
    if name.strip()
}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_EDGES = re.compile(r"^[^\w👍]+|[^\w👍]+$")
_BETWEEN = re.compile(r"[\s_\-/&,.()（）]+")
LONGEST = 60
"""Characters of the longest name of a field that is looked up."""


@functools.lru_cache(maxsize=4096)
def meaning(name: str) -> str:
    """Return what the name of a field means, such as "authors" for 저자; "" for an unknown one.

    Case, emoji, stars and a colon around it do not count, and ``camelCase`` is read as words.
    """
    if len(name) > LONGEST:
        return ""
    plain = plainly(name)
    return _MEANINGS.get(plain) or _MEANINGS.get(plain.replace(" ", "")) or ""


def plainly(name: str) -> str:
    """Return a name as words in lower case, without what stands around it."""
    words = _CAMEL.sub(" ", unicodedata.normalize("NFKC", name))
    words = _EDGES.sub("", words.replace("\ufe0f", ""))
    return _BETWEEN.sub(" ", words).strip().lower()
