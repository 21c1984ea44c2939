"""What pages, style sheets and scripts load from other sites."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

ORIGIN = "http://localhost/"
"""The site's address at the trial start."""
LOADING = {"stylesheet", "preload", "modulepreload", "prefetch"}
"""Values of `rel` by which a link is loaded and missed; an icon is loaded, too, but not missed."""
SOURCES = {"img", "source", "video", "audio", "track", "iframe", "embed", "input"}
"""Elements besides scripts whose `src` is loaded."""
SCRIPT_TYPES = {"", "module", "text/javascript", "application/javascript", "text/ecmascript"}
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*(["'`])([^"'`\s]+)\1""")
STYLE = re.compile(r"""(?:@import\s+|url\(\s*)(?:url\(\s*)?["']?([^"')\s;]+)""", re.I)
COMMENT = re.compile(r"^\s*(/\*.*?\*/|//[^\n]*)", re.M | re.S)
"""Of whole lines: there are examples of imports in them."""
WEB = ("http://", "https://", "//")


@dataclass(frozen=True, slots=True)
class Reference:
    """One address that something loads."""

    address: str
    """Absolute, without its fragment."""
    integrity: str = ""
    """What the page says of the contents (W3C Subresource Integrity)."""
    module: bool = False
    """Whether it is loaded as a JavaScript module."""

    @property
    def foreign(self) -> bool:
        return not same_site(self.address)


def same_site(address: str) -> bool:
    return urlsplit(address).netloc == urlsplit(ORIGIN).netloc


def of_page(html: str, address: str) -> list[Reference]:
    """Return what the page at `address` loads, in its order, each address once."""
    parser = _Page(address)
    parser.feed(html)
    parser.close()
    return list({found.address: found for found in reversed(parser.found)}.values())[::-1]


def of_style(css: str, address: str) -> Iterator[Reference]:
    """Yield what the style sheet at `address` loads."""
    for found in STYLE.finditer(css):
        yield from _resolved(address, found[1])


def of_script(script: str, address: str) -> Iterator[Reference]:
    """Yield the modules that a script names by their address, as far as a pattern finds them."""
    for name in imports(script):
        if name.startswith((*WEB, "/", "./", "../")):
            yield from _resolved(address, name, module=True)


def loaded_by(path: Path, reference: Reference) -> Iterator[Reference]:
    """Yield what the style sheet or the module that `reference` names loads."""
    if path.suffix == ".css":
        yield from of_style(path.read_text("utf-8", "replace"), reference.address)
    elif reference.module or path.suffix == ".mjs":
        yield from of_script(path.read_text("utf-8", "replace"), reference.address)


def imports(script: str) -> Iterator[str]:
    """Yield the names of the modules that a script imports, as it writes them."""
    return (found[2] for found in IMPORT.finditer(COMMENT.sub("", script)))


def _resolved(
    base: str, value: str, integrity: str = "", module: bool = False
) -> Iterator[Reference]:
    try:
        address = urljoin(base, value.strip()).partition("#")[0]
        parts = urlsplit(address)
    except ValueError:
        return  # no address, to a browser neither
    if parts.scheme in {"http", "https"} and parts.netloc:
        yield Reference(address, integrity, module)


class _Page(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.base = address
        self.found: list[Reference] = []
        self.inside = ""
        """"css", "js" or "importmap", while such an element is read."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        kind = given.get("type", "").strip().lower()
        if tag == "base" and "href" in given:
            self.base = urljoin(self.base, given["href"])
        elif tag == "script":
            self.inside = kind if kind == "importmap" else "js" * (kind in SCRIPT_TYPES)
            self._add(given.get("src"), given, kind == "module")
        elif tag == "link" and LOADING & set(given.get("rel", "").lower().split()):
            self._add(given.get("href"), given, "modulepreload" in given["rel"].lower())
        elif tag == "style":
            self.inside = "css"
        elif tag in SOURCES:
            self._add(given.get("src"), given)
        self._add(given.get("poster"), {})
        for candidate in given.get("srcset", "").split(", "):
            self._add(candidate.strip().partition(" ")[0], {})
        self.found += of_style(given.get("style", ""), self.base)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.inside = ""

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "css":
            self.found += of_style(data, self.base)
        elif self.inside == "js":
            self.found += of_script(data, self.base)
        elif self.inside == "importmap":
            for address in _mapped(data):
                self._add(address, {}, module=True)

    def _add(self, value: str | None, given: dict[str, str], module: bool = False) -> None:
        if value:
            self.found += _resolved(self.base, value, given.get("integrity", ""), module)


def _mapped(text: str) -> Iterator[str]:
    """Yield the addresses of an import map (HTML standard, section 8.1.6.3)."""
    try:
        map = json.loads(text)
        tables = [map.get("imports", {}), *map.get("scopes", {}).values()]
        for table in tables:
            yield from (address for address in table.values() if isinstance(address, str))
    except (ValueError, AttributeError):
        return  # browsers take it for none, too
