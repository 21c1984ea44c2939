"""Packages and modules that are of no use in a browser, as far as that is known offline.

`python -m pwa lock` asks the index whether a package has a wheel; it knows the rest.
"""

import re
from dataclasses import dataclass

from ..build.server_only import SERVER_ONLY
from .finding import Severity

ELSEWHERE = "If only a server needs it, move it out of [project] dependencies."


@dataclass(frozen=True, slots=True)
class Package:
    """A distribution that is of no use in a browser."""

    name: str
    """Normalised (PEP 503)."""
    why: str
    instead: str = ELSEWHERE
    module: str = ""
    """Its top-level module, if that is not the name."""
    severity: Severity = Severity.ERROR

    @property
    def top(self) -> str:
        return self.module or self.name


GREENLET = "switches stacks by greenlet, which has no wheel for the browser"
NO_WHEEL = "has no wheel for the browser"
SERVER = "talks to a server through a socket, and Python in a browser has none"
SESSION = "Use `sqlalchemy` with `create_engine` and `Session`, on SQLite."
OWN_SERVER = "is a server, and in the browser the bridge is it"
OPTIONAL = "Import it where a server starts, or in a `try` that catches ImportError."
DEV = "Move it to [dependency-groups] dev."

_TABLE = (
    Package("gevent", GREENLET),
    Package("eventlet", GREENLET),
    Package("grpcio", NO_WHEEL, module="grpc"),
    Package("asyncpg", SERVER, SESSION),
    Package("psycopg", SERVER, SESSION),
    Package("psycopg2", SERVER, SESSION),
    Package("psycopg2-binary", SERVER, SESSION, module="psycopg2"),
    Package("mysqlclient", SERVER, SESSION, module="MySQLdb"),
    Package("pymysql", SERVER, SESSION),
    Package("aiomysql", SERVER, SESSION),
    Package("asyncmy", SERVER, SESSION),
    Package("pymongo", SERVER, SESSION),
    Package("motor", SERVER, SESSION),
    Package("redis", SERVER),
    Package("celery", SERVER, "Use a background task, or do the work in the request."),
    Package("paramiko", SERVER),
    Package("hypercorn", OWN_SERVER, DEV, severity=Severity.NOTE),
    Package("uvicorn", OWN_SERVER, DEV, severity=Severity.NOTE),
)
PACKAGES = {package.name: package for package in _TABLE}
MODULES = {p.top: p for p in _TABLE if p.severity is Severity.ERROR}
MODULES |= {
    module: Package(package.name, f"is left out of the browser: {package.why}", OPTIONAL)
    for package in SERVER_ONLY.values()
    for module in package.modules
}

_ABSENT = "curses dbm ensurepip grp idlelib msvcrt nt pwd pydoc_data readline resource syslog"
_ABSENT += " tkinter turtle turtledemo venv winreg winsound"
ABSENT = frozenset(_ABSENT.split())
"""Modules of the standard library that Pyodide 314 does not have."""
_REMOVED = "aifc asynchat asyncore audioop cgi cgitb chunk crypt distutils imghdr imp lib2to3"
_REMOVED += (
    " mailcap msilib nis nntplib ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib uu xdrlib"
)
REMOVED = frozenset(_REMOVED.split())
"""Modules that an older Python on this machine may have, and the browser's 3.14 has not."""


def requirement(text: str) -> tuple[str, bool]:
    """Return the name in a requirement, and whether a marker says where it is needed."""
    found = re.match(r"\s*([\w.-]+)", text)
    return (normalized(found[1]), ";" in text) if found else ("", False)


def normalized(name: str) -> str:
    """Return a package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def problem_of_import(module: str) -> tuple[str, str] | None:
    """Return what is wrong with importing `module`, and what to do; None if nothing is known."""
    top = module.partition(".")[0]
    if package := MODULES.get(top):
        return f"`{top}` {package.why}.", package.instead
    if top in ABSENT:
        return f"The standard library has no `{top}` in the browser.", "Do without it there."
    if top in REMOVED:
        return f"Python 3.14, the browser's, has no `{top}` any more.", "Replace it."
    return None
