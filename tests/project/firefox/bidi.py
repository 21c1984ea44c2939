"""WebDriver BiDi, by which a stock Firefox is driven with no other program in between.

Playwright speaks it too (its channel "moz-firefox"), but begins with a command that Firefox ESR 153
does not know yet.
"""

import json
from contextlib import ExitStack
from itertools import count
from typing import Any

from websockets.sync.client import connect


class BidiError(Exception):
    """What the browser answered instead of a result."""


class Bidi:
    """One session: commands in, results out, one at a time."""

    def __init__(self, address: str) -> None:
        """Open a session of the browser that listens at `address`, a ws: URL."""
        connection = connect(f"{address}/session", max_size=None, ping_interval=None)
        self.opened = ExitStack()
        self.socket = self.opened.enter_context(connection)
        self.numbers = count()
        self.send("session.new", capabilities={})

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Run a command (w3.org/TR/webdriver-bidi, "Modules"). Raises BidiError."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") != number:
                continue  # an event
            if message["type"] == "error":
                raise BidiError(f"{method}: {message['error']}: {message['message']}")
            result: dict[str, Any] = message["result"]
            return result

    def call(self, context: str, function: str, *arguments: object) -> Any:
        """Call a JavaScript function in a page, or a frame; return what its promise gives.

        Arguments and result are JSON. Raises BidiError, also when the page goes meanwhile.
        """
        values = ", ".join(json.dumps(argument) for argument in arguments)
        done = self.send(
            "script.callFunction",
            functionDeclaration=f"async () => JSON.stringify(await ({function})({values})) ?? null",
            target={"context": context},
            awaitPromise=True,
            userActivation=True,
        )
        if done["type"] == "exception":
            raise BidiError(done["exceptionDetails"]["text"])
        return json.loads(done["result"].get("value", "null"))

    def close(self) -> None:
        """End the connection, whose other end may be gone."""
        self.opened.close()
