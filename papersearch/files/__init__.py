"""Every file that papersearch writes, replaces or deletes goes through here.

Two kinds of places. In a folder of ours (an index, the work of ``papersearch embed``) everything is
reached without following links, what is no regular file is refused, and only names of our own
patterns are ever removed. Where the user says to write (``-o``), whatever is there is written to as
a shell would, but a regular file whole or not at all. A test finds any other place in this package
that opens a file for writing, renames or deletes one.
"""

from papersearch.files.atomic import write_atomic
from papersearch.files.folder import Folder, Writer
from papersearch.files.making import (
    close_to_others,
    create,
    link_all,
    make_folder,
    new_file,
    nowhere,
    private,
    temporary_folder,
)
from papersearch.files.output import write_output
from papersearch.files.reading import (
    free_bytes,
    kind_of,
    named,
    not_ours,
    opened,
    read,
    see,
    sha256,
)
from papersearch.files.removing import (
    lengthen,
    move,
    remove,
    remove_socket,
    remove_tree,
    sweep,
    touch,
)
from papersearch.files.told import ANOTHER_FOLDER, INDEX_MARK, reading, writing

__all__ = [
    "ANOTHER_FOLDER",
    "INDEX_MARK",
    "Folder",
    "Writer",
    "close_to_others",
    "create",
    "free_bytes",
    "kind_of",
    "lengthen",
    "link_all",
    "make_folder",
    "move",
    "named",
    "new_file",
    "not_ours",
    "nowhere",
    "opened",
    "private",
    "read",
    "reading",
    "remove",
    "remove_socket",
    "remove_tree",
    "see",
    "sha256",
    "sweep",
    "temporary_folder",
    "touch",
    "write_atomic",
    "write_output",
    "writing",
]
