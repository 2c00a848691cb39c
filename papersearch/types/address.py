"""A paper is known by its address: every writing of one becomes one id.

===========================  ==========================================================
id                           what it stands for
===========================  ==========================================================
``2503.00001``               arXiv, without version; ``hep-th/9901001`` of before 2007
``doi:10.1145/1.2``          a DOI in lower case; bioRxiv and medRxiv are known by theirs
``openreview:aBcDeFgHiJ``    OpenReview
``acl:2024.acl-long.1``      ACL Anthology
``cvf:One_..._paper``        CVF Open Access
``pmlr:v139/one21a``         Proceedings of Machine Learning Research
``neurips:2023/0a1b...``     NeurIPS Proceedings
``s2:0a1b...``               Semantic Scholar; ``s2:CorpusID:12`` by its number
``openalex:W12``             OpenAlex
``x-0a1b2c3d4e5f``           any other link, or a title: a hash of it
===========================  ==========================================================

Patterns are compiled when first used, which most queries do not: see
docs/decisions/0021-cold-queries.md. All are linear: what may repeat is bounded.
"""

from __future__ import annotations

import functools
import hashlib
import re
from urllib.parse import unquote

_NEW = r"(?:0[7-9]|[1-9]\d)(?:0[1-9]|1[0-2])\.\d{4,5}"
# No archive has a longer name; without a bound "a-a-a-..." takes quadratic time.
_OLD = r"[a-z][a-z-]{0,15}(?:\.[A-Za-z]{2})?/\d{7}"
_ARXIV = rf"((?:{_NEW}|{_OLD})(?:v\d{{1,3}})?)(?![\w]|\.\d)"
_DOI = r"(10\.\d{4,9}/[^\s\0-\x1f\x7f%\"'<>{}|\\^`\[\]]{1,180})"
_HEX = r"[0-9a-f]{32,40}"
_NAMED = r"(?:[\w.]{1,20}-)?arxiv(?:\spaper|\spreprint)?[/:_-]"  # "cs.CV-arXiv:" is a badge's

# Sites whose addresses say which paper it is: the end of the host, and what follows the host.
_SITES = (
    ("arxiv", "arxiv.org", rf"/(?:[\w-]{{1,20}}/){{1,3}}{_ARXIV}"),
    ("arxiv", "ar5iv.org", rf"/(?:[\w-]{{1,20}}/){{1,3}}{_ARXIV}"),
    ("arxiv", "alphaxiv.org", rf"/(?:[\w-]{{1,20}}/){{1,3}}{_ARXIV}"),
    ("arxiv", "huggingface.co", rf"/papers/{_ARXIV}"),
    ("arxiv", "hf.co", rf"/papers/{_ARXIV}"),
    ("openreview", "openreview.net", r"/\w{1,20}\?(?:[^#]{0,200}?&)?id=([\w-]{4,40})"),
    ("acl", "aclanthology.org", r"/([a-z]\d\d-\d{4,5}|\d{4}\.[\w-]{1,40}\.\d{1,5})(?![\w-])"),
    ("acl", "aclweb.org", r"/anthology/(?:papers/)?(?:[a-z]/[a-z]\d\d/)?([a-z]\d\d-\d{4,5})(?!\d)"),
    (
        "cvf",
        "openaccess.thecvf.com",
        r"/[^?#]{0,120}?/?([^\s/?#\"<>\0-\x1f]{1,160}_paper)(?:\.\w{3,5}|$)",
    ),
    ("pmlr", "proceedings.mlr.press", r"/(v\d{1,4}/[\w-]{1,80})"),
    ("neurips", "neurips.cc", rf"/paper(?:_files)?(?:/paper)?/(\d{{4}}/(?:hash|file)/{_HEX})"),
    ("neurips", "nips.cc", rf"/paper(?:_files)?(?:/paper)?/(\d{{4}}/(?:hash|file)/{_HEX})"),
    ("s2", "semanticscholar.org", rf"/(?:graph/v1/)?paper/(?:[^/?#]{{1,300}}/)?({_HEX})"),
    ("s2", "semanticscholar.org", r"/(?:[\w/]{1,20}/)?(corpusid:\d{1,12})"),
    ("openalex", "openalex.org", r"/(?:works/)?(w\d{4,14})"),
    ("doi", "doi.org", f"/{_DOI}"),
)
# Everybody else who has the number in the path.
_ELSEWHERE = [
    ("arxiv", rf"/(?:[\w.-]{{1,40}}/){{0,3}}{_NAMED}(?:[\w-]{{1,20}}/)?{_ARXIV}"),
    ("doi", rf"/(?:[\w-]{{1,30}}/){{1,3}}{_DOI}"),
]
_HOST = r"(?:https?://|//)?(?:[\w-]{1,63}\.){0,4}([\w-]{1,63}\.[a-z]{2,12})(?::\d{1,5})?(?=/)"
_LINKS = r"(?i)(?<![\w/@.-])(?:https?://|(?:[\w-]{1,63}\.){1,4}[a-z]{2,12}/)[^\s<>\"'`]{1,2000}"
_WRITTEN = (
    ("arxiv", rf"arxiv(?:\s?(?:id|preprint))?[\s:,_/-]{{1,4}}(?:(?:abs|pdf)/)?{_ARXIV}"),
    ("doi", rf"doi[\s:]{{1,3}}{_DOI}"),
)
_ALONE = (
    ("arxiv", rf"(?:arxiv\s?[:_-]\s?)?{_ARXIV}(?:\s?\[[\w.-]{{1,20}}\])?(?:\.pdf)?"),
    ("doi", rf"(?:doi\s?:\s?)?{_DOI}"),
    ("", r"((?:openreview|acl|cvf|pmlr|neurips|s2|openalex):[^\s\"<>\0-\x1f]{1,190})"),
)
_DOI_OF_ARXIV = rf"10\.48550/arxiv\.{_ARXIV}"
_AFTER_DOI = r"(?i)(?:[./](?:full|abstract|short|pdf|html|full-text|epdf|xml)){1,4}$"
_OF_BIORXIV = r"10\.(?:1101|64898)/"  # whose versions are no DOIs
# Each part begins with one character, which the engine looks for before it tries anything.
_MENTION = r"a(?i:rxiv)|A(?i:rxiv)|d(?i:oi)|D(?i:oi)|://|\.(?i:(?:org|net|com|co|cc|press)/)"
_FULL_STOPS = ".,;:!*_&?'"

_LOCAL = ("neurips", "acl", "cvf")  # whose paths look like nothing else
_KINDS = frozenset({kind for kind, _, _ in _SITES} - {"arxiv"})
_PAGES = {
    "doi": "https://doi.org/{}",
    "openreview": "https://openreview.net/forum?id={}",
    "acl": "https://aclanthology.org/{}/",
    "pmlr": "https://proceedings.mlr.press/{}.html",
    "openalex": "https://openalex.org/{}",
}


@functools.lru_cache(maxsize=1 << 14)
def of_link(url: str) -> str:
    """Return the id of the paper whose address ``url`` is, with or without its scheme, or ""."""
    url = url.strip().strip("<>")
    host = re.match(_HOST, url, re.IGNORECASE)
    if not host:
        return ""
    rest = url[host.end() :]
    rest = unquote(rest) if "%" in rest else rest
    name = host.group(1).lower()
    for kind, pattern in _of_site(name, host.group().lower()):
        if found := re.match(pattern, rest, re.IGNORECASE):
            return _canonical(kind, found.group(1))
    return ""


def _of_site(domain: str, host: str) -> list[tuple[str, str]]:
    """Return the kinds of addresses of a host with their patterns, those of every host last."""
    own = [
        (kind, pattern)
        for kind, site, pattern in _SITES
        if site.endswith(domain)
        and (host.endswith(f".{site}") or host.endswith(f"/{site}") or host == site)
    ]
    return own + _ELSEWHERE


def identified(text: str) -> str:
    """Return the id that all of ``text`` is: a link, an arXiv number, a DOI, an id; or ""."""
    text = text.strip()
    if not text.isprintable():
        return ""
    if found := of_link(text):
        return found
    for kind, pattern in _ALONE:
        if whole := re.fullmatch(pattern, text, re.IGNORECASE):
            return _canonical(kind, whole.group(1)) if kind else _own(whole.group(1))
    return ""


def _own(text: str) -> str:
    """Return the id that is written as one; "" where its page would be that of no paper."""
    kind, _, value = text.partition(":")
    identity = _canonical(kind.lower(), value)
    address = page(identity)
    return identity if not address or of_link(address) == identity else ""


def mentioned(text: str) -> list[str]:
    """Return the ids of the papers that ``text`` names by an address, each once, in order."""
    return list(dict.fromkeys(found for _, _, found in spans(text)))


def spans(text: str) -> list[tuple[int, int, str]]:
    """Return where in ``text`` addresses begin and end, in order, and the ids that they are.

    A number or a DOI counts only behind "arXiv" or "doi", since versions and dates look alike.
    """
    found: list[tuple[int, int, str]] = []
    if not re.search(_MENTION, text):
        return found
    end = 0
    for link in re.finditer(_LINKS, text):
        found += _written(text, end, link.start())
        end = link.start() + len(link.group().rstrip(_FULL_STOPS))
        if identity := of_link(link.group()):
            found.append((link.start(), end, identity))
    return found + _written(text, end, len(text))


def _written(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Return the spans of numbers and DOIs that are written without a link."""
    found = [
        (own.start(), own.end(), identity)
        for kind, pattern in _WRITTEN
        for own in re.compile(rf"(?<![\w.]){pattern}", re.IGNORECASE).finditer(text, start, end)
        if (identity := _canonical(kind, own.group(1)))
    ]
    return sorted(found)


def in_path(path: str) -> str:
    """Return the id that a relative path tells, as that of a paper in its site's own list; or "".

    An arXiv number stands alone, at the beginning of a name, or behind "arxiv", as in
    ``papers/2503.00001v1-a``.
    """
    local = "/" + path[:1000].lstrip("./")
    for kind, _, pattern in _SITES:
        if kind in _LOCAL and (own := re.match(pattern, local, re.IGNORECASE)):
            return _canonical(kind, own.group(1))
    for part in reversed(re.split(r"[/\\?#]", path[-1000:])[-4:]):
        number = rf"(?:arxiv[-_.:]?)?({_NEW})(?:v\d{{1,3}})?(?=$|[^\w.]|\.[a-z]|_)"
        if found := re.match(number, part, re.IGNORECASE):
            return found.group(1)
    return ""


def page(identity: str) -> str:
    """Return the address of the page of an id; "" where none is known for certain."""
    if is_arxiv(identity):
        return f"https://arxiv.org/abs/{identity}"
    kind, _, rest = identity.partition(":")
    return _PAGES[kind].format(rest) if kind in _PAGES and rest else ""


def is_arxiv(identity: str) -> bool:
    """Whether an id is an arXiv number without its version."""
    return bool(re.fullmatch(f"{_NEW}|{_OLD}", identity))


def is_known(identity: str) -> bool:
    """Whether an id is that of an address, not a hash of a link or a title."""
    return is_arxiv(identity) or identity.partition(":")[0] in _KINDS


def is_hashed(identity: str) -> bool:
    """Whether an id is such a hash, which another title or an address makes another one."""
    return bool(re.fullmatch(r"x-[0-9a-f]{12}", identity))


def paper_id(url: str, title: str) -> str:
    """Return the id of a paper: that of its address, or a hash of its link or title."""
    return identified(url) or hashed(url or title)


def hashed(text: str) -> str:
    """Return the id of a paper that only a link or a title tells from others."""
    return "x-" + hashlib.blake2b(text.encode(errors="replace"), digest_size=6).hexdigest()


def _canonical(kind: str, value: str) -> str:
    """Return the id of what stands in an address of a kind; "" where it is none after all."""
    if kind == "arxiv":
        return _arxiv(value)
    if kind == "doi":
        return _doi(value)
    if kind == "acl":
        return f"acl:{value.lower() if value[0].isdigit() else value.upper()}"
    if kind == "neurips":
        return "neurips:" + re.sub(r"/\w+/", "/", value.lower())
    if kind == "s2":
        return f"s2:{value.lower().replace('corpusid', 'CorpusID')}"
    if kind == "openalex":
        return f"openalex:{value.upper()}"
    return f"{kind}:{value}"


def _arxiv(value: str) -> str:
    """Return an arXiv number in its one writing: no version, no subject class."""
    archive, slash, number = re.sub(r"v\d{1,3}\Z", "", value).partition("/")
    return f"{archive.split('.')[0].lower()}/{number}" if slash else archive


def _doi(value: str) -> str:
    value = re.sub(_AFTER_DOI, "", value.split("?")[0].split("#")[0])
    while value[-1:] in _FULL_STOPS or (value[-1:] == ")" and value.count("(") < value.count(")")):
        value = value[:-1]
    if found := re.fullmatch(_DOI_OF_ARXIV, value, re.IGNORECASE):
        return _arxiv(found.group(1))
    if re.match(_OF_BIORXIV, value):
        value = re.sub(r"v\d{1,2}(?:\.\w{1,8}){0,3}\Z", "", value)
    is_doi = value.isprintable() and re.fullmatch(r"10\.\d{4,9}/\S+", value)
    return f"doi:{value.lower()}" if is_doi else ""
