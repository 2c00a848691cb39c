from __future__ import annotations

import pytest

from papersearch.errors import InvalidAddress
from papersearch.store.milvus.address import is_address, parse


@pytest.mark.parametrize(
    ("text", "uri", "collection"),
    [
        ("milvus://localhost:19530/papers", "http://localhost:19530", "papers"),
        ("milvus://db.example.org/p_2", "http://db.example.org:19530", "p_2"),
        ("milvus+tls://db.example.org:443/papers", "https://db.example.org:443", "papers"),
        ("milvus://[::1]:1/papers", "http://[::1]:1", "papers"),
        ("milvus:///data/my papers.db/papers", "/data/my papers.db", "papers"),
    ],
)
def test_addresses(text: str, uri: str, collection: str) -> None:
    found = parse(text)
    assert (found.uri, found.collection, str(found)) == (uri, collection, text)
    assert found.is_file == uri.endswith(".db")
    assert is_address(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("index", "no address of a store"),
        ("https://localhost:19530/papers", "no address of a store"),
        ("milvus://localhost:19530", "names no collection"),
        ("milvus://localhost:19530/", "names no collection"),
        ("milvus://localhost:19530/pa-pers", "names no collection"),
        ("milvus://localhost:19530/1st", "names no collection"),
        ("milvus://localhost:port/papers", "port"),
        ("milvus://localhost:99999/papers", "ort"),
        ("milvus://localhost/database/papers", "more than a host and a collection"),
        ("milvus:///folder/papers", "neither a host nor a .db file"),
        ("milvus+tls:///folder/file.db/papers", "neither a host nor a .db file"),
        ("milvus://localhost/papers?token=x", "more than a collection at its end"),
        ("milvus://[::1/papers", "IPv6"),
    ],
)
def test_what_is_no_address(text: str, complaint: str) -> None:
    with pytest.raises(InvalidAddress, match=complaint):
        parse(text)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(InvalidAddress, match="PAPERSEARCH_MILVUS_TOKEN") as caught:
        parse("milvus://root:secret@localhost:19530/papers")
    assert "secret" not in str(caught.value)
    with pytest.raises(InvalidAddress, match="ort") as caught:
        parse("milvus://root:secret@localhost:port/papers")
    assert "secret" not in str(caught.value)
