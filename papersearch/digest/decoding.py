"""The bytes of a digest as text: UTF-8, UTF-16 with its mark, or what HTML and XML declare."""

from __future__ import annotations

import codecs
import re

from papersearch.errors import DigestError

_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\b\f\v\x1b"))
_MAX_CONTROL = 0.05
_HEAD = 4_096
_DECLARED = re.compile(
    rb"<\?xml\s[^>]{0,100}?\bencoding\s{0,4}=\s{0,4}[\"']([\w.:-]{2,40})[\"']"
    rb"|<meta\s[^>]{0,200}?\bcharset\s{0,4}=\s{0,4}[\"']?([\w.:-]{2,40})",
    re.IGNORECASE,
)
_SHIFTING = "iso2022"
"""Charsets that are ASCII to look at, so that their bytes are UTF-8 as well."""
_CHARSETS = (
    "big5",
    "cp",
    "euc_",
    "gb",
    "iso8859",
    "iso2022",
    "johab",
    "koi8",
    "mac",
    "shift_jis",
    "tis",
)
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""The wider charsets that pages are written in under these names: WHATWG Encoding, section 4.2."""

_BINARY = "binary file, not a digest: digests are text"
_PACKED = "{}, not a digest: unpack it and index what is in it"
_MAGIC = {
    b"%PDF-": "a PDF, not a digest: index the page, list or .bib file that tells of the papers",
    b"PK\x03\x04": _PACKED.format("a ZIP archive or an Office document"),
    b"\x1f\x8b": _PACKED.format("a file that gzip has packed"),
    b"BZh": _PACKED.format("a file that bzip2 has packed"),
    b"\xfd7zXZ\x00": _PACKED.format("a file that xz has packed"),
    b"\x28\xb5\x2f\xfd": _PACKED.format("a file that zstd has packed"),
    b"\x89PNG": "a picture, not a digest: digests are text",
    b"\xff\xd8\xff": "a picture, not a digest: digests are text",
    b"SQLite format 3\0": "a SQLite database, not a digest: export its papers as JSON or CSV",
}
"""How files of other kinds begin, and what is said of them."""


def decoded(data: bytes, source: str) -> tuple[str, str]:
    """Return the text of a file, and what is worth knowing of how it was read, or "".

    Raises:
        DigestError: it is a binary file, or nothing tells in what charset it is.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        check(data, source)
        encoding = "utf-8-sig"
    charset = _declared(data)
    if charset.startswith(_SHIFTING):
        encoding = charset
    told = ""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if not charset or encoding == "utf-16":
            raise _undecodable(data, error, source) from None
        text, told = _forgiving(data, charset)
    if "\0" in text:
        raise DigestError(source, 1, _BINARY)
    return text, told


def check(data: bytes, source: str) -> None:
    """Raise DigestError where ``data`` is that of a binary file; it says of which kind."""
    for magic, said in _MAGIC.items():
        if data.startswith(magic):
            raise DigestError(source, 1, said)
    control = len(data) - len(data.translate(None, delete=_CONTROL))
    if b"\0" in data or control > _MAX_CONTROL * len(data):
        raise DigestError(source, 1, _BINARY)


def _undecodable(data: bytes, error: UnicodeDecodeError, source: str) -> DigestError:
    line = data.count(b"\n", 0, error.start) + 1
    return DigestError(
        source, line, f"byte 0x{data[error.start]:02x} is not UTF-8: save the file as UTF-8"
    )


def _declared(data: bytes) -> str:
    """Return the charset that HTML or XML declares, as Python names it; "" for UTF-8 and others."""
    found = _DECLARED.search(data[:_HEAD])
    if not found:
        return ""
    try:
        name = codecs.lookup((found[1] or found[2]).decode()).name
    except (LookupError, ValueError):
        return ""
    return _MEANT.get(name, name) if name in _MEANT or name.startswith(_CHARSETS) else ""


def _forgiving(data: bytes, charset: str) -> tuple[str, str]:
    """Return the text of a file with a mark for each byte that is not of its charset."""
    try:
        return data.decode(charset), ""
    except UnicodeDecodeError:
        pass
    text = data.decode(charset, errors="replace")
    return text, f"some bytes are not {charset}, which the file declares: they read as \ufffd"
