"""The jar's cookies on the disk, so that a session survives a restart.

Session cookies are kept too: on a phone, leaving an app and coming back is no end of a session.
"""

import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import astuple, fields
from pathlib import Path

from .cookies import Cookie, CookieJar, as_bytes

log = logging.getLogger("pwa.bridge")

COLUMNS = ", ".join(field.name for field in fields(Cookie))
MARKS = ", ".join("?" for _ in fields(Cookie))


class CookieStore:
    """A SQLite file with one row for each cookie. Each change is one durable commit."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("pragma synchronous = full")
        self._database.execute(
            f"create table if not exists cookies ({COLUMNS}, primary key (name, path))"
        )

    def jar(self) -> CookieJar:
        """Return a jar with the stored cookies; its changes are stored at once."""
        return CookieJar(self._load(), self._keep)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _load(self) -> Iterator[Cookie]:
        for (
            name,
            value,
            path,
            expires,
            created,
            secure,
            http_only,
            same_site,
        ) in self._database.execute(f"select {COLUMNS} from cookies order by created"):
            yield Cookie(
                _healed(name),
                _healed(value),
                _healed(path),
                expires,
                created,
                bool(secure),
                bool(http_only),
                same_site,
            )

    def _keep(self, cookie: Cookie, kept: bool) -> None:
        try:
            if kept:
                statement = f"insert or replace into cookies ({COLUMNS}) values ({MARKS})"
                self._database.execute(statement, astuple(cookie))
            else:
                statement = "delete from cookies where name = ? and path = ?"
                self._database.execute(statement, (cookie.name, cookie.path))
        except sqlite3.Error as error:
            # The answer that set it may report something saved: it goes to the page all the same.
            log.warning("cookies change only until the app is closed, for want of room: %s", error)


def _healed(stored: str) -> str:
    """Return it as bytes: what scripts set was once kept as text, which no header can hold."""
    return stored if all(character <= "\xff" for character in stored) else as_bytes(stored)
