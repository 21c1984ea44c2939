"""The settings of the build: `[tool.pwa]` and `[project] dependencies` of pyproject.toml."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from .errors import BuildError
from .launches import Address, ShareTarget, Shortcut, Text

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Module = Annotated[str, StringConstraints(pattern=r"^\w+(\.\w+)*$")]
Size = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)? (kB|MB)$")]
Package = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$"),
    AfterValidator(lambda name: re.sub(r"[-_.]+", "-", name).lower()),
]
"""A distribution's name, normalised as PEP 503 has it."""
Prefix = Annotated[str, StringConstraints(pattern=r"^[^/].*/$")]


def _address_or_path(target: str) -> str:
    if not is_address(target):
        return target
    parts = urlsplit(target)
    if not parts.hostname or parts.fragment or re.search(r"\s", target):
        raise PydanticCustomError("address", "an address is https://host/path, without #")
    return target


Target = Annotated[str, StringConstraints(min_length=1), AfterValidator(_address_or_path)]
Targets = Annotated[
    tuple[Target, ...],
    Field(min_length=1),
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
]
"""One in the settings, or a list of them."""


def is_address(target: str) -> bool:
    """Return whether a target of `vendor` is an address at another site, and no path."""
    return target.lower().startswith(("https://", "http://"))


RUNTIMES_OWN = {
    "DATABASE_URL": "it names the durable file app.db",
    "DATA_DIR": "it names the durable folder",
    "HOME": "it is the project's folder",
    "LANG": "it is C.UTF-8",
}
"""Variables of the environment that the runtime sets, and why."""


def _not_the_runtimes(name: str) -> str:
    if why := RUNTIMES_OWN.get(name):
        raise PydanticCustomError("name", "the runtime sets {name} itself: {why}", locals())
    if name.startswith("PYTHON"):
        raise PydanticCustomError("name", "{name} is the interpreter's own", {"name": name})
    return name


Variable = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$"),
    AfterValidator(_not_the_runtimes),
]
Value = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]


class Screenshot(BaseModel):
    """A picture for installation dialogs; in the settings a file's name alone will do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: Path
    """An image of 320 to 3840 pixels each way; a wide one is for desktops."""
    url: Address | None = None
    """The page that `python -m pwa screenshots` takes; without one, it leaves the file alone."""
    form_factor: Literal["narrow", "wide"] = "narrow"
    """What that page is shown on: a phone, or a desktop."""

    @model_validator(mode="before")
    @classmethod
    def _a_file_alone(cls, value: object) -> object:
        return {"file": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _what_is_taken_is_png(self) -> "Screenshot":
        if self.url is not None and self.file.suffix != ".png":
            raise PydanticCustomError("file", "a picture of a page is a .png file")
        return self


class Settings(BaseModel):
    """What `[tool.pwa]` may say. An unknown key is an error: it is a typing mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    root: Path
    """The project's folder, where pyproject.toml is."""
    dependencies: tuple[str, ...]
    """Requirements (PEP 508) of the application: what is installed in the browser."""

    app: Annotated[str, StringConstraints(pattern=r"^[\w.]+:[\w.]+$")]
    """The ASGI or WSGI application, as "module:attribute"."""
    interface: Literal["auto", "asgi3", "asgi2", "wsgi"] = "auto"
    """What it speaks, where that cannot be seen by how it is called."""
    name: Text
    short_name: Text
    """Under the icon on a home screen; about 12 characters fit."""
    description: Text = "An app that works without a network."
    id: Text | None = None
    """The identity of the installed app; two sites on one origin need different ones."""
    lang: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]+)*$")] = "en"
    dir: Annotated[str, StringConstraints(pattern=r"^(ltr|rtl|auto)$")] = "auto"
    theme_color: Colour = "#0b5f8a"
    background_color: Colour = "#ffffff"
    icon: Path | None = None
    """A square image of at least 512 pixels; without one, the name's first letter is drawn."""
    screenshots: tuple[Screenshot, ...] = ()
    """What installation dialogs show."""
    examples: Path | None = None
    """A Python file whose `fill(page)` enters what the screenshots are to show."""
    shortcuts: tuple[Shortcut, ...] = ()
    """Pages that the menu of the app's icon opens."""
    share_target: ShareTarget | None = None
    """Where the application takes what other apps share."""
    network_prefixes: tuple[Prefix, ...] = ()
    """Paths below the scope that go to the network, such as "sync/"."""
    online: Literal["always", "network"] = "always"
    """What pages see as `navigator.onLine`: that their server can be reached, or the network."""
    storage: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")] = "asgi-pwa"
    """The folder of the browser's private file system that holds the database."""
    snapshot: bool = True
    """Whether a device keeps a memory snapshot of the imported application to start from."""
    environment: dict[Variable, Value] = Field(default_factory=dict)
    """What the application finds in `os.environ` before it is imported. All of it is public."""
    include: tuple[Path, ...] = ()
    """Files and folders that the application needs besides its own package."""
    keep_source: tuple[str, ...] = ()
    """Modules of packages whose .py is read at run time, such as "package/module.py"."""
    leave_out: tuple[Package, ...] = ()
    """Packages that others ask for and the application does without."""
    distribution: Text | None = None
    """Where the files of Pyodide's own distribution are: a URL or a folder; else Pyodide's."""
    exclude: tuple[Module, ...] = ()
    """Modules of the standard library or of packages to leave out of the browser."""
    keep: tuple[Module, ...] = ()
    """Modules that the build would leave out by itself, and that are needed all the same."""
    budget: Size | None = None
    """What a first visit may cost over the wire, such as "9 MB"; above it the build fails."""
    vendor: dict[str, Targets] = Field(default_factory=dict)
    """Files of npm packages, or of the project ("./file"), and where the application serves them,
    or the addresses at other sites that they answer for: {"htmx.org/dist/htmx.min.js": where}."""

    @model_validator(mode="after")
    def _shares_reach_the_application(self) -> "Settings":
        target = self.share_target
        if target and target.action.startswith(self.network_prefixes):
            text = "share_target.action is below one of network_prefixes: the app would not get it"
            raise PydanticCustomError("share_target", "{text}", {"text": text})
        return self

    @property
    def package(self) -> str:
        """The top-level package of the application."""
        return self.app.partition(":")[0].partition(".")[0]

    @property
    def cache(self) -> Path:
        """Where the build keeps what it can use again; safe to delete."""
        return self.root / ".pwa-cache"


def read_settings(root: Path) -> Settings:
    """Read pyproject.toml in `root`. Raises BuildError in words that name the key."""
    path = root / "pyproject.toml"
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise BuildError(
            f"there is no {path.name} here: run this in the project's folder"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise BuildError(f"{path.name} is not valid TOML: {error}") from None
    table = document.get("tool", {}).get("pwa")
    if table is None:
        raise BuildError(f"{path.name} has no [tool.pwa] table")
    dependencies = tuple(document.get("project", {}).get("dependencies", ()))
    try:
        return Settings(root=root.resolve(), dependencies=dependencies, **table)
    except ValidationError as error:
        lines = [f"  {': '.join([*_place(e['loc']), e['msg']])}" for e in error.errors()]
        raise BuildError("[tool.pwa] in pyproject.toml:\n" + "\n".join(lines)) from None


def _place(location: tuple[int | str, ...]) -> list[str]:
    """Return the key of pyproject.toml, or nothing for what is wrong with several together."""
    return [".".join(map(str, location))] if location else []
