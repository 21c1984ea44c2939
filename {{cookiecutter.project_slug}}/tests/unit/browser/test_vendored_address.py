"""browser/service_worker/vendored_address.js, under Node.js: which file answers for an address."""

import pytest

from pwa.build.vendor import key_of

from .test_document import call

FILES = {
    "//cdn.example/ui@5/ui.js": "_pwa/vendor/ui/ui.js",
    "//cdn.example/css?family=A": "_pwa/vendor/_/a.css",
    "//cdn.example:8443/x": "_pwa/vendor/_/x",
}


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("https://cdn.example/ui@5/ui.js", "_pwa/vendor/ui/ui.js"),
        ("http://cdn.example/ui@5/ui.js?v=2", "_pwa/vendor/ui/ui.js"),
        ("https://cdn.example/css?family=A", "_pwa/vendor/_/a.css"),
        ("https://cdn.example:8443/x", "_pwa/vendor/_/x"),
        ("https://cdn.example/css?family=B", None),
        ("https://cdn.example/css", None),
        ("https://cdn.example/x", None),
        ("https://other.example/ui@5/ui.js", None),
        ("https://cdn.example/ui@5/ui.js/", None),
    ],
)
def test_which_file_answers(address: str, file: str | None) -> None:
    assert call("vendored_address", "fileFor", FILES, address) == file


@pytest.mark.parametrize(
    "address",
    ["https://A.example:443/b c^d|e", "http://a.example/@x/y@^1~/(z)'!*;,", "http://a.example"],
)
def test_the_build_and_the_browser_name_an_address_alike(address: str) -> None:
    assert call("vendored_address", "fileFor", {key_of(address): "x"}, address) == "x"
