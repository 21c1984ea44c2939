"""Says what to do where a time zone is missed because no database of them is shipped."""

from importlib.util import find_spec
from typing import Any

WORDS = (
    "a browser has no database of time zones for Python: add tzdata to [project] dependencies in "
    "pyproject.toml, run `python -m pwa lock`, and build again"
)


def patch_zoneinfo(zoneinfo: Any) -> None:
    """Patch the package `zoneinfo`."""
    common = zoneinfo._common
    load = common.load_tzdata

    def load_tzdata(key: str) -> Any:
        try:
            return load(key)
        except zoneinfo.ZoneInfoNotFoundError:
            # Pyodide's own words name a way that there is not here.
            text = f"No time zone found with key {key}"
            if find_spec("tzdata") is None:
                text += f": {WORDS}"
            raise zoneinfo.ZoneInfoNotFoundError(text) from None

    common.load_tzdata = load_tzdata
