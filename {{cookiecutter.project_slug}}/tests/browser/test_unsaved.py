"""browser/shell/unsaved.js: whether somebody has typed what is not sent."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Playwright

from pwa.build.bundle import BROWSER

from .device import Device

PAGE = """<!doctype html><title>Form</title>
<input name=hidden type=hidden value=1><input name=text value=given><input name=none>
<input name=box type=checkbox checked><input name=one type=radio><input name=file type=file>
<textarea name=area>given</textarea><p contenteditable>Words</p>
<select name=first><option>a<option>b</select>
<select name=chosen><option>a<option selected>b</select>
<select name=many multiple><option>a<option>b</select>
<iframe srcdoc="<input name=inner>"></iframe>"""

SOURCE = (BROWSER / "shell" / "unsaved.js").read_text("utf-8").replace("export ", "")


@pytest.fixture(scope="module")
def page(
    playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    device = Device(playwright, chromium, tmp_path_factory.mktemp("profile"))
    yield device.start().new_page()
    device.kill()


@pytest.mark.parametrize(
    "act",
    [
        lambda page: page.fill("[name=text]", "other"),
        lambda page: page.fill("[name=none]", "x"),
        lambda page: page.fill("[name=area]", ""),
        lambda page: page.uncheck("[name=box]"),
        lambda page: page.check("[name=one]"),
        lambda page: page.select_option("[name=first]", "b"),
        lambda page: page.select_option("[name=chosen]", "a"),
        lambda page: page.select_option("[name=many]", ["a"]),
        lambda page: page.set_input_files(
            "[name=file]", {"name": "a", "mimeType": "text/plain", "buffer": b"x"}
        ),
        lambda page: page.frames[1].fill("[name=inner]", "x"),
        lambda page: page.click("[contenteditable]"),
    ],
)
def test_what_is_typed_is_seen(page: Page, act: Callable[[Page], object]) -> None:
    page.set_content(PAGE)
    assert not page.evaluate(f"() => {{ {SOURCE} return hasUnsaved(document); }}")
    act(page)
    assert page.evaluate(f"() => {{ {SOURCE} return hasUnsaved(document); }}")


def test_what_a_script_hides_in_a_form_does_not_count(page: Page) -> None:
    page.set_content(PAGE)
    page.evaluate("document.querySelector('[name=hidden]').value = 2")
    assert not page.evaluate(f"() => {{ {SOURCE} return hasUnsaved(document); }}")
