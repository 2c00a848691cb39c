"""How much of everything is taken, in one place; docs/limits.md says what happens beyond.

What comes from elsewhere (digests, shards, indexes, requests) is bounded by these before any work
is done with it.
"""

from __future__ import annotations

# Questions: the same for the command line, HTTP, MCP and Python
QUERY_CHARACTERS = 10_000
SERVED_CHARACTERS = 2_000  # of a query that a server is asked, which others wait for
QUERY_RESULTS = 10_000
ANSWER_PAPERS = 100  # of a question, that are sorted by date or votes and counted by facets
REFERENCE_CHARACTERS = 2_000  # of an id or a link that names a paper of an index
LIKENESS_PAPERS = 100  # that others are to be like or unlike
OWN_CHARACTERS = 100_000  # of a text of one's own that papers are to be like
OWN_BYTES = 4 * OWN_CHARACTERS
SERVED_OWN_CHARACTERS = 10_000  # of one that a server is given, which others wait for
FILTER_VOTES = 999_999_999
FILTER_VALUES = 20
FILTER_CHARACTERS = 200
SUGGESTED_CHARACTERS = 200  # at the end of what is typed, that suggestions continue

# What a reader keeps of papers
TAG_CHARACTERS = 60
PAPER_TAGS = 50  # of one paper
TAGS = 1_000  # of all papers
NOTE_CHARACTERS = 20_000  # of one paper's note

# Servers: how much there may be of a client, and how many seconds each of its steps may take
CONNECTIONS = 1_000
HEADER_SECONDS = 10
BODY_SECONDS = 20
IDLE_SECONDS = 75
ANSWER_SECONDS = 60
QUERY_SECONDS = 30
HEADER_BYTES = 64 << 10
QUERIES_WAITING = 256
DRAWINGS_KEPT = 8  # finished maps and trends of all topics
DRAWINGS_WAITING = 4  # that are to be drawn, one after the other
COOKIE_DAYS = 30
SERVED_PAPERS = 1_000  # of one answer, on its pages

# The socket beside a server, for commands of the same user
NEARBY_CONNECTIONS = 64
NEARBY_QUESTION_BYTES = 128 << 10
NEARBY_ANSWER_BYTES = 64 << 20

# An index made elsewhere
CATALOG_VALUE_BYTES = 1 << 27
PAPER_NUMBERS = 1 << 25

# Models
MODEL_SETTINGS_BYTES = 16 << 20  # of one JSON file of a model's settings, but for its vocabulary
REMEMBERED_MODELS = 1_000  # that the user has named, of which the latest are remembered
RERANKED_TOKENS = 512  # of a question and a text that a model scores together
ENGINE_BYTES = 1 << 20  # of a text that the C engine is given at a time

# Files of a run
FILES = 1_000_000
FILE_BYTES = 64 << 20  # of a digest, but for JSON Lines
FILE_LINES = 1_000_000  # of a digest in Markdown
MARKDOWN_LINE_CHARACTERS = 4_000_000
FILE_ENTRIES = 500_000  # papers of a file, one for each of its days
LINES_BYTES = 1 << 30  # of JSON Lines, which are read line by line
LINE_BYTES = 16 << 20  # of one line of these
JSON_VALUES = 4_000_000  # of a document or a line, counted by its commas and brackets
JSON_DEPTH = 1_024  # orjson refuses more
MARKDOWN_COLUMNS = 200  # of indentation, quotes and bullets in front of a line
FRONT_LINES = 1_000  # of front matter that is read as data
TAG_ATTRIBUTES = 200  # the parser compares each with all before it
HEADING_CHARACTERS = 4_000  # a longer line is no heading
LITERAL_CHARACTERS = 200_000  # of a Python list in a bullet; a longer one stays a text
LITERAL_DEPTH = 20
PYTHON_CHARACTERS = 4_000_000  # of a document that is Python where JSON was meant
PYTHON_DEPTH = 50
YAML_DEPTH = 100
RECORD_DEPTH = 60  # within each other, above which nothing is looked for in a document
PROBLEMS = 20  # kinds of problems of one file that are told one by one
SEEN_AS = 4  # kinds of files without papers that are told
SAME_PROBLEM = 3  # files of one run with the same problem that are named

# What is fetched
FETCH_BYTES = FILE_BYTES  # of an answer, packed and unpacked
FETCH_SECONDS = 300  # that it may take, from the first byte asked to the last one read
FETCH_PAUSE_SECONDS = 300  # that a server may ask to wait; longer, and it is left for another time
FETCH_REDIRECTS = 5
FETCH_PAGES = 1_000  # of one day
FETCH_DAY_BYTES = 256 << 20  # of all pages of one day: they are written together
FETCH_LEDGER_BYTES = 64 << 20  # of what is remembered of a folder of fetched files
ARCHIVE_BYTES = 256 << 20  # of a repository, packed
ARCHIVE_UNPACKED_BYTES = 2 << 30
ARCHIVE_FILES = 100_000  # of a repository, of any kind

# One paper
ID_CHARACTERS = 200
TITLE_CHARACTERS = 2_000
URL_CHARACTERS = 4_000
TEXT_CHARACTERS = 2_000_000  # of all sections together
SECTIONS = 1_000
LABEL_CHARACTERS = 200
SOURCE_CHARACTERS = 100  # of the short name of a section's source
SOURCES = 20  # digests whose words of one paper stand side by side
CATEGORIES = 100
CATEGORY_CHARACTERS = 200
VENUE_CHARACTERS = 500
AUTHORS = 5_000
AUTHOR_CHARACTERS = 300
BYLINE_BYTES = 65_535  # of all authors, folded and encoded: what Milvus holds in one VARCHAR
DAYS = 3_000
VOTES = (1 << 31) - 1
PASSAGES = 1 << 15  # half of what ordinals tell apart; what is read now has 2,000 at most

# Shards
SHARD_SAMPLE = 4  # vectors of a shard that are embedded again before any of it is taken
SHARD_BYTES = 1 << 30  # packed, and unpacked
SHARD_SMALL_BYTES = 32 << 20  # unpacked; above that, no more than
SHARD_RATIO = 100  # times the bytes of the file
SHARD_PAPERS = 20_000
SHARD_PARTS = 1_000  # columns and row groups, as Thrift counts them
SHARD_HEADER_BYTES = 1 << 20  # of one text of its metadata

# Formulas on the page, in LaTeX
FORMULA_CHARACTERS = 300  # of one
FORMULA_DEPTH = 15  # braces within braces
PAGE_FORMULA_CHARACTERS = 5_000  # of all formulas of a page

# Judged queries
JUDGED_BYTES = 16 << 20  # of a file of judged queries, or of qrels
