"""Ways into the installed app besides its icon: shortcuts, and what other apps share with it.

Settings of pyproject.toml, and the members of the web app manifest that they become.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

Icons = list[dict[str, str]]
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\x00-\x1f]+$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[^\s\"'<>&=;]+$")]
Accepted = Annotated[str, StringConstraints(pattern=r"^([\w.+-]+/[\w.+*-]+|\.[\w.+-]+)$")]

RUNTIME = "_pwa/"
"""What of the site the application never answers."""


def _below_the_scope(address: str) -> str:
    parts = re.split(r"[?#]", address, maxsplit=1)[0].split("/")
    if re.match(r"/|[\w+.-]*:", address) or "\\" in address or {".", ".."} & set(parts):
        raise PydanticCustomError(
            "address", 'write it relative to the site\'s address, such as "records/new"'
        )
    if address.startswith(RUNTIME):
        raise PydanticCustomError("address", "the application answers nothing below _pwa/")
    return address


def _only_a_path(address: str) -> str:
    if not address or re.search(r"[?#]", address):
        raise PydanticCustomError("address", "a path without ? and # is needed")
    return address


Address = Annotated[str, AfterValidator(_below_the_scope)]


class Shortcut(BaseModel):
    """An entry of the menu that a long press on the app's icon opens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text
    url: Address
    """Relative to the site's address; "" is its first page."""
    icon: Path | None = None
    """A square image of at least 192 pixels; without one, the app's icon."""


class SharedFiles(BaseModel):
    """Files that may be shared with the app: they come in the form field `name`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: FieldName
    accept: tuple[Accepted, ...] = Field(min_length=1)
    """Media types or endings, such as "image/*" or ".gpx"."""


class ShareTarget(BaseModel):
    """Where the app takes what other apps share (W3C Web Share Target)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Annotated[Address, AfterValidator(_only_a_path)]
    method: Literal["GET", "POST"] = "POST"
    title: FieldName = "title"
    text: FieldName = "text"
    url: FieldName = "url"
    """The form fields with the title, the text and the address that are shared."""
    files: tuple[SharedFiles, ...] = ()

    @model_validator(mode="after")
    def _files_are_posted(self) -> "ShareTarget":
        if self.files and self.method == "GET":
            raise PydanticCustomError("files", 'files can be shared by method = "POST" only')
        return self


def shortcuts(named: tuple[Shortcut, ...], icons: list[Icons], own: Icons) -> list[dict[str, Any]]:
    """Return the manifest's `shortcuts`: the application's, then the page for the data.

    `icons` belong to `named`, `own` are the app's; addresses are relative to `_pwa/`.
    """
    entries = [
        {"name": shortcut.name, "url": f"../{shortcut.url}", "icons": pictures}
        for shortcut, pictures in zip(named, icons, strict=True)
    ]
    return [*entries, {"name": "Your data on this device", "url": "rescue.html", "icons": own}]


def share_target(target: ShareTarget) -> dict[str, Any]:
    """Return the manifest's `share_target`; its address is relative to `_pwa/`."""
    member: dict[str, Any] = {"action": f"../{target.action}", "method": target.method}
    if target.method == "POST":
        member["enctype"] = "multipart/form-data"
    files = [{"name": entry.name, "accept": list(entry.accept)} for entry in target.files]
    params = {"title": target.title, "text": target.text, "url": target.url}
    return {**member, "params": {**params, **({"files": files} if files else {})}}
