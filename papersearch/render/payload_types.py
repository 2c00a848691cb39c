"""What answers hold as JSON, declared once.

The command line, the web API and the tools for models give these. From here are made the schemas of
the API and of the tools (:mod:`papersearch.render.json_schema`) and the tables of
``docs/output.md``. Keys are only ever added.
"""

from typing import Annotated, Any, TypedDict

from papersearch.types.query import MODES, SORTS


class Facts(TypedDict):
    """What is known of a paper but its sections."""

    id: Annotated[
        str,
        "The arXiv number without version; or doi:, openreview:, acl:, cvf:, pmlr:, neurips:, s2: "
        "or openalex: and what names the paper there; or x- and a hash of its link or title.",
    ]
    title: Annotated[str, "The title that most digests have, else the newest one's."]
    url: Annotated[str, "The paper's link as the digests have it, empty where they have none."]
    date: Annotated[str, "The newest day of a digest that has the paper, as YYYY-MM-DD, or empty."]
    days: Annotated[list[str], "All such days, oldest first."]
    votes: Annotated[int | None, "The highest count of votes in any digest; null without one."]
    authors: Annotated[list[str], "The names of the authors."]
    authors_cut: Annotated[bool, "Whether the digest shortened the list of authors."]
    thumbnail: Annotated[str, "The link of a picture, or empty."]
    video: Annotated[str, "The link of a video, or empty."]
    code: Annotated[str, "The link of the paper's code, or empty."]
    categories: Annotated[list[str], "Its subjects, such as cs.CL; empty where none are given."]
    venue: Annotated[str, "Where it was published, such as ICLR 2025, or empty."]


class Section(TypedDict):
    """One labelled part of a summary."""

    label: Annotated[str, "The label, such as What's New; empty for plain bullets."]
    text: Annotated[str, "The bullets of the section, one a line."]
    source: Annotated[str, "Which digests say so, where several do: a short name; else empty."]


class Paper(Facts):
    """One paper, whole."""

    sections: Annotated[list[Section], "The summary; empty where there is none."]


class Read(Paper):
    """One paper of a file, as it would be indexed."""

    day: Annotated[str, "The day, as YYYY-MM-DD; of several the newest, and empty for none."]
    file: Annotated[str, "The file that says so, as it was named."]


class Explanation(TypedDict):
    """Why a hit stands where it does."""

    dense: Annotated[float | None, "The similarity that ranking uses."]
    dense_rank: Annotated[int | None, "The rank by meaning alone."]
    lexical_rank: Annotated[int | None, "The rank by words alone."]
    found: Annotated[list[str], "Words of the query that the paper mentions."]
    missing: Annotated[list[str], "Words of the query that it never mentions."]
    rank_before: Annotated[
        int | None, "The rank without a model that reranks; null where none scored the paper."
    ]


class _Ranked(TypedDict):
    rank: Annotated[
        int, "The place by relevance, from 1, best first, however hits are sorted.", {"minimum": 1}
    ]


class Hit(_Ranked, Facts):
    """One paper of an answer."""

    similarity: Annotated[
        float | None,
        "Cosine of the best section and the query, or for similar the middle of the papers to be "
        "like, 4 digits; null in mode lexical.",
        {"minimum": -1.01, "maximum": 1.01},
    ]
    score: Annotated[float, "What rank follows; comparable within this answer only."]
    lexical: Annotated[
        float | None, "BM25 score, 0 where no word matched; null in mode dense and for similar."
    ]
    section: Annotated[str, "The label of the section that matched, empty for plain bullets."]
    evidence: Annotated[str, "The sentence of the summary that matches best."]
    marks: Annotated[
        list[Annotated[list[int], {"minItems": 2, "maxItems": 2}]],
        "Where the query's words stand in evidence: start and end, in Unicode code points.",
    ]
    doubtful: Annotated[bool, "Whether the summary seems to be of another paper."]
    explanation: Annotated[
        Explanation | None, "Why the hit stands where it does; null unless that was asked for."
    ]
    rerank: Annotated[
        float | None,
        "The score of the model that reranked, on its own scale, higher is better; null where none "
        "scored the paper.",
    ]
    relevance: Annotated[
        float | None,
        "The score that people see, 0 to 100, falling with the rank: how sure it is that the paper "
        "answers; null where filters alone were given.",
        {"minimum": 0, "maximum": 100},
    ]
    near: Annotated[
        bool, "Whether the paper stands out from those that merely follow: the answer's end."
    ]


class Filters(TypedDict, total=False):
    """The filters that were given."""

    since: Annotated[str, "The first day, as YYYY-MM-DD."]
    until: Annotated[str, "The last day, as YYYY-MM-DD."]
    authors: Annotated[
        list[str], "Parts of names, or whole ones behind a =, all of which are among the authors."
    ]
    min_votes: Annotated[int, "The least count of votes."]
    sections: Annotated[list[str], "Parts of labels, one of which the section that matched bears."]
    categories: Annotated[list[str], "Subjects, one of which the paper has: cs.CL, or cs for all."]


class Answer(TypedDict):
    """The papers that answer a question, or that are like one."""

    query: Annotated[str | None, "What was asked; null for similar."]
    mode: Annotated[str | None, "How it was searched; null for similar.", {"enum": [*MODES, None]}]
    k: Annotated[int | None, "How many papers were asked for; null for similar."]
    sort: Annotated[
        str | None,
        "How the papers are ordered: by relevance, by date or by votes; null for similar.",
        {"enum": [*SORTS, None]},
    ]
    filters: Annotated[Filters, "The filters that were given, and no others."]
    confidence: Annotated[
        float | None,
        "How far the answer stands out from what the query scores elsewhere; null where meaning "
        "or words were not searched, and in an index of fewer than 50 papers. Without hits it is "
        "0.",
        {"minimum": 0, "maximum": 1},
    ]
    verdict: Annotated[
        str,
        "The confidence in a word: strong, fair, weak, or none: nothing in the index, or nothing "
        "that filters left of it, answers this, and the hits, if there are any, are merely the "
        "nearest papers. Empty without confidence.",
        {"enum": ["strong", "fair", "weak", "none", ""]},
    ]
    filtered: Annotated[bool, "Whether filters, or words that had to be said, left papers out."]
    read_as: Annotated[
        dict[str, str],
        "Words that no paper says, as they were typed, each with the word that it was read as; "
        "empty where there is none.",
    ]
    offered: Annotated[
        dict[str, str],
        "Words that hardly a paper says, as they were typed, each with the word that may be meant; "
        "they were read as they are, and the answer is that of the text as it was typed.",
    ]
    as_text: Annotated[
        list[str],
        "What looks like a condition, such as -votes:3, and was read as text: none can be meant.",
    ]
    read_characters: Annotated[
        int | None,
        "Of how many characters of a long question, from its first one, the meaning was read; null "
        "where it was of all. Words count all.",
        {"minimum": 1},
    ]
    count: Annotated[int, "How many hits there are."]
    hits: Annotated[list[Hit], "The papers, best first."]


class Page(Answer):
    """A part of an answer."""

    offset: Annotated[int, "How many papers were left out in front."]
    more: Annotated[bool, "Whether papers follow behind these."]


class Day(Answer):
    """The papers of a day, those with the most votes first."""

    day: Annotated[str, "The day, as YYYY-MM-DD; empty in an index without days."]
    older: Annotated[str, "The nearest earlier day that has papers, or empty."]
    newer: Annotated[str, "The nearest later day that has papers, or empty."]
    papers: Annotated[int, "How many papers there are of it, of which the hits are the first."]


class DayPage(Day):
    """A part of a day."""

    offset: Annotated[int, "How many papers were left out in front."]
    more: Annotated[bool, "Whether papers follow behind these."]


class KeptPaper(Facts):
    """One paper and what its reader keeps of it."""

    indexed: Annotated[bool, "Whether the index has it now; else only its id is known."]
    tags: Annotated[list[str], "Its tags, in the order of their names."]
    note: Annotated[str, "The note, of several lines, or empty."]
    listed: Annotated[
        str, "When it was put on the reading list, an instant in UTC, or empty: it is not on it."
    ]
    read: Annotated[str, "When it was ticked as read, an instant in UTC, or empty: it is unread."]


class KeptPapers(TypedDict):
    """What a reader keeps of papers."""

    count: Annotated[int, "How many papers there are."]
    papers: Annotated[list[KeptPaper], "The papers, each with what is kept of it."]


class Because(TypedDict):
    """A liked paper that a recommended one is like."""

    id: Annotated[str, "Its id."]
    title: Annotated[str, "Its title."]
    similarity: Annotated[float, "The cosine of the middles of both, 4 digits."]


class Recommendation(Hit):
    """One paper that the reader may like; its score is how far it stands out to the taste."""

    because: Annotated[list[Because], "The liked papers that it is most like."]


class Recommendations(TypedDict):
    """Papers that the reader may like."""

    count: Annotated[int, "How many there are."]
    hits: Annotated[list[Recommendation], "The papers, best first."]


class Likes(TypedDict):
    """What the reader likes and dislikes."""

    liked: Annotated[list[str], "The ids of the papers that are liked."]
    disliked: Annotated[list[str], "The ids of those that are disliked."]


class Watch(TypedDict):
    """A standing query."""

    name: Annotated[str, "What it is called."]
    text: Annotated[str, "What it looks for."]
    min_confidence: Annotated[str, "How sure it must be of a paper: strong, fair or weak."]
    filters: Annotated[Filters, "What papers must meet besides."]


class Watches(TypedDict):
    """All watches."""

    count: Annotated[int, "How many there are."]
    watches: Annotated[list[Watch], "The watches, in the order in which they were added."]


class Catch(TypedDict):
    """That a watch catches a paper."""

    name: Annotated[str, "The watch."]
    confidence: Annotated[float, "How sure it is, 0 to 1."]
    relevance: Annotated[float, "The same as a percentage."]
    level: Annotated[str, "The same in a word: strong, fair or weak."]
    section: Annotated[str, "The label of the section that shows it, empty for plain bullets."]
    evidence: Annotated[str, "The sentence that shows it best."]
    marks: Annotated[
        list[list[int]], "Where the watch's words stand in evidence: start and end of each."
    ]


class CaughtPaper(Facts):
    """One paper that watches catch."""

    arrived: Annotated[str, "When it came into the index, an instant in UTC, or empty."]
    doubtful: Annotated[bool, "Whether the summary seems to be of another paper."]
    watches: Annotated[list[Catch], "The watches that catch it, the surest first."]


class Feed(TypedDict):
    """What watches catch."""

    watches: Annotated[list[Watch], "The watches that were asked."]
    looked: Annotated[int, "How many papers they looked at."]
    count: Annotated[int, "How many papers they caught."]
    papers: Annotated[list[CaughtPaper], "The papers, the surest first."]


class Done(TypedDict):
    """That something was done."""

    count: Annotated[int, "How many papers or watches it was done to."]


class Count(TypedDict):
    """A value, and how many papers have it."""

    value: Annotated[str, "The month, label, name, category or place."]
    count: Annotated[int, "How many papers have it.", {"minimum": 0}]


class Facets(TypedDict):
    """How many papers there are of each month, section, author, category and source."""

    papers: Annotated[int, "How many papers were counted.", {"minimum": 0}]
    months: Annotated[list[Count], "Months, as 2024-07, oldest first."]
    sections: Annotated[list[Count], "Labels of sections, those of most papers first."]
    authors: Annotated[list[Count], "Whole names of authors, those of most papers first."]
    categories: Annotated[list[Count], "Subjects, such as cs.CL, those of most papers first."]
    sources: Annotated[list[Count], "Collections, by place, those of most papers first."]
    verdict: Annotated[
        str,
        "That of the answer whose papers are counted, as of a query; empty where nothing was "
        "asked. With none they are the nearest papers, and no answer.",
        {"enum": ["strong", "fair", "weak", "none", ""]},
    ]


class Suggestion(TypedDict):
    """What continues the end of what is typed."""

    kind: Annotated[str, "What it is.", {"enum": ["author", "section", "category", "watch"]}]
    value: Annotated[str, "Its name."]
    count: Annotated[int, "How many papers have it; 0 for a watch.", {"minimum": 0}]
    typed: Annotated[str, "The end of the text, in place of which it is meant."]


class Suggestions(TypedDict):
    """What continues the end of what is typed."""

    suggestions: Annotated[list[Suggestion], "Watches first, then what most papers have."]


class Status(TypedDict):
    """What an index holds, how large it is, and what of it is stale."""

    folder: Annotated[str, "Where the index is."]
    papers: Annotated[int, "How many papers there are."]
    passages: Annotated[int, "How many parts of summaries are embedded."]
    digests: Annotated[int, "How many digests were read."]
    days: Annotated[int, "How many days have a digest."]
    first_day: Annotated[str, "The oldest day, as YYYY-MM-DD, or empty."]
    last_day: Annotated[str, "The newest day, as YYYY-MM-DD, or empty."]
    removed: Annotated[int, "How many papers were removed by hand."]
    model: Annotated[str, "The embedding model."]
    generation: Annotated[int, "Grows with every change of the index."]
    catalog_size: Annotated[int, "Bytes of the catalog."]
    vectors_size: Annotated[int, "Bytes of the vectors."]
    lexical_size: Annotated[int, "Bytes of the index of words."]
    shapes: Annotated[
        list[Annotated[list[Any], {"minItems": 3, "maxItems": 3}]],
        "The files of vectors: FAISS factory, passages, recall@10.",
    ]
    changed: Annotated[int, "Digests that have changed since they were read."]
    vanished: Annotated[int, "Digests that are no longer where they were read."]
    pending: Annotated[int, "Embeddings that no paper uses yet."]
    dead: Annotated[int, "Old passages that are still in the vectors, unseen."]


class Health(TypedDict):
    """Whether the index can be read."""

    status: Annotated[str, "That it can.", {"const": "ok"}]


class Problem(TypedDict):
    """Why a request was not answered."""

    type: Annotated[str, "The kind of error."]
    message: Annotated[str, "What is wrong and what to do, in one line."]
