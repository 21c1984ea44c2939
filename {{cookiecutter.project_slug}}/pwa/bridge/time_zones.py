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
        except zoneinfo.ZoneInfoNotFoundError as error:
            if find_spec("tzdata") is None:
                raise zoneinfo.ZoneInfoNotFoundError(f"{error.args[0]}: {WORDS}") from None
            raise

    common.load_tzdata = load_tzdata
