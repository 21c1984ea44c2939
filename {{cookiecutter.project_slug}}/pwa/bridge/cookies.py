"""A cookie jar for one host: what a browser's is, because a service worker has none.

A service worker neither sees Cookie headers nor may set cookies by a response, so the bridge
keeps them. Follows RFC 6265bis (draft-ietf-httpbis-rfc6265bis), with the section beside each rule.
Cookies are bytes. Names and values are kept as headers are, a character for each byte; what scripts
assign to document.cookie, and read there, is the UTF-8 of it (`as_bytes`, `as_text`).
There is one host and it is always the first party: Domain and SameSite therefore only decide
what is refused, never what is sent.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import SplitResult

MAXIMUM_AGE = 400 * 86400
"""Seconds; 5.5: user agents limit a cookie's life."""
MAXIMUM_SIZE = 4096
"""Bytes of name and value together; 5.6, step 6."""
MAXIMUM_COUNT = 180
"""Cookies in one jar: what browsers keep for a domain (5.7, last step); the oldest go first."""

MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}


def as_bytes(text: str) -> str:
    """Return text as a header has it: UTF-8, a character for each byte."""
    return text.encode("utf-8", "replace").decode("latin-1")


def as_text(header: str) -> str:
    """Return what a header has, a character for each byte, as text."""
    return header.encode("latin-1").decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie. Times are seconds since 1970; `expires` None means: until it is replaced."""

    name: str
    value: str
    path: str
    expires: float | None
    created: float
    secure: bool
    http_only: bool
    same_site: str

    def header(self) -> str:
        """Return it as in a Cookie header."""
        return f"{self.name}={self.value}" if self.name else self.value


class CookieJar:
    """Cookies by (name, path). `changed` is called with what was stored or removed."""

    def __init__(
        self,
        cookies: Iterable[Cookie] = (),
        changed: Callable[[Cookie, bool], None] = lambda cookie, kept: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._cookies = {(cookie.name, cookie.path): cookie for cookie in cookies}
        self._changed = changed
        self._clock = clock

    def receive(self, header: str, url: SplitResult, *, from_script: bool = False) -> Cookie | None:
        """Take one Set-Cookie header (or an assignment to document.cookie) for `url`.

        `header` has a character for each byte, also from a script.
        Returns the cookie that is stored now, or was removed (`expires` in the past); None when
        the header is refused.
        """
        cookie = parse(header, url, self._clock())
        if cookie is None:
            return None
        old = self._cookies.get((cookie.name, cookie.path))
        if from_script and (cookie.http_only or (old is not None and old.http_only)):
            return None  # 5.7, steps 10 and 22: scripts neither make nor replace HttpOnly cookies
        if old is not None:
            cookie = replace(cookie, created=old.created)
        if cookie.expires is not None and cookie.expires <= self._clock():
            if self._cookies.pop((cookie.name, cookie.path), None):
                self._changed(cookie, False)
        else:
            self._cookies[cookie.name, cookie.path] = cookie
            self._changed(cookie, True)
            self._evict()
        return cookie

    def header(self, url: SplitResult) -> str:
        """Return the Cookie header for a request to `url`; "" when there is none (5.8.3)."""
        return "; ".join(cookie.header() for cookie in self.matching(url))

    def matching(self, url: SplitResult) -> list[Cookie]:
        """Return the cookies for `url`, longest path first, then the oldest (5.8.3, step 2)."""
        now = self._clock()
        for key in [k for k, c in self._cookies.items() if c.expires and c.expires <= now]:
            self._changed(self._cookies.pop(key), False)
        found = [
            cookie
            for cookie in self._cookies.values()
            if path_matches(url.path or "/", cookie.path) and (not cookie.secure or is_secure(url))
        ]
        return sorted(found, key=lambda cookie: (-len(cookie.path), cookie.created))

    def all(self) -> list[Cookie]:
        """Return every cookie, whatever its path."""
        return list(self._cookies.values())

    def clear(self) -> list[Cookie]:
        """Remove every cookie; return them, each with an end in the past."""
        removed = [replace(cookie, expires=0.0) for cookie in self._cookies.values()]
        self._cookies.clear()
        for cookie in removed:
            self._changed(cookie, False)
        return removed

    def _evict(self) -> None:
        while len(self._cookies) > MAXIMUM_COUNT:
            oldest = min(self._cookies.values(), key=lambda cookie: cookie.created)
            self._changed(self._cookies.pop((oldest.name, oldest.path)), False)


def parse(header: str, url: SplitResult, now: float) -> Cookie | None:
    """Parse a Set-Cookie header (5.6, 5.7); None when it must be ignored."""
    if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", header):
        return None
    pair, *attributes = header.split(";")
    before, equals, after = pair.partition("=")
    name, value = (before.strip(" \t"), after.strip(" \t")) if equals else ("", pair.strip(" \t"))
    if (not name and not value) or len(name) + len(value) > MAXIMUM_SIZE:
        return None
    given: dict[str, str] = {}
    for attribute in attributes:
        key, _, text = attribute.partition("=")
        given[key.strip(" \t").lower()] = text.strip(" \t")
    domain = given.get("domain", "").removeprefix(".").lower()
    if domain and not domain_matches(url.hostname or "", domain):
        return None
    path = given.get("path", "")
    same_site = given.get("samesite", "").lower()
    cookie = Cookie(
        name=name,
        value=value,
        path=path if path.startswith("/") else default_path(url.path),
        expires=_expires(given, now),
        created=now,
        secure="secure" in given,
        http_only="httponly" in given,
        same_site=same_site if same_site in {"strict", "lax", "none"} else "lax",
    )
    return cookie if _is_allowed(cookie, domain, url) else None


def _is_allowed(cookie: Cookie, domain: str, url: SplitResult) -> bool:
    if cookie.secure and not is_secure(url):
        return False  # 5.7, step 8
    if cookie.same_site == "none" and not cookie.secure:
        return False
    name = cookie.name.lower() or cookie.value.lower()
    if name.startswith("__secure-"):
        return bool(cookie.name) and cookie.secure
    if name.startswith("__host-"):
        return bool(cookie.name) and cookie.secure and not domain and cookie.path == "/"
    return True


def _expires(given: dict[str, str], now: float) -> float | None:
    """Return when a cookie ends; Max-Age wins over Expires (5.7, steps 3 and 4)."""
    if match := re.fullmatch(r"(-?[0-9]{1,12})[0-9]*", given.get("max-age", "")):
        seconds = int(match[1])
        return now + min(seconds, MAXIMUM_AGE) if seconds > 0 else 0.0
    if (moment := parse_date(given.get("expires", ""))) is not None:
        return min(moment, now + MAXIMUM_AGE)
    return None


def parse_date(text: str) -> float | None:
    """Parse a cookie's date by the tolerant rules of 5.1.1; None when it is none."""
    clock: tuple[int, int, int] | None = None
    day = month = year = None
    for token in re.split(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+", text):
        if clock is None and (match := re.match(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?!\d)", token)):
            clock = (int(match[1]), int(match[2]), int(match[3]))
        elif day is None and (match := re.match(r"(\d{1,2})(?!\d)", token)):
            day = int(match[1])
        elif month is None and token[:3].lower() in MONTHS:
            month = MONTHS[token[:3].lower()]
        elif year is None and (match := re.match(r"(\d{2,4})(?!\d)", token)):
            year = int(match[1])
    if clock is None or day is None or month is None or year is None:
        return None
    if year < 100:
        year += 1900 if year >= 70 else 2000
    if year < 1601:
        return None
    try:
        return max(0.0, datetime(year, month, day, *clock, tzinfo=UTC).timestamp())
    except ValueError:
        return None


def default_path(path: str) -> str:
    """Return the path of a cookie that names none (5.1.4)."""
    return path[: path.rfind("/")] if path.startswith("/") and path.count("/") > 1 else "/"


def path_matches(path: str, cookie_path: str) -> bool:
    """Tell whether a request's path lies below a cookie's (5.1.4)."""
    if not path.startswith(cookie_path):
        return False
    return (
        len(path) == len(cookie_path) or cookie_path.endswith("/") or path[len(cookie_path)] == "/"
    )


def domain_matches(host: str, domain: str) -> bool:
    """Tell whether `host` is `domain` or below it (5.1.3)."""
    if host == domain:
        return True
    is_address = bool(re.fullmatch(r"[\d.]+|.*:.*", host))
    return not is_address and host.endswith(f".{domain}")


def is_secure(url: SplitResult) -> bool:
    """Tell whether a URL may have Secure cookies: https, or the machine itself (as browsers do)."""
    return url.scheme in {"https", "wss"} or url.hostname in {"localhost", "127.0.0.1", "::1"}
