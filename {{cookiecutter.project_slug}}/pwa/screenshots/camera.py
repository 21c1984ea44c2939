"""A Chromium that shows the app as a person sees it, and the same at every run."""

import runpy
import time
from collections.abc import Callable
from typing import TypedDict

from playwright.sync_api import (
    Browser,
    Error,
    Page,
    Playwright,
    TimeoutError,
    ViewportSize,
    Worker,
    sync_playwright,
)

from ..build.errors import BuildError
from ..build.settings import Screenshot, Settings

SETTLED = 'html:is([data-pwa-state="ready"], [data-pwa-state="failed"])'
START_SECONDS = 90
"""How long the app may take to start on a slow, busy machine."""
STILL_SECONDS = 0.5
"""How long a page has to stay the same to be taken, and"""
MOVING_SECONDS = 20
"""how long that is waited for."""

NOW = "2026-06-01T10:00:00Z"
"""The time at which all clocks of the app stand still."""
STOP_CLOCK = "(now) => { Date.now = () => Date.parse(now); }"
"""For the worker: Python's clock is `Date.now`."""

LOADED = """async () => {
  const shown = document.getElementById("app").contentWindow;
  if (shown.document.readyState !== "complete") {
    await new Promise((loaded) => shown.addEventListener("load", loaded, { once: true }));
  }
  await shown.document.fonts.ready;
}"""


class Screen(TypedDict):
    viewport: ViewportSize
    device_scale_factor: float
    is_mobile: bool
    has_touch: bool


SCREENS: dict[str, Screen] = {
    "narrow": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "wide": {
        "viewport": {"width": 1280, "height": 800},
        "device_scale_factor": 1,
        "is_mobile": False,
        "has_touch": False,
    },
}
"""CSS pixels; Chromium shows no picture longer than 2.3 times its width, or the other way round."""


def take(settings: Settings, site: str, chromium: str) -> None:
    """Write the screenshots that name a page of `site`, its address with a trailing slash."""
    fill = _filler(settings)
    with sync_playwright() as playwright:
        for screenshot in settings.screenshots:
            if screenshot.url is None:
                continue
            browser = _launch(playwright, chromium, screenshot)
            picture = _take(browser, settings, screenshot, site, fill)
            browser.close()
            path = settings.root / screenshot.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(picture)
            print(screenshot.file, flush=True)


def _launch(playwright: Playwright, chromium: str, screenshot: Screenshot) -> Browser:
    # With Playwright's scale alone Chromium 156 puts lines and glyphs on whole CSS pixels, and some
    # glyphs on one in one run and on another in the next.
    scale = SCREENS[screenshot.form_factor]["device_scale_factor"]
    arguments = [f"--force-device-scale-factor={scale}"]
    try:
        return playwright.chromium.launch(executable_path=chromium, args=arguments)
    except Error as error:
        raise BuildError(f"{chromium} does not start: {error.message}") from None


def _filler(settings: Settings) -> Callable[[Page], object] | None:
    """Return the function `fill` of the file that `examples` names."""
    if settings.examples is None:
        return None
    path = settings.root / settings.examples
    if not path.is_file():
        raise BuildError(f"[tool.pwa] examples: {settings.examples}: there is no such file")
    fill = runpy.run_path(str(path)).get("fill")
    if not callable(fill):
        raise BuildError(f"[tool.pwa] examples: {settings.examples} has no function fill(page)")
    return fill  # type: ignore[no-any-return]


def _take(
    browser: Browser,
    settings: Settings,
    screenshot: Screenshot,
    site: str,
    fill: Callable[[Page], object] | None,
) -> bytes:
    """Return a PNG of a page of the site, on a device of its own that `fill` has filled."""
    context = browser.new_context(
        **SCREENS[screenshot.form_factor],
        locale=settings.lang,
        timezone_id="UTC",
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.clock.set_fixed_time(NOW)
    first = context.new_page()
    _open(first, site)
    if fill is not None:
        fill(first)
    page = context.new_page()  # which has nothing to say of what was saved in the first one
    _open(page, f"{site}{screenshot.url}")
    page.evaluate(LOADED)
    return _still(page, screenshot)


def _open(page: Page, url: str) -> None:
    """Open a page of the site and wait until the app is shown."""
    page.on("worker", _stop_clock)
    page.goto(url)
    try:
        page.wait_for_selector(SETTLED, state="attached", timeout=START_SECONDS * 1000)
    except TimeoutError:
        said = page.inner_text("#cover")
        raise BuildError(
            f"the app was not shown within {START_SECONDS} seconds. The page says:\n{said}"
        ) from None
    if page.get_attribute("html", "data-pwa-state") == "failed":
        said = page.inner_text("#problem-title")
        detail = page.text_content("#problem-detail")
        raise BuildError(f"the app does not start. The page says: {said}\n{detail}")


def _stop_clock(worker: Worker) -> None:
    try:
        worker.evaluate(STOP_CLOCK, NOW)
    except Error as error:
        if "closed" not in error.message:  # some workers of the shell live for a moment only
            raise


def _still(page: Page, screenshot: Screenshot) -> bytes:
    """Return the first picture that is the same a moment later."""
    deadline = time.monotonic() + MOVING_SECONDS
    before, picture = b"", page.screenshot(animations="disabled")
    while picture != before:
        if time.monotonic() > deadline:
            raise BuildError(
                f"{screenshot.file}: the page did not stand still for {MOVING_SECONDS} seconds. "
                "Let its scripts move nothing where prefers-reduced-motion is set"
            )
        page.wait_for_timeout(STILL_SECONDS * 1000)
        before, picture = picture, page.screenshot(animations="disabled")
    return picture
