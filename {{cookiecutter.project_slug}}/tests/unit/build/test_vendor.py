"""build/vendor.py and npm_files.py: which file answers for an address at another site."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

from pwa.build.errors import BuildError
from pwa.build.npm_files import Wanted, satisfies, wanted
from pwa.build.references import Reference
from pwa.build.settings import Settings
from pwa.build.vendor import (
    Vendored,
    copy_vendor_files,
    find_vendored,
    has_integrity,
    key_of,
    type_of,
)

STYLE = "@import 'more.css'; a { src: url(f/a.woff2?1) }"
PACKAGES = {
    "ui": ("5.2.1", {"package.json": "{}", "ui.js": "ui()", "ui.css": STYLE}),
    "ui2": ("2.0.7", {"dist/ui.js": "ui2()"}),
    "@a/math": (
        "1.4.0",
        {"m.js": "export * from './n.js'", "n.js": "1", "bare.js": "import 'lit'"},
    ),
    "main": ("1.0.0", {"package.json": '{"unpkg": "./dist/main.js"}', "dist/main.js": "main()"}),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    lock: dict[str, dict[str, str]] = {"": {"name": "app", "version": "1.0.0"}}
    lock["node_modules/linked"] = {"resolved": "packages/linked"}
    for name, (version, files) in PACKAGES.items():
        lock[f"node_modules/{name}"] = {"version": version}
        for file, text in files.items():
            path = tmp_path / "node_modules" / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    lock["node_modules/ui2"]["name"] = "ui"  # npm install ui2@npm:ui@2
    lock["node_modules/x/node_modules/deep"] = {"version": "1.0.0"}
    (tmp_path / "node_modules/ui/more.css").write_text("")
    (tmp_path / "node_modules/ui/f").mkdir()
    (tmp_path / "node_modules/ui/f/a.woff2").write_bytes(b"")
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": lock}))
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor/own.js").write_text("own()")
    given = {"root": tmp_path, "dependencies": (), "app": "app.main:app"}
    return Settings.model_validate({**given, "name": "App", "short_name": "App"})


def find(
    settings: Settings, *addresses: str, module: bool = False, integrity: str = ""
) -> Vendored:
    loaded = [("/", Reference(address, integrity, module)) for address in addresses]
    return find_vendored(settings, settings.root / "node_modules", loaded)


@pytest.mark.parametrize(
    ("address", "key", "file"),
    [
        ("https://cdn.example/npm/ui@5/ui.js", "//cdn.example/npm/ui@5/ui.js", "ui/ui.js"),
        ("https://cdn.example/ui@5.2/ui.js", "//cdn.example/ui@5.2/ui.js", "ui/ui.js"),
        ("http://CDN.example:80/npm/ui/ui.js?v=1", "//cdn.example/npm/ui/ui.js", "ui/ui.js"),
        ("https://cdn.example:8443/npm/ui/ui.js", "//cdn.example:8443/npm/ui/ui.js", "ui/ui.js"),
        ("https://cdn.example/npm/ui@^5.1/ui.js", "//cdn.example/npm/ui@^5.1/ui.js", "ui/ui.js"),
        (
            "https://cdn.example/npm/ui@2/dist/ui.js",
            "//cdn.example/npm/ui@2/dist/ui.js",
            "ui2/dist/ui.js",
        ),
        ("https://cdn.example/@a/math@1/n.js", "//cdn.example/@a/math@1/n.js", "@a/math/n.js"),
        ("https://cdn.example/main@1", "//cdn.example/main@1", "main/dist/main.js"),
    ],
)
def test_an_installed_file_answers(settings: Settings, address: str, key: str, file: str) -> None:
    found = find(settings, address)
    assert found.addresses == {key: f"_pwa/vendor/{file}"}
    assert found.files[f"_pwa/vendor/{file}"].source == settings.root / "node_modules" / file
    [said] = found.said
    assert f"/ loads {address}: shipped from the npm package" in said


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "https://cdn.example/npm/ui@4/ui.js",
            "has ui 5.2.1 and 2.0.7.",
        ),
        (
            "https://cdn.example/npm/new@3.1/a.js",
            "has no such npm package.",
        ),
        ("https://cdn.example/npm/linked/a.js", "has no such npm package."),
        ("https://cdn.example/npm/app@1/a.js", "has no such npm package."),
        ("https://cdn.example/npm/@a/new/a.js", "has no such npm package."),
        ("https://cdn.example/npm/deep@1/a.js", "has no such npm package."),
        ("https://cdn.example/npm/ui@5/ui.min.js", "ui 5.2.1 has it not."),
        ("https://cdn.example/npm/ui@5/../../package-lock.json", "without a network it is missing"),
        ("https://cdn.example/npm/ui@5", "ui 5.2.1 has it not."),
        ("https://cdn.example/libs/ui/5.2.1/ui.js", '"./vendor/ui.js" = "https://cdn.example/libs'),
        (
            "https://fonts.example/css?family=Inter",
            '"./vendor/css" = "https://fonts.example/css?fam',
        ),
    ],
)
def test_what_is_missing_is_said(settings: Settings, address: str, words: str) -> None:
    found = find(settings, address)
    assert found.files == {}
    first, advice = found.said
    assert first.startswith(f"/ loads {address}: without a network it is missing.")
    assert words in first + advice


def test_one_command_would_do(settings: Settings) -> None:
    paths = ("npm/new@3.1/a.js", "npm/new@3.1/b.js", "ui@4/ui.js", "libs/ui.js")
    said = find(settings, *(f"https://cdn.example/{path}" for path in paths)).said
    assert len(said) == 6
    assert said[4].startswith("run `npm install --ignore-scripts new@3.1 ui@4` and build again")
    assert '"./vendor/ui.js" = "https://cdn.example/libs/ui.js"' in said[5]


def test_what_a_vendored_file_loads_is_vendored(settings: Settings) -> None:
    assert find(settings, "https://cdn.example/npm/ui@5/ui.css").addresses == {
        "//cdn.example/npm/ui@5/ui.css": "_pwa/vendor/ui/ui.css",
        "//cdn.example/npm/ui@5/more.css": "_pwa/vendor/ui/more.css",
        "//cdn.example/npm/ui@5/f/a.woff2": "_pwa/vendor/ui/f/a.woff2",
    }
    assert set(find(settings, "https://cdn.example/@a/math@1/m.js", module=True).addresses) == {
        "//cdn.example/@a/math@1/m.js",
        "//cdn.example/@a/math@1/n.js",
    }


@pytest.mark.parametrize("path", ["@a/math@1/bare.js", "@a/math@1/n.js?bundle", "main@1"])
def test_a_module_that_its_host_makes_is_no_file(settings: Settings, path: str) -> None:
    found = find(settings, f"https://cdn.example/{path}", module=True)
    assert found.files == {}
    assert ("That host makes a module" in found.said[0]) == (path != "main@1")
    assert find(settings, f"https://cdn.example/{path}").files != {}


def test_the_settings_come_first(settings: Settings) -> None:
    vendor = {
        "ui/ui.js": ("app/ui.js", "https://cdn.example/lib/ui.js?full"),
        "./vendor/own.js": ("https://cdn.example/npm/ui@5/ui.js",),
    }
    found = find(
        settings.model_copy(update={"vendor": vendor}), "https://cdn.example/npm/ui@5/ui.js"
    )
    assert found.addresses == {
        "//cdn.example/lib/ui.js?full": "_pwa/vendor/ui/ui.js",
        "//cdn.example/npm/ui@5/ui.js": "_pwa/vendor/_/vendor/own.js",
    }
    assert found.said == []


def test_vendor_copies_paths_and_leaves_addresses(settings: Settings) -> None:
    vendor = {"ui/ui.js": ("https://cdn.example/ui.js", "app/static/ui.js")}
    changed = settings.model_copy(update={"vendor": vendor})
    copy_vendor_files(changed, settings.root / "node_modules")
    assert [path.name for path in (settings.root / "app").rglob("*.*")] == ["ui.js"]


@pytest.mark.parametrize("source", ["ui/no.js", "./no.js"])
def test_a_source_that_is_not_there(settings: Settings, source: str) -> None:
    changed = settings.model_copy(update={"vendor": {source: ("https://cdn.example/ui.js",)}})
    with pytest.raises(BuildError, match=rf"ha(ve|s) no file {source}"):
        copy_vendor_files(changed, settings.root / "node_modules")


def test_another_integrity_is_said(settings: Settings) -> None:
    address = "https://cdn.example/npm/ui@5/ui.js"
    assert (
        "`integrity` is not that of ui/ui.js"
        in find(settings, address, integrity="sha384-AA").said[1]
    )
    right = "sha256-" + base64.b64encode(hashlib.sha256(b"ui()").digest()).decode()
    assert len(find(settings, address, integrity=right).said) == 1


def test_the_strongest_hash_counts() -> None:
    def of(kind: str, data: bytes) -> str:
        return f"{kind}-{base64.b64encode(hashlib.new(kind, data).digest()).decode()}"

    assert has_integrity(b"a", "")
    assert has_integrity(b"a", "md5-AA")
    assert has_integrity(b"a", f"{of('sha256', b'b')} {of('sha512', b'a')}")
    assert has_integrity(b"a", f"{of('sha384', b'b')} {of('sha384', b'a')}?option")
    assert not has_integrity(b"a", f"{of('sha256', b'a')} {of('sha384', b'b')}")


@pytest.mark.parametrize(
    ("version", "requirement", "expected"),
    [
        ("5.2.1", "", True),
        ("5.2.1", "latest", True),
        ("5.2.1", "5", True),
        ("5.2.1", "v5.2", True),
        ("5.2.1", "5.2.1", True),
        ("5.2.1", "5.2.10", False),
        ("15.2.1", "5", False),
        ("5.2.1", "^5.1.9", True),
        ("5.2.1", "^5.3", False),
        ("0.2.3", "^0.2.1", True),
        ("0.3.0", "^0.2.1", False),
        ("5.2.1", "~5.2", True),
        ("5.3.1", "~5.2", False),
        ("5.3.1", "~5", True),
        ("4.0.0-beta1", "4", False),
        ("4.0.0-beta1", "4.0.0-beta1", True),
        ("5.2.1", "next", False),
    ],
)
def test_versions(version: str, requirement: str, expected: bool) -> None:
    assert satisfies(version, requirement) == expected


def test_addresses_of_packages() -> None:
    assert wanted("https://a.example/npm/@a/b@1/c/d.js") == Wanted("@a/b", "1", "c/d.js")
    assert wanted("https://a.example/static/app.js") is None
    assert wanted("https://a.example/") is None


def test_keys_have_no_scheme_and_no_fragment() -> None:
    assert key_of("HTTPS://A.example:443/x%20y#z") == "//a.example/x y"
    assert key_of("http://a.example?q") == "//a.example/?q"


def test_types_are_the_same_everywhere() -> None:
    assert type_of("a.mjs") == "text/javascript; charset=utf-8"
    assert type_of("a.woff2") == "font/woff2"
    assert type_of("a.html") == "text/plain; charset=utf-8"
    assert type_of("LICENSE") == "application/octet-stream"
