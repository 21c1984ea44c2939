"""Packages that stay out of the browser although another package asks for them.

Frameworks bring what only a server needs: its event loop, its parser, its reloader, commands of a
terminal. Mostly it is compiled, and has no wheel for the browser; what brings it does without.
"""

from dataclasses import dataclass

from .settings import Settings


@dataclass(frozen=True, slots=True)
class ServerOnly:
    """A distribution that `python -m pwa lock` leaves out."""

    name: str
    """Normalised (PEP 503)."""
    why: str
    modules: tuple[str, ...] = ()
    """What it would bring; an import of these says why they are not there."""


LOOP = "the browser has its own event loop"
PARSER = "no socket brings requests to parse"
RELOAD = "it watches files for a server that starts again when they change"
TERMINAL = "it is a command of a terminal"
SERVER = "it is a server, and in the browser the bridge is it"
OWN = "[tool.pwa] leave_out names it"

_TABLE = (
    ServerOnly("fastapi-cli", TERMINAL, ("fastapi_cli",)),
    ServerOnly("fastapi-cloud-cli", TERMINAL, ("fastapi_cloud_cli",)),
    ServerOnly("fastar", "it packs files for a server that an app is deployed to", ("fastar",)),
    ServerOnly("granian", SERVER, ("granian",)),
    # A module of its own: pwa/bridge has one.
    ServerOnly("greenlet", "the bridge has a stand-in for what SQLAlchemy uses of it"),
    ServerOnly("gunicorn", SERVER, ("gunicorn",)),
    ServerOnly("httptools", PARSER, ("httptools",)),
    ServerOnly("rignore", "it lists files for a server that an app is deployed to", ("rignore",)),
    ServerOnly("uvloop", LOOP, ("uvloop",)),
    ServerOnly("watchdog", RELOAD, ("watchdog",)),
    ServerOnly("watchfiles", RELOAD, ("watchfiles",)),
)
SERVER_ONLY = {package.name: package for package in _TABLE}


def left_out(settings: Settings) -> dict[str, ServerOnly]:
    """Return by name what is left out of this project: the table's, and `leave_out`'s."""
    own = {name: ServerOnly(name, OWN, (name.replace("-", "_"),)) for name in settings.leave_out}
    return {**own, **SERVER_ONLY}


def stubs(settings: Settings) -> dict[str, str]:
    """Return by name of a module why it is not there."""
    packages = left_out(settings).values()
    return {module: package.why for package in packages for module in package.modules}
