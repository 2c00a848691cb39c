from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from papersearch.errors import IndexNotFound, ServerBusy
from papersearch.web.korean import in_korean

WRONG = [
    "/?q=???",
    "/?q=token&since=someday",
    "/?q=token&last=soon",
    "/?day=someday",
    "/?q=token&since=2024-07-05&until=2024-07-04",
    "/?q=token&min_votes=many",
    "/?q=token&k=1001",
    "/?q=token&k=50&offset=990",
    f"/?q={'token ' * 400}",
    f"/?q=token&author={'a' * 201}",
    "/papers/2407.99999",
    "/similar/2407.99999",
    "/nonsense",
]


@pytest.mark.parametrize("path", WRONG)
def test_what_goes_wrong_is_said_in_the_language_of_the_page(client: TestClient, path: str) -> None:
    said = {}
    for language in ("en", "ko"):
        page = client.get(path, headers={"accept-language": language, "accept": "text/html"})
        assert page.status_code in (400, 404)
        found = re.search(r'role="alert">(.*)</div>', page.text)
        assert found
        said[language] = found[1]
    assert not re.search("[가-힣]", said["en"])
    assert re.search("<p>.*[가-힣].*</p>", said["ko"])
    assert 'lang="en"' not in said["ko"]  # all of it is said


def test_what_is_not_foreseen_has_its_kind_in_korean() -> None:
    assert in_korean(ServerBusy("256 requests wait"), "256 requests wait") == (
        "지금 기다리는 요청이 너무 많습니다: 잠시 뒤에 다시 찾아 주세요",
        "256 requests wait",
    )
    assert in_korean(IndexNotFound("none"), "none") == ("색인을 읽을 수 없습니다", "none")
    assert in_korean(OSError("none"), "none") == ("none", "")
