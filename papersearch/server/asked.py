"""What servers take, declared once: the web API and the tools for models say more of their own."""

from typing import Annotated, TypedDict

from papersearch.types import limits
from papersearch.types.query import MODES, SORTS

MAX_HITS = limits.ANSWER_PAPERS
"""Papers of one answer."""

_DAY = {"pattern": r"^[0-9]{4}(-[0-9]{1,2}){0,2}$"}

Names = Annotated[
    list[Annotated[str, {"minLength": 1, "maxLength": limits.FILTER_CHARACTERS}]],
    {"maxItems": limits.FILTER_VALUES},
]
Text = Annotated[
    str,
    "What to look for, in any language: a few telling words or a sentence.",
    {"minLength": 1, "maxLength": limits.SERVED_CHARACTERS},
]
OwnText = Annotated[
    str,
    "A text of one's own to be like: an abstract, which its title and a blank line may precede; a "
    "digest, BibTeX, RIS or JSON, whose papers count as given; or ids, one a line.",
    {"minLength": 1, "maxLength": limits.SERVED_OWN_CHARACTERS},
]

AUTHOR = "Only papers by all of these: parts of names, or whole ones behind a =, as =Wei Chen."
CATEGORY = "Only papers of one of these: cs.CL, or cs for all of cs."

Votes = Annotated[
    int,
    "Only papers with at least so many votes.",
    {"minimum": 0, "maximum": limits.FILTER_VOTES},
]


Mode = Annotated[
    str,
    "By meaning and words (hybrid), by meaning alone (dense), or by words alone (lexical), "
    "for names and exact terms.",
    {"enum": list(MODES), "default": "hybrid"},
]


class Which(TypedDict, total=False):
    """Of which papers."""

    since: Annotated[
        str, "Only papers in a digest of this day or later: 2024-07-31, 2024-07 or 2024.", _DAY
    ]
    until: Annotated[
        str, "Only papers in a digest of this day or earlier: 2024-07-31, 2024-07 or 2024.", _DAY
    ]
    last: Annotated[
        str,
        "Only papers of the last days, weeks, months or years before today: 7d, 2w, 6m or 1y. "
        "Not together with since.",
        {"pattern": r"^[0-9]{1,5}\s?[dwmyDWMY]$"},
    ]
    min_votes: Votes


class _Count(TypedDict, total=False):
    k: Annotated[
        int,
        "How many papers to give, best first.",
        {"minimum": 1, "maximum": MAX_HITS, "default": 10},
    ]


class Narrowing(_Count, Which):
    """How many papers are wanted, and of which."""


class Way(TypedDict, total=False):
    """How to search."""

    mode: Mode
    sort: Annotated[
        str,
        "How to order the papers that answer, up to the end of the answer or the best "
        f"{MAX_HITS}: by relevance, by date, newest day first, or by votes. Filters alone leave "
        "all papers, by date or votes.",
        {"enum": list(SORTS), "default": "relevance"},
    ]
    diverse: Annotated[bool, "Spread papers that are nearly alike.", {"default": False}]
    explain: Annotated[bool, "Say of each hit why it stands where it does.", {"default": False}]
