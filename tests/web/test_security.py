from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from papersearch.server.engine import Engine
from papersearch.server.hosts import Names
from papersearch.web.cookies import LIFETIME, NAME, Cookie
from papersearch.web.security import MAX_BODY, Access, inside
from tests.web.conftest import client_of, fake

TOKEN = "a-token-that-nobody-knows"


def knows_host(names: Names, header: str) -> bool:
    return names.refusal("GET", [(b"host", header.encode())]) is None


@pytest.fixture
def guarded(built: Path) -> Iterator[TestClient]:
    """A server for others, which asks for a token."""
    engine = Engine(built, fake(built), threads=1)
    with client_of(engine, Access.on("0.0.0.0", TOKEN)) as client:
        yield client


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "",
        "evil.example:8765",
        "127.0.0.1@evil",
        "192.168.1.5",
    ],
)
def test_a_page_that_rebinds_its_name_gets_nothing(client: TestClient, host: str) -> None:
    for path in ("/", "/api/query?q=token", "/api/health", "/static/style.css"):
        response = client.get(path, headers={"host": host})
        assert response.status_code == 421
        assert response.json()["type"] == "WrongHost"
        assert "토큰" not in response.text


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:8765"])
def test_names_of_this_machine(client: TestClient, host: str) -> None:
    assert client.get("/api/health", headers={"host": host}).status_code == 200


def test_a_server_for_others_answers_to_addresses_and_given_names() -> None:
    access = Access.on("192.168.1.5", TOKEN, ["Papers.Example"])
    assert knows_host(access.names, "192.168.1.5:8765")
    assert knows_host(access.names, "papers.example")
    assert knows_host(access.names, "[fe80::1]:80")
    assert not knows_host(access.names, "evil.example")


def test_every_answer_has_the_headers(client: TestClient) -> None:
    for path in ("/", "/api/health", "/api/nothing", "/static/page.js", "/papers/2407.00001"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


def test_without_the_token_nothing_is_told(guarded: TestClient) -> None:
    for path in ("/api/query?q=token", "/api/status", "/api/openapi.json", "/api/nothing"):
        refused = guarded.get(path)
        assert (refused.status_code, refused.json()["type"]) == (401, "TokenNeeded")
        assert refused.headers["www-authenticate"] == "Bearer"
    for path in ("/papers/2407.00001", "/similar/2407.00001", "/pictures/2407.00001"):
        sent = guarded.get(path)
        door = f"/token?next={path.replace('/', '%2F')}"
        assert (sent.status_code, sent.headers["location"]) == (303, door)
    assert guarded.get("/").headers["location"] == "/token"
    assert guarded.get("/api/health").json() == {"status": "ok"}
    for path in ("/favicon.ico", "/opensearch.xml", "/static/manifest.webmanifest"):
        assert guarded.get(path).status_code == 200


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}"],
)
def test_other_tokens(guarded: TestClient, given: str) -> None:
    assert guarded.get("/api/status", headers={"authorization": given}).status_code == 401


def test_the_token_as_a_header(guarded: TestClient) -> None:
    for scheme in ("Bearer", "bearer"):
        headers = {"authorization": f"{scheme} {TOKEN}"}
        assert guarded.get("/api/status", headers=headers).status_code == 200


def test_the_token_on_the_page(guarded: TestClient) -> None:
    assert 'action="/token"' in guarded.get("/token").text
    wrong = guarded.post("/token", data={"token": "something else"})
    assert wrong.status_code == 401
    assert "That is not the token" in wrong.text
    assert "set-cookie" not in wrong.headers
    right = guarded.post("/token", data={"token": TOKEN})
    assert (right.status_code, right.headers["location"]) == (303, "/")
    cookie = right.headers["set-cookie"]
    assert f"Max-Age={LIFETIME};" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie
    assert TOKEN not in cookie
    page = guarded.get("/")  # the client keeps the cookie
    assert page.status_code == 200
    assert f"{NAME}=" not in page.headers["set-cookie"]


@pytest.mark.parametrize(
    "beside", ['other={"a":1}', "a b=c", "x=\u00fc", "id@x=1", "=", ";;", "papersearch_visit=x"]
)
def test_cookies_of_other_programs_lock_nobody_out(guarded: TestClient, beside: str) -> None:
    cookie = Access.on("127.0.0.1", TOKEN).new_cookie(Headers({})).split(";")[0]
    for header in (f"{beside}; {cookie}", f"{cookie}; {beside}"):
        answer = guarded.get("/", headers={b"cookie": header.encode("latin-1")})
        assert answer.status_code == 200


def test_the_door_leads_to_what_was_wanted(guarded: TestClient) -> None:
    wanted = "/papers/2407.00001?q=%ED%86%A0%ED%81%B0&lang=ko"
    door = guarded.get(wanted).headers["location"]
    wrong = guarded.post(door, data={"token": "something else"})
    assert f'action="{door}"' in wrong.text
    entered = guarded.post(door, data={"token": TOKEN})
    assert (entered.status_code, entered.headers["location"]) == (303, wanted)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/a\nb",
        "/a\tb",
        "javascript:alert(1)",
        "evil",
        "/api/status",
        "/token?next=/",
        "/" + "a" * 9_000,
    ],
)
def test_the_door_leads_nowhere_else(guarded: TestClient, address: str) -> None:
    entered = guarded.post("/token", params={"next": address}, data={"token": TOKEN})
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert inside(address) == ""


def sent(cookie: Cookie, token: str = TOKEN) -> dict[str, str]:
    """Return the header with which a browser sends a cookie."""
    return {"cookie": cookie.header(token).split(";")[0]}


def test_a_cookie_ends_and_is_renewed_before(guarded: TestClient) -> None:
    now = time.time()
    for left, status, renewed in (
        (LIFETIME - 60, 200, False),
        (LIFETIME / 2 - 60, 200, True),
        (60, 200, True),
        (-60, 401, False),
        (LIFETIME + 3600, 401, False),  # nobody was given that one
    ):
        answer = guarded.get("/api/status", headers=sent(Cookie(int(now + left))))
        assert answer.status_code == status
        assert ("set-cookie" in answer.headers) == renewed
    old = sent(Cookie(int(now + 60), secure=True))
    assert guarded.get("/", headers=old).headers["set-cookie"].endswith("; Secure")
    assert "set-cookie" not in guarded.get("/static/page.js", headers=old).headers


def test_a_cookie_is_of_its_token_and_says_nothing_else(guarded: TestClient) -> None:
    good = Cookie.new(time.time())
    assert guarded.get("/api/status", headers=sent(good)).status_code == 200
    other = sent(good, "another-token-of-the-server")
    assert guarded.get("/api/status", headers=other).status_code == 401
    later = {"cookie": sent(good)["cookie"].replace(str(good.expires), str(good.expires + 1))}
    assert guarded.get("/api/status", headers=later).status_code == 401
    sooner = {"cookie": sent(good)["cookie"].replace(".p.", ".s.")}
    assert guarded.get("/api/status", headers=sooner).status_code == 401


def test_a_cookie_that_came_by_https_goes_by_https_alone(built: Path) -> None:
    engine = Engine(built, fake(built), threads=1)
    with client_of(engine, Access.on("127.0.0.1", TOKEN, ["papers.example"])) as client:
        headers = {"origin": "https://papers.example"}
        entered = client.post("/token", data={"token": TOKEN}, headers=headers)
    assert entered.headers["set-cookie"].endswith("; Secure")


@pytest.mark.parametrize(
    "cookie",
    [TOKEN, "", "0" * 64, "é", '"', "9" * 5000, "1.p." + "0" * 64, "9999999999.p." + "0" * 64],
)
def test_other_cookies(guarded: TestClient, cookie: str) -> None:
    headers = {b"cookie": f"{NAME}={cookie}".encode()}
    assert guarded.get("/api/status", headers=headers).status_code == 401


@pytest.mark.parametrize("path", ["/", "/?q=token", "/api/query?q=token", "/token"])
def test_what_pages_of_other_sites_send_is_refused(client: TestClient, path: str) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}):
        refused = client.get(path, headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (403, "CrossSite")
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get(path, headers={**link, "sec-fetch-dest": "document"}).status_code == 200
    posted = client.post("/api/query", content="x", headers={"origin": "null"})
    assert posted.status_code == 403


def test_a_long_body_is_refused(client: TestClient) -> None:
    json = {"content-type": "application/json"}
    whole = client.post("/api/query", content=b"x" * (MAX_BODY + 1), headers=json)
    assert (whole.status_code, whole.json()["type"]) == (413, "BodyTooLarge")
    pieces = client.post("/api/query", content=iter([b"x" * 1024] * 65), headers=json)
    assert (pieces.status_code, pieces.json()["type"]) == (413, "BodyTooLarge")
    assert client.get("/api/health").status_code == 200


def test_a_token_does_not_show_where_access_is_printed() -> None:
    assert TOKEN not in repr(Access.on("0.0.0.0", TOKEN))
