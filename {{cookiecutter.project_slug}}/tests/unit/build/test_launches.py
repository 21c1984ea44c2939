"""build/launches.py: shortcuts and shares, as settings and in the manifest."""

from pathlib import Path
from typing import Any

import pytest

from pwa.build.errors import BuildError
from pwa.build.launches import ShareTarget, Shortcut, share_target, shortcuts
from pwa.build.settings import Settings, read_settings

OWN = [{"src": "icons/icon-96.png"}]
PROJECT = """
[project]
dependencies = []
[tool.pwa]
app = "app.main:app"
name = "Field survey"
short_name = "Survey"
network_prefixes = ["sync/"]
"""


def read(root: Path, more: str) -> Settings:
    (root / "pyproject.toml").write_text(PROJECT + more)
    return read_settings(root)


def test_settings_as_a_developer_writes_them(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """
        [[tool.pwa.shortcuts]]
        name = "New record"
        url = "records/new?from=shortcut"
        [tool.pwa.share_target]
        action = "records/shared"
        files = [{name = "photos", accept = ["image/*", ".gpx"]}]
        """,
    )
    assert settings.shortcuts == (Shortcut(name="New record", url="records/new?from=shortcut"),)
    assert settings.share_target and settings.share_target.method == "POST"


def test_the_manifest_s_share_target_is_relative_to_where_the_manifest_lies() -> None:
    target = ShareTarget.model_validate(
        {"action": "in", "text": "body", "files": [{"name": "photos", "accept": ["image/*"]}]}
    )
    assert share_target(target) == {
        "action": "../in",
        "method": "POST",
        "enctype": "multipart/form-data",
        "params": {
            "title": "title",
            "text": "body",
            "url": "url",
            "files": [{"name": "photos", "accept": ["image/*"]}],
        },
    }


def test_a_share_by_get_has_no_body() -> None:
    made = share_target(ShareTarget(action="in", method="GET"))
    assert made.keys() == {"action", "method", "params"}


def test_the_page_for_the_data_is_a_shortcut_of_each_app() -> None:
    made = shortcuts((Shortcut(name="New", url="new"),), [[]], OWN)
    assert made == [
        {"name": "New", "url": "../new", "icons": []},
        {"name": "Your data on this device", "url": "rescue.html", "icons": OWN},
    ]


def test_the_first_page_can_be_a_shortcut() -> None:
    assert shortcuts((Shortcut(name="All", url=""),), [OWN], OWN)[0]["url"] == "../"


ADDRESS = "write it relative to the site's address"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/records/new", f"shortcuts.0.url: {ADDRESS}"),
        ("https://example.org/", ADDRESS),
        ("../other", ADDRESS),
        ("a/./b", ADDRESS),
        ("a\\\\b", ADDRESS),
        ("_pwa/rescue.html", "answers nothing below _pwa/"),
    ],
)
def test_a_shortcut_leads_into_the_application(tmp_path: Path, url: str, words: str) -> None:
    with pytest.raises(BuildError, match=words):
        read(tmp_path, f'shortcuts = [{{name = "New", url = "{url}"}}]')


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ({"action": "/in"}, f"share_target.action: {ADDRESS}"),
        ({"action": ""}, r"a path without \? and # is needed"),
        ({"action": "in?a=1"}, r"a path without \? and # is needed"),
        ({"action": "sync/in"}, "share_target.action is below one of network_prefixes"),
        ({"action": "in", "method": "PUT"}, "share_target.method"),
        ({"action": "in", "methode": "POST"}, "share_target.methode: Extra inputs"),
        ({"action": "in", "title": "a b"}, "share_target.title"),
        ({"action": "in", "files": [{"name": "f", "accept": []}]}, "share_target.files.0.accept"),
        (
            {"action": "in", "files": [{"name": "f", "accept": ["image"]}]},
            "share_target.files.0.accept.0",
        ),
        (
            {"action": "in", "method": "GET", "files": [{"name": "f", "accept": ["image/*"]}]},
            'share_target: files can be shared by method = "POST" only',
        ),
    ],
)
def test_a_share_target_that_will_not_do_is_refused(
    tmp_path: Path, target: dict[str, Any], words: str
) -> None:
    with pytest.raises(BuildError, match=words):
        read(tmp_path, f"share_target = {inline(target)}")


def inline(value: Any) -> str:
    """Return `value` as TOML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return f'"{value}"'
