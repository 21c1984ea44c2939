"""What a browser does for a page and a service worker cannot: cookies, and honest headers.

A service worker sees no Cookie, Origin, Referer, Sec-Fetch-* or User-Agent header, and may set
no cookie. What they would have been follows from what it does see of the request.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from .cookies import Cookie, CookieJar, as_text
from .scope import authority

Pairs = list[tuple[str, str]]

UNSEEN = {
    *("accept-encoding", "cookie", "host", "origin", "referer", "user-agent"),
    *("sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user"),
}
"""Headers that are made here. accept-encoding is not: nothing would unpack the answer."""
SAFE_METHODS = {"GET", "HEAD"}


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request as the service worker sees it (the members of a fetch event's `request`).

    `site` is Sec-Fetch-Site where it is known otherwise: "none" for what another app shares.
    """

    method: str
    url: str
    headers: Pairs
    referrer: str
    mode: str
    destination: str
    credentials: str
    site: str = ""


class UserAgent:
    """Makes the headers of requests and keeps the cookies of answers, with one jar.

    `languages` and `name` are the browser's `navigator.languages`, joined, and `userAgent`.
    """

    def __init__(self, jar: CookieJar, name: str, languages: str) -> None:
        self.jar = jar
        self._name = name
        self._languages = _preferences(languages)

    def headers(self, request: PageRequest) -> Pairs:
        """Return the headers that a browser would have sent with `request`."""
        url = urlsplit(request.url)
        made = [("user-agent", self._name), *_fetch_metadata(request, url)]
        if not _has(request.headers, "accept-language"):
            made.append(("accept-language", self._languages))
        if request.referrer.startswith(("http:", "https:")):
            made.append(("referer", request.referrer))
        if request.method not in SAFE_METHODS:
            made.append(("origin", _source(request, url)))
        if url.username and not _has(request.headers, "authorization"):
            made.append(("authorization", _basic(url)))
        cookie = self.jar.header(url) if request.credentials != "omit" else ""
        if cookie:
            made.append(("cookie", cookie))
        return [pair for pair in request.headers if pair[0].lower() not in UNSEEN] + made

    def receive(self, url: str, headers: Pairs) -> tuple[Pairs, list[str]]:
        """Keep the cookies of an answer to `url`, or clear all of them (W3C Clear Site Data).

        Returns its other headers, and what a page must assign to document.cookie so that scripts
        see the cookies that they may see. A Location is all ASCII, as browsers make it.
        """
        parts = urlsplit(url)
        cookies = []
        cleared = False
        for name, value in headers:
            if name.lower() == "set-cookie":
                cookies.append(self.jar.receive(value, parts))
            elif name.lower() == "clear-site-data":
                types = {text.strip(" \t") for text in value.split(",")}
                cleared = cleared or not types.isdisjoint({'"cookies"', '"*"'})
        if cleared:  # those that came with it, too, as in Chromium
            cookies.extend(self.jar.clear())
        visible = [assignment(cookie) for cookie in cookies if cookie and not cookie.http_only]
        others = [
            (name, _ascii(value) if name.lower() == "location" else value)
            for name, value in headers
            if name.lower() != "set-cookie"
        ]
        return others, visible


def has_body(request: PageRequest, length: int) -> bool:
    """Tell whether a request has a body, from what a service worker read of it in bytes.

    Nothing read is an empty body or none. Only POST and PUT say that it is empty (Fetch standard,
    "HTTP-network-or-cache fetch", step 8.6); what was given as a body has a type.
    """
    return length > 0 or request.method in {"POST", "PUT"} or _has(request.headers, "content-type")


def _has(headers: Pairs, name: str) -> bool:
    return any(given.lower() == name for given, _ in headers)


def _basic(url: SplitResult) -> str:
    """Return the Authorization header of a URL with a name and a password in it."""
    pair = f"{url.username or ''}:{url.password or ''}"
    return f"Basic {b64encode(unquote_to_bytes(pair)).decode()}"


def _ascii(location: str) -> str:
    return re.sub(r"[^\x00-\x7f]", lambda match: f"%{ord(match[0]):02X}", location)


def _preferences(languages: str) -> str:
    """Return an Accept-Language header: each language counts less than the one before."""
    first, *others = languages.split(",")
    weights = (max(10 - place, 1) / 10 for place, _ in enumerate(others, 1))
    return ",".join([first, *(f"{name};q={q}" for name, q in zip(others, weights, strict=True))])


def assignment(cookie: Cookie) -> str:
    """Return what makes document.cookie show `cookie`."""
    pair = as_text(cookie.header())
    secure = "; secure" if cookie.secure else ""
    age = "" if cookie.expires is None else f"; max-age={round(cookie.expires - cookie.created)}"
    return f"{pair}; path={as_text(cookie.path)}; samesite={cookie.same_site}{secure}{age}"


def _fetch_metadata(request: PageRequest, url: SplitResult) -> Pairs:
    """Return the Sec-Fetch-* headers (W3C Fetch Metadata).

    The frame that shows the app is a browser tab to the app, so its pages are documents. A link
    with `download` navigates to no document.
    """
    navigates = request.mode == "navigate"
    document = navigates and request.destination
    destination = "document" if document else request.destination or "empty"
    if request.site:
        site = request.site
    elif not request.referrer.startswith("http"):
        site = "none" if navigates and request.method in SAFE_METHODS else "same-origin"
    else:
        site = "same-origin" if _source(request, url) == _origin(url) else "cross-site"
    return [
        ("sec-fetch-dest", destination),
        ("sec-fetch-mode", request.mode),
        ("sec-fetch-site", site),
    ]


def _source(request: PageRequest, url: SplitResult) -> str:
    """Return the origin that a request comes from: its referrer's, else the site's own."""
    if request.site == "none":
        return "null"  # HTML standard: the serialization of an opaque origin
    referrer = urlsplit(request.referrer)
    return _origin(referrer) if referrer.scheme in {"http", "https"} else _origin(url)


def _origin(url: SplitResult) -> str:
    return f"{url.scheme}://{authority(url)}"
