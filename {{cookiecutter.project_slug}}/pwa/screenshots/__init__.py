"""The pictures of installation dialogs, taken from the running app: `python -m pwa screenshots`."""

from pathlib import Path

from ..build.errors import BuildError
from ..build.settings import Settings
from ..serve.files import make_site
from ..serve.server import serving
from .chromium import find_chromium


def take_screenshots(settings: Settings, out: Path) -> None:
    """Write each file of `screenshots` that names a page of the site in `out`."""
    if all(screenshot.url is None for screenshot in settings.screenshots):
        raise BuildError(
            "[tool.pwa] screenshots names no page to take. Write, for example,\n"
            '  screenshots = [{ file = "screenshots/narrow.png", url = "" }]'
        )
    site = make_site(out, "/")
    try:
        from .camera import take
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "playwright":
            raise
        raise BuildError(
            "screenshots need the package playwright, one of the dev dependencies in "
            "pyproject.toml: run `make setup` or `uv sync`"
        ) from None
    chromium = find_chromium()
    with serving(site) as port:
        take(settings, f"http://localhost:{port}/", chromium)
    print("`python -m pwa build` puts them into the site.")
