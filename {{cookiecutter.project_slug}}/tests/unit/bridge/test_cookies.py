"""bridge/cookies.py and cookie_store.py: the jar's rules, and that it outlives its process."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pwa.bridge.cookie_store import CookieStore
from pwa.bridge.cookies import MAXIMUM_AGE, MAXIMUM_COUNT, Cookie, CookieJar, parse_date

SITE = "https://example.org/app/"
NOW = 1_800_000_000.0


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


def jar_with(*headers: str, url: str = SITE) -> CookieJar:
    jar = CookieJar(clock=Clock())
    for header in headers:
        jar.receive(header, urlsplit(url))
    return jar


def sent(jar: CookieJar, url: str = SITE) -> str:
    return jar.header(urlsplit(url))


@pytest.mark.parametrize(
    ("header", "cookie"),
    [
        ("a=1", "a=1"),
        (" a = 1 2 ; Path=/", "a=1 2"),
        ("a=", "a="),
        ("=b", "b"),
        ("b", "b"),
        ('a="quoted"', 'a="quoted"'),
        ("a=1=2", "a=1=2"),
        ("a=ü", "a=ü"),
        ("a=1; unknown; =; ;;", "a=1"),
        ("", ""),
        (";", ""),
        ("a=\x07", ""),
        ("a=" + "x" * 4095, "a=" + "x" * 4095),
        ("a=" + "x" * 4096, ""),
    ],
)
def test_name_and_value(header: str, cookie: str) -> None:
    assert sent(jar_with(header)) == cookie


@pytest.mark.parametrize(
    ("attributes", "path", "is_sent"),
    [
        ("", "/app/", True),
        ("", "/app", True),
        ("", "/app/a/b", True),
        ("", "/", False),
        ("", "/application", False),
        ("; Path=/", "/elsewhere", True),
        ("; Path=/app/a", "/app/a", True),
        ("; Path=/app/a", "/app/a/b", True),
        ("; Path=/app/a", "/app/ab", False),
        ("; Path=/app/a/", "/app/a", False),
        ("; Path=relative", "/app/x", True),
        ("; Path=/x; Path=/", "/y", True),
    ],
)
def test_paths(attributes: str, path: str, is_sent: bool) -> None:
    jar = jar_with("a=1" + attributes)
    assert bool(sent(jar, "https://example.org" + path)) is is_sent


@pytest.mark.parametrize(
    ("attributes", "url", "kept"),
    [
        ("; Secure", "https://example.org/", True),
        ("; Secure", "http://example.org/", False),
        ("; Secure", "http://localhost:8000/", True),
        ("; SameSite=None", "https://example.org/", False),
        ("; SameSite=None; Secure", "https://example.org/", True),
        ("; Domain=example.org", "https://example.org/", True),
        ("; Domain=.example.org", "https://www.example.org/", True),
        ("; Domain=other.org", "https://example.org/", False),
        ("; Domain=ample.org", "https://example.org/", False),
        ("; Domain=1.1.1", "https://1.1.1.1/", False),
    ],
)
def test_what_a_site_may_set(attributes: str, url: str, kept: bool) -> None:
    jar = jar_with("a=1" + attributes, url=url)
    assert bool(sent(jar, url)) is kept


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ("__Host-a=1; Secure; Path=/", True),
        ("__Host-a=1; Secure", False),
        ("__Host-a=1; Path=/", False),
        ("__host-a=1; Secure; Path=/; Domain=example.org", False),
        ("__Secure-a=1; Secure", True),
        ("__Secure-a=1", False),
        ("=__Secure-a=1; Secure", False),
    ],
)
def test_prefixes(header: str, kept: bool) -> None:
    assert bool(sent(jar_with(header))) is kept


@pytest.mark.parametrize(
    ("attributes", "seconds"),
    [
        ("", None),
        ("; Max-Age=10", 10),
        ("; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 10),
        ("; Max-Age=nonsense; Expires=Fri, 15 Jan 2027 08:00:20 GMT", 20),
        ("; Expires=nonsense", None),
        ("; Max-Age=99999999999", MAXIMUM_AGE),
    ],
)
def test_life(attributes: str, seconds: int | None) -> None:
    clock = Clock()
    jar = CookieJar(clock=clock)
    jar.receive("a=1" + attributes, urlsplit(SITE))
    if seconds is None:
        clock.now += 10 * MAXIMUM_AGE
        assert sent(jar) == "a=1"
        return
    clock.now = NOW + seconds - 1
    assert sent(jar) == "a=1"
    clock.now = NOW + seconds
    assert sent(jar) == ""


@pytest.mark.parametrize(
    "end", ["Max-Age=0", "Max-Age=-1", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"]
)
def test_a_cookie_that_ended_removes_its_namesake(end: str) -> None:
    assert sent(jar_with("a=1", "b=2", f"a=; {end}")) == "b=2"


def test_order_is_longest_path_then_oldest() -> None:
    clock = Clock()
    jar = CookieJar(clock=clock)
    for header in ("old=1; Path=/", "long=1; Path=/app/a", "new=1; Path=/", "old=2; Path=/"):
        clock.now += 1
        jar.receive(header, urlsplit(SITE))
    assert sent(jar, SITE + "a") == "long=1; old=2; new=1"


def test_scripts_neither_make_nor_replace_http_only_cookies() -> None:
    jar = jar_with("a=1; HttpOnly", "b=1")
    for header in ("a=2", "c=1; HttpOnly", "b=2"):
        jar.receive(header, urlsplit(SITE), from_script=True)
    assert sent(jar) == "a=1; b=2"


def test_the_oldest_make_room() -> None:
    clock = Clock()
    jar = CookieJar(clock=clock)
    for number in range(MAXIMUM_COUNT + 5):
        clock.now += 1
        jar.receive(f"c{number}=1", urlsplit(SITE))
    kept = sent(jar).split("; ")
    assert len(kept) == MAXIMUM_COUNT
    assert "c4=1" not in kept
    assert "c5=1" in kept


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Fri, 15 Jan 2027 08:00:20 GMT", 1_800_000_020),
        ("Friday, 15-Jan-27 08:00:20 GMT", 1_800_000_020),
        ("Fri Jan 15 08:00:20 2027", 1_800_000_020),
        ("08:00:20 15 JANUARY 2027", 1_800_000_020),
        ("Thu, 01 Jan 70 00:00:00 GMT", 0),
        ("15 Jan 1600 08:00:20", None),
        ("31 Feb 2027 08:00:20", None),
        ("15 Jan 2027 24:00:00", None),
        ("15 Jan 2027", None),
        ("", None),
    ],
)
def test_dates(text: str, seconds: int | None) -> None:
    assert parse_date(text) == seconds


def test_the_store_outlives_its_process(tmp_path: Path) -> None:
    url = urlsplit(SITE)
    store = CookieStore(tmp_path / "pwa.db")
    jar = store.jar()
    for header in (
        "gone=1",
        "gone=; Max-Age=0",
        "session=s; HttpOnly",
        "b=1; Max-Age=1000; Secure",
    ):
        jar.receive(header, url)
    store.close()
    store = CookieStore(tmp_path / "pwa.db")
    again = store.jar()
    assert again.all() == jar.all()
    assert again.header(url) == "session=s; b=1"
    store.close()


def test_text_that_an_older_version_kept_is_sent_as_bytes(tmp_path: Path) -> None:
    url = urlsplit(SITE)
    store = CookieStore(tmp_path / "pwa.db")
    stored = Cookie("name", "Łukasz", "/", None, 0.0, False, False, "lax")
    store._keep(stored, True)
    assert store.jar().header(url) == "name=" + "Łukasz".encode().decode("latin-1")
    store.close()


def test_a_disk_that_takes_no_cookie_costs_no_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = urlsplit(SITE)
    store = CookieStore(tmp_path / "pwa.db")
    jar = store.jar()
    store._database.execute("pragma query_only = on")
    jar.receive("a=1", url)
    assert jar.header(url) == "a=1"
    assert "until the app is closed" in caplog.text
    store.close()


@pytest.mark.parametrize("age", ["9" * 5000, "-" + "9" * 5000, "٣٣"])
def test_an_age_of_any_length(age: str) -> None:
    jar = CookieJar()
    jar.receive(f"a=1; Max-Age={age}", urlsplit(SITE))
    assert jar.header(urlsplit(SITE)) == ("" if age.startswith("-") else "a=1")
