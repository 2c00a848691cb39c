"""Digests from where they are published, as files of a collection that ``index`` then reads.

No connection is opened unless the user asks for something from the network. What came is written
as it came, so that files stay the truth and fetching again is free.
"""

from papersearch.fetching.origins import Origin, is_origin, origins
from papersearch.fetching.run import DIGESTS, Fetched, Wish, fetch, fetch_all, of_followed

__all__ = [
    "DIGESTS",
    "Fetched",
    "Origin",
    "Wish",
    "fetch",
    "fetch_all",
    "is_origin",
    "of_followed",
    "origins",
]
