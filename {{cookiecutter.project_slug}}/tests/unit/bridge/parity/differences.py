"""Where the bridge differs from uvicorn on purpose; `test_differences.py` shows each of them.

Everything that is not named here is equal, or a test of this folder fails.
"""

from typing import NamedTuple


class Difference(NamedTuple):
    """One thing that the two servers do differently, and why the bridge's way is meant."""

    uvicorn: str
    bridge: str
    reason: str


DIFFERENCES = {
    "date and server headers": Difference(
        "adds Date and Server to every answer (settings of uvicorn, off in this suite)",
        "adds no header of its own",
        "nothing between the application and the page reads them",
    ),
    "connection header": Difference(
        "adds Connection: close to a 500 of its own, and where the client asked to close",
        "has no connection that could be kept or closed",
        "a MessagePort carries all requests; browsers drop the header anyway",
    ),
    "transfer encoding": Difference(
        "answers without Content-Length carry Transfer-Encoding: chunked",
        "pieces are messages, so nothing has to say where they end",
        "HTTP/1.1 framing; the page never sees it",
    ),
    "host and content-length of a request": Difference(
        "passes what the client sent: no length for a chunked upload",
        "makes them from the URL and the body, before all other headers",
        "a service worker sees neither, and has the whole body before it asks",
    ),
    "client": Difference(
        "the peer's address and port",
        "127.0.0.1, port 0",
        "there is no peer: the application runs on the person's own device",
    ),
    "spec_version": Difference(
        'says "2.3": after a disconnect `send` does nothing',
        'says "2.4": after a disconnect `send` raises OSError',
        "frameworks then need no task that listens for the disconnect beside every stream",
    ),
    "root_path": Difference(
        "puts root_path before the path, for proxies that take it off",
        "expects it in the URL and adds nothing",
        "a service worker sees the whole URL; `path` and `root_path` of the scope are equal",
    ),
    "pieces of request bodies": Difference(
        "one http.request message for what has arrived so far",
        "pieces of one size; all of them have arrived when the application is called",
        "request bodies are read whole: streams cannot be transferred in every browser",
    ),
    "failure after a head with a length": Difference(
        "has sent the head: the answer breaks off",
        "still holds the head back for its body: a clean 500",
        "head and body go in one message, which is faster",
    ),
    "failure after the head of a HEAD request": Difference(
        "the answer was complete with its head",
        "fails the answer",
        "a failure is a failure; the page has the head by then either way",
    ),
    "wrong length of an answer": Difference(
        "raises in the application when the body is longer or shorter than it said",
        "passes the body as it is",
        "pieces are messages, so a wrong length cannot shift what follows",
    ),
    "head that no browser takes": Difference(
        "breaks the connection off where its parser refuses the head, else sends it",
        "raises in the application: a 500 with a traceback",
        "a page would get a network error, and nobody would be told why",
    ),
    "pieces of an answer to HEAD": Difference(
        "takes all of them, without end if there is none, and serves nobody else meanwhile",
        "lets others have a turn at each, and disconnects after http.HEAD_PIECES of them",
        "one thread serves everything, and the page has the whole answer with the head",
    ),
    "error of a close that no frame can hold": Difference(
        "raises ProtocolError, of the library that makes frames",
        "raises UnsendableClose",
        "there are no frames; page and application read the same either way",
    ),
    "body of a 204 or 304": Difference(
        "raises in the application when there is one",
        "passes it on, and the service worker drops it",
        "the application's mistake costs nobody the answer",
    ),
}

HOP_HEADERS = frozenset({"connection", "transfer-encoding"})
"""Headers of an answer that only uvicorn has; its Date and Server are switched off."""

SCOPE_KEYS_NOT_COMPARED = frozenset({"asgi", "client"})

SPEC_VERSION = "2.4"
"""What frameworks are told under both servers where the order of their events is compared."""
