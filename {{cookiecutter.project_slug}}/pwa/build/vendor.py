"""Files of npm packages: what `[tool.pwa.vendor]` names, and what pages load from other sites.

The first are copied to where the application serves them. The others are part of the site, and the
service worker answers the other site's very address from them, so that a page need not change.
"""

import base64
import hashlib
import mimetypes
import shutil
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urldefrag, urlsplit

from .errors import BuildError
from .npm_files import Wanted, file_of, installed, satisfies, wanted
from .references import Reference, imports, loaded_by
from .settings import Settings, is_address

FOLDER = "_pwa/vendor/"
"""In the site. No npm package is called "_", as the folder for the project's own files is."""
OWN = "./"
"""How a source of `vendor` begins that is a file of the project."""

TYPES = mimetypes.MimeTypes()
"""Without what the machine knows: a site is the same wherever it is built."""
for suffix, kind in {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".html": "text/plain",  # as such networks send it: it is no page of theirs
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
}.items():
    TYPES.add_type(kind, suffix)


@dataclass(frozen=True, slots=True)
class VendoredFile:
    """A file of the site that answers for addresses at other sites."""

    source: Path
    type: str
    """Its Content-Type."""


@dataclass(slots=True)
class Vendored:
    """What the site brings of other sites."""

    files: dict[str, VendoredFile] = field(default_factory=dict)
    """By path below the site."""
    addresses: dict[str, str] = field(default_factory=dict)
    """The file's path for each address: `key_of` it."""
    said: list[str] = field(default_factory=list)
    """What there is to say of it, a sentence or two each."""
    missing: list[str] = field(default_factory=list)
    """npm packages that would do, as `npm install` takes them."""
    unknown: list[str] = field(default_factory=list)
    """Addresses of what is in no npm package, as far as is known."""


def source_of(settings: Settings, modules: Path, source: str) -> Path:
    """Return the file that a source of `[tool.pwa] vendor` names, whether or not it is there."""
    return settings.root / source if source.startswith(OWN) else modules / source


def copy_vendor_files(settings: Settings, modules: Path) -> None:
    """Put the files that `[tool.pwa] vendor` names where the app serves them."""
    for source, targets in settings.vendor.items():
        path = source_of(settings, modules, source)
        if not path.is_file():
            where = "the project has" if source.startswith(OWN) else "the npm packages have"
            raise BuildError(f"[tool.pwa] vendor: {where} no file {source}")
        for target in targets:
            if not is_address(target):
                destination = settings.root / target
                destination.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, destination)


def key_of(address: str) -> str:
    """Return what the service worker knows an address by: "//host/path?query", unescaped.

    A page may leave the scheme to be its own.
    """
    parts = urlsplit(urldefrag(address).url)
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    query = f"?{unquote(parts.query)}" if parts.query else ""
    return f"//{parts.hostname}{port}{unquote(parts.path) or '/'}{query}"


def find_vendored(
    settings: Settings, modules: Path, loaded: Iterable[tuple[str, Reference]]
) -> Vendored:
    """Return what the site can bring of what pages load from other sites: (page, reference).

    That is what `[tool.pwa] vendor` says, and what an address names of an installed npm package;
    and what those style sheets and modules load in turn.
    """
    return _Search(settings, modules).run(loaded)


class _Search:
    def __init__(self, settings: Settings, modules: Path) -> None:
        self.settings = settings
        self.modules = modules
        self.result = Vendored()
        self.named = {
            key_of(target): source
            for source, targets in settings.vendor.items()
            for target in targets
            if is_address(target)
        }

    def run(self, loaded: Iterable[tuple[str, Reference]]) -> Vendored:
        own = [
            ("[tool.pwa] vendor", Reference(target))
            for targets in self.settings.vendor.values()
            for target in targets
            if is_address(target)
        ]
        waiting = deque([*loaded, *own])
        seen: set[str] = set()
        while waiting:
            place, reference = waiting.popleft()
            if (key := key_of(reference.address)) not in seen:
                seen.add(key)
                waiting += [(reference.address, more) for more in self._take(place, reference)]
        self.result.said += _what_to_do(self.result)
        return self.result

    def _take(self, place: str, reference: Reference) -> list[Reference]:
        """Put the file of an address into the result; return what that loads."""
        found = self._named(reference) or self._installed(place, reference)
        if found is None:
            return []
        key, source, path = found
        file = VendoredFile(path, type_of(path.name))
        name = FOLDER + (f"_/{source[len(OWN) :]}" if source.startswith(OWN) else source)
        self.result.files[name] = file
        self.result.addresses[key] = name
        if not has_integrity(path.read_bytes(), reference.integrity):
            self._say(
                place,
                reference,
                f"the page's `integrity` is not that of {source}, which is "
                "shipped for it: browsers refuse it. Install the version that the page means, or "
                "correct the attribute.",
            )
        return [more for more in loaded_by(path, reference) if more.foreign]

    def _named(self, reference: Reference) -> tuple[str, str, Path] | None:
        """Return what `[tool.pwa] vendor` names: (key of the address, source, path)."""
        key = key_of(reference.address)
        for known in (key, key.partition("?")[0]):
            if source := self.named.get(known):
                return known, source, source_of(self.settings, self.modules, source)
        return None

    def _installed(self, place: str, reference: Reference) -> tuple[str, str, Path] | None:
        """Return the same of an installed package; say so, or what is missing."""
        want = wanted(reference.address)
        if want is None:
            self.result.unknown.append(reference.address)
            self._say(place, reference, MISSING)
            return None
        packages = installed(self.settings.root, want.package)
        for package in packages:
            folder = self.modules / package.folder
            if not satisfies(package.version, want.version) or not folder.is_dir():
                continue
            name = file_of(folder, want, reference.module)
            if name is None:
                self.result.unknown.append(reference.address)
                has = f"{want.package} {package.version}"
                self._say(place, reference, f"{MISSING} {has} has it not.")
                return None
            if reference.module and _made_by_host(folder / name, reference):
                self.result.unknown.append(reference.address)
                self._say(place, reference, f"{MISSING} {MADE}")
                return None
            size = (folder / name).stat().st_size
            text = f"shipped from the npm package {want.package} {package.version}"
            self._say(place, reference, f"{text} ({size:,} bytes).")
            return (
                key_of(reference.address).partition("?")[0],
                f"{package.folder}/{name}",
                folder / name,
            )
        self.result.missing.append(want.requirement)
        self._say(place, reference, _not_installed(want, [it.version for it in packages]))
        return None

    def _say(self, place: str, reference: Reference, text: str) -> None:
        self.result.said.append(f"{place} loads {reference.address}: {text}")


def type_of(name: str) -> str:
    """Return the Content-Type of a file."""
    kind = TYPES.guess_type(name, strict=False)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind == "application/json"
    return f"{kind}; charset=utf-8" if text else kind


def has_integrity(data: bytes, integrity: str) -> bool:
    """Return whether browsers take `data` (W3C Subresource Integrity, section 3.3).

    The strongest kind of hash that is named counts, and what is none says nothing.
    """
    named = [item.partition("?")[0].partition("-") for item in integrity.split()]
    for algorithm in ("sha512", "sha384", "sha256"):
        if hashes := {digest for kind, _, digest in named if kind == algorithm}:
            return base64.b64encode(hashlib.new(algorithm, data).digest()).decode() in hashes
    return True


def _made_by_host(path: Path, reference: Reference) -> bool:
    """Return whether a host has made more of a module than the package's file.

    What names its modules without an address, such as "lit", runs from no plain file.
    """
    names = imports(path.read_text("utf-8", "replace"))
    bare = any(not name.startswith(("/", "./", "../", "https:", "http:")) for name in names)
    return bare or bool(urlsplit(reference.address).query)


MISSING = "without a network it is missing."
MADE = (
    "That host makes a module of a package and of what it needs, which is no file of the package."
)


def _not_installed(want: Wanted, versions: list[str]) -> str:
    has = f"{want.package} {' and '.join(versions)}" if versions else "no such npm package"
    return f"{MISSING} package-lock.json has {has}."


def _what_to_do(found: Vendored) -> Iterator[str]:
    if packages := " ".join(dict.fromkeys(found.missing)):
        yield (
            f"run `npm install --ignore-scripts {packages}` and build again: the site then brings "
            "what is missing of these packages."
        )
    if found.unknown:
        address = found.unknown[0]
        name = PurePosixPath(urlsplit(address).path).name or "file"
        yield (
            "if pages need what else is missing, save it in the project and name it in "
            f'[tool.pwa.vendor], such as "./vendor/{name}" = "{address}", or name a file of an npm '
            'package there, as "package/file".'
        )
