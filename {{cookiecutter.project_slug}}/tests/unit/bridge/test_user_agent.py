"""bridge/user_agent.py: the headers of a request that a service worker cannot see."""

from base64 import b64encode
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from pwa.bridge.cookies import CookieJar, as_bytes
from pwa.bridge.user_agent import PageRequest, UserAgent, assignment, has_body

PAGE = "https://example.org/app/"
FETCH = PageRequest("GET", PAGE + "api", [], PAGE, "cors", "", "same-origin")
LINK = PageRequest("GET", PAGE + "next", [], PAGE, "navigate", "iframe", "include")
SHARE = PageRequest("POST", PAGE + "in", [], "", "navigate", "document", "include", "none")


def agent() -> UserAgent:
    return UserAgent(CookieJar(), "Browser/1", "de,en")


def headers(request: PageRequest) -> dict[str, str]:
    return dict(agent().headers(request))


@pytest.mark.parametrize(
    ("request_", "site", "mode", "destination"),
    [
        (FETCH, "same-origin", "cors", "empty"),
        (replace(FETCH, referrer=""), "same-origin", "cors", "empty"),
        (replace(FETCH, destination="image", mode="no-cors"), "same-origin", "no-cors", "image"),
        (LINK, "same-origin", "navigate", "document"),
        (replace(LINK, referrer=""), "none", "navigate", "document"),
        (replace(LINK, referrer="https://other.org/"), "cross-site", "navigate", "document"),
        (replace(LINK, method="POST", referrer=""), "same-origin", "navigate", "document"),
        (SHARE, "none", "navigate", "document"),
    ],
)
def test_fetch_metadata(request_: PageRequest, site: str, mode: str, destination: str) -> None:
    made = headers(request_)
    found = (made["sec-fetch-site"], made["sec-fetch-mode"], made["sec-fetch-dest"])
    assert found == (site, mode, destination)


@pytest.mark.parametrize(
    ("request_", "origin"),
    [
        (FETCH, None),
        (LINK, None),
        (replace(FETCH, method="POST"), "https://example.org"),
        (replace(FETCH, method="DELETE", referrer=""), "https://example.org"),
        (replace(LINK, method="POST", referrer="https://other.org/x"), "https://other.org"),
        (SHARE, "null"),
    ],
)
def test_origin(request_: PageRequest, origin: str | None) -> None:
    assert headers(request_).get("origin") == origin


@pytest.mark.parametrize(
    ("referrer", "sent"), [(PAGE, PAGE), ("", None), ("about:client", None), ("no-referrer", None)]
)
def test_referer(referrer: str, sent: str | None) -> None:
    assert headers(replace(FETCH, referrer=referrer)).get("referer") == sent


def test_what_a_page_cannot_set_is_not_taken_from_it() -> None:
    forged = [
        ("Origin", "https://evil"),
        ("Cookie", "a=1"),
        ("Accept-Encoding", "br"),
        ("X-A", "1"),
    ]
    made = agent().headers(replace(FETCH, headers=forged))
    names = [name for name, _ in made]
    assert ("X-A", "1") in made
    assert not {"Origin", "Cookie", "Accept-Encoding"} & set(names)
    assert dict(made)["user-agent"] == "Browser/1"
    assert dict(made)["accept-language"] == "de,en;q=0.9"


def test_cookies_are_kept_and_sent() -> None:
    browser = agent()
    answer = [("Set-Cookie", "a=1; Max-Age=60"), ("x", "y"), ("set-cookie", "b=2; HttpOnly")]
    kept, visible = browser.receive(PAGE, answer)
    assert kept == [("x", "y")]
    assert visible == ["a=1; path=/app; samesite=lax; max-age=60"]
    assert dict(browser.headers(FETCH))["cookie"] == "a=1; b=2"
    assert "cookie" not in dict(browser.headers(replace(FETCH, credentials="omit")))


def test_a_removed_cookie_is_removed_for_scripts() -> None:
    browser = agent()
    browser.receive(PAGE, [("set-cookie", "a=1")])
    _, visible = browser.receive(PAGE, [("set-cookie", "a=; Max-Age=0")])
    [assigned] = visible
    age = int(assigned.rpartition("max-age=")[2])
    assert age <= 0


@pytest.mark.parametrize(
    ("header", "cleared"),
    [
        ('"cookies"', True),
        ('"cache","cookies" , "storage"', True),
        ('"*"', True),
        ('"storage"', False),
        ("cookies", False),
        ('"Cookies"', False),
        ("", False),
    ],
)
def test_clear_site_data_clears_the_cookies(header: str, cleared: bool) -> None:
    browser = agent()
    browser.receive(PAGE, [("set-cookie", "a=1"), ("set-cookie", "b=2; HttpOnly")])
    answer = [("Clear-Site-Data", header), ("set-cookie", "c=3; Path=/")]
    kept, visible = browser.receive(PAGE, answer)
    assert kept == answer[:1]
    assert dict(browser.headers(FETCH)).get("cookie") == (None if cleared else "a=1; b=2; c=3")
    for_scripts = [one.partition("=")[0] for one in visible]
    assert for_scripts == (["c", "a", "c"] if cleared else ["c"])  # scripts never saw b
    if cleared:
        assert all(int(one.rpartition("max-age=")[2]) < 0 for one in visible[1:])


def test_a_link_with_download_navigates_to_no_document() -> None:
    made = headers(replace(LINK, destination=""))
    assert (made["sec-fetch-mode"], made["sec-fetch-dest"]) == ("navigate", "empty")


def test_a_page_s_own_language_is_kept() -> None:
    asked = replace(FETCH, headers=[("accept-language", "he")])
    assert [pair for pair in agent().headers(asked) if pair[0] == "accept-language"] == [
        ("accept-language", "he")
    ]


def test_many_languages_all_count_for_something() -> None:
    made = dict(UserAgent(CookieJar(), "", ",".join("abcdefghijkl")).headers(FETCH))
    assert made["accept-language"].startswith("a,b;q=0.9,c;q=0.8")
    assert made["accept-language"].endswith("j;q=0.1,k;q=0.1,l;q=0.1")


@pytest.mark.parametrize(
    ("method", "length", "given", "has"),
    [
        ("DELETE", 0, [], False),
        ("PATCH", 0, [], False),
        ("OPTIONS", 0, [], False),
        ("REPORT", 0, [], False),
        ("POST", 0, [], True),
        ("PUT", 0, [], True),
        ("DELETE", 1, [], True),
        ("PATCH", 0, [("Content-Type", "text/plain")], True),
    ],
)
def test_a_body_that_is_none(
    method: str, length: int, given: list[tuple[str, str]], has: bool
) -> None:
    assert has_body(replace(FETCH, method=method, headers=given), length) is has


def test_a_name_and_password_in_the_address_are_for_no_header_but_authorization() -> None:
    asked = replace(FETCH, method="POST", url="http://n%C3%A4me:p%3Aw@localhost/app/x", referrer="")
    made = headers(asked)
    assert made["authorization"] == "Basic " + b64encode("näme:p:w".encode()).decode()
    assert made["origin"] == "http://localhost"
    own = headers(replace(asked, headers=[("Authorization", "Bearer a")]))
    assert "authorization" not in own


@pytest.mark.parametrize("value", ["Łukasz", "caf\u00e9", "\U0001f600", "שלום", "plain"])
def test_cookies_of_scripts_and_of_answers_are_utf_8(value: str) -> None:
    browser = agent()
    in_bytes = value.encode().decode("latin-1")
    browser.jar.receive(as_bytes(f"script={value}"), urlsplit(PAGE), from_script=True)
    _, visible = browser.receive(PAGE, [("set-cookie", f"answer={in_bytes}")])
    assert dict(browser.headers(FETCH))["cookie"] == f"script={in_bytes}; answer={in_bytes}"
    assert visible == [f"answer={value}; path=/app; samesite=lax"]
    assert [assignment(cookie) for cookie in browser.jar.all()] == [
        f"{name}={value}; path=/app; samesite=lax" for name in ("script", "answer")
    ]


def test_a_cookie_that_is_no_text_is_one_all_the_same() -> None:
    browser = agent()
    browser.jar.receive(as_bytes("lone=\ud800"), urlsplit(PAGE), from_script=True)
    _, visible = browser.receive(PAGE, [("set-cookie", "bytes=\xff\xfe")])
    assert dict(browser.headers(FETCH))["cookie"] == "lone=?; bytes=\xff\xfe"
    assert visible == ["bytes=\ufffd\ufffd; path=/app; samesite=lax"]


def test_a_location_beyond_ascii_is_escaped_as_browsers_do() -> None:
    location = "/caf\u00e9?q=Ł".encode().decode("latin-1")
    kept, _ = agent().receive(PAGE, [("Location", location), ("x", "\xe9")])
    assert kept == [("Location", "/caf%C3%A9?q=%C5%81"), ("x", "\xe9")]
