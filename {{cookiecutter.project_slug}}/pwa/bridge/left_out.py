"""Says where a module is missed that the build left out (`build/exclude.py`), or whose package the
lock left out (`build/server_only.py`)."""

import sys
from collections.abc import Mapping
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

LIST = Path(__file__).with_suffix(".txt")
"""Their names, one a line; the build writes it. After a tab stands why a package has none."""


class LeftOut(ModuleNotFoundError):
    """An import of a module that was left out on purpose.

    It has no `name`: with one, `from package import module` would put a message of its own in the
    place of this one.
    """


class LeftOutFinder:
    """Knows the modules that no other finder has any more."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self.modules = modules

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in self.modules else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        if why := self.modules[spec.name]:
            raise LeftOut(
                f"There is no module {spec.name!r} in the browser: browser.lock leaves its package "
                f"out, because {why}. Do without it there: import it in a `try` that catches "
                "ImportError, or where only a server runs."
            )
        raise LeftOut(
            f"The build left out the module {spec.name!r} to keep the download small. To have it, "
            f'put it into pyproject.toml: [tool.pwa] keep = ["{spec.name}"], remove it from '
            "`exclude` if it is there, and build again."
        )

    def exec_module(self, module: ModuleType) -> None:
        """A loader has it; there is never a module to execute."""


def name_left_out() -> None:
    """Have imports of what was left out say so. Natively nothing was."""
    if LIST.is_file():
        lines = [line.partition("\t") for line in LIST.read_text("utf-8").splitlines()]
        sys.meta_path.append(LeftOutFinder({name: why for name, _, why in lines}))
