"""What a page of the built site gets is what a page gets that uvicorn serves over a socket.

Both pages are in one browser and send the same requests, out of the bridge's parity suite. Runs
inside a generated project.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from app.main import app
from playwright.sync_api import Playwright
from tests.browser.device import Device
from tests.browser.host import Host
from tests.unit.bridge.parity.differences import HOP_HEADERS, SCOPE_KEYS_NOT_COMPARED
from tests.unit.bridge.parity.ends import ENDS
from tests.unit.bridge.parity.exchange import Request
from tests.unit.bridge.parity.servers import listening
from tests.unit.bridge.parity.table import case
from tests.unit.bridge.parity.test_answers import SIZES, STATUSES
from tests.unit.bridge.parity.test_framework import ANSWERS, FILES, INPUTS
from tests.unit.bridge.parity.test_requests import BODIES, REQUESTS

FORBIDDEN_METHODS = {"CONNECT", "TRACE", "TRACK"}
FORBIDDEN_HEADERS = re.compile("accept-encoding|access-control-.*|cookie|dnt|origin|referer|sec-.*")
"""What `fetch` keeps to itself (Fetch standard)."""

SETTLED_BY_NETWORK = {
    205: "the rest of a chunked answer spoils the connection",
    401: "the browser asks a person for a password",
    407: "no proxy asked",
    **dict.fromkeys((408, 421), "the browser asks again"),
}
"""Statuses that Chromium's network stack keeps from a page, where there is a network."""

NOT_THERE = "other.example"
LARGEST = 300_000
"""Bytes of a request's body; larger ones take the browser's driver too long."""


def can_be_compared(request: Request, status: int) -> bool:
    """Tell whether a page can send `request`, and gets its answer over a socket too."""
    body = request.body or b""
    names = {name.lower() for name, _ in request.headers}
    return (
        request.method not in FORBIDDEN_METHODS
        and (request.body is None or request.method not in {"GET", "HEAD"})
        and not any(map(FORBIDDEN_HEADERS.fullmatch, names))
        and all(value.isascii() for _, value in request.headers)  # docs/limits.md
        and status not in SETTLED_BY_NETWORK
        and NOT_THERE not in request.target
        and len(body) <= LARGEST
    )


def rows(application: str, table: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield name and arguments of SEND for each request of `table` that can be compared."""
    for row in table:
        request, status = row.values
        if can_be_compared(request, status):
            body = None if request.body is None else request.body.decode("latin-1")
            fields = [request.method, request.target, request.headers, body]
            yield f"{application}: {row.id}", [application, *fields]


POSTS = [case("POST /", 200, body=body) for body in BODIES]
ROWS = dict(
    [
        *rows("echo", [*REQUESTS, *POSTS]),
        *rows("echo_in_pieces", POSTS),
        *rows("reads_on", POSTS),
        *rows("size_by_path", [case(line, 200) for line in SIZES]),
        *rows("status_by_path", [case(f"GET /{status}", status) for status in STATUSES]),
        *rows("framework", [*INPUTS, *ANSWERS, *FILES]),
        *(
            row
            for application, status, _ in ENDS
            for row in rows(
                application.__name__,
                [case("GET /", status), case("POST /", status, body=b"abc")],
            )
        ),
    ]
)

SEND = """async (rows) => {
  const shown = async (content) => content.byteLength < 1000
    ? String.fromCharCode(...new Uint8Array(content))
    : new Uint8Array(await crypto.subtle.digest("SHA-256", content)).join();
  const outcomes = [];
  let chosen;
  for (const [application, method, target, headers, text] of rows) {
    if (application !== chosen) await fetch(`/parity/choose/${chosen = application}`);
    const body = text === null ? undefined : Uint8Array.from(text, (c) => c.charCodeAt(0));
    const signal = AbortSignal.timeout(60_000);
    const outcome = {headers: []};
    try {
      const response = await fetch(
        location.origin + target, {method, headers, body, signal, cache: "no-store"});
      outcome.status = response.status;
      outcome.url = response.url;
      outcome.headers = [...response.headers];
      outcome.body = await shown(await response.arrayBuffer());
    } catch (error) {
      outcome.error = error.name;
    }
    outcome.recorded = await (await fetch("/parity/recorded")).json();
    outcomes.push(outcome);
  }
  return outcomes;
}"""

Outcomes = dict[str, dict[str, Any]]


def send_all(evaluate: Callable[[str, list[Any]], list[dict[str, Any]]], url: str) -> Outcomes:
    """Let the page at `url` send all requests; return what can be compared, by name."""
    outcomes = evaluate(SEND, list(ROWS.values()))
    assert urlsplit(url).port
    port = re.compile(rf"(?<![0-9a-f]){urlsplit(url).port}(?![0-9a-f])")
    return {
        name: comparable(json.loads(port.sub("0", json.dumps(outcome))))
        for name, outcome in zip(ROWS, outcomes, strict=True)
    }


def comparable(outcome: dict[str, Any]) -> dict[str, Any]:
    """Leave out what differs on purpose, and the moment at which a cookie expires."""
    outcome["headers"] = [pair for pair in outcome["headers"] if pair[0] not in HOP_HEADERS]
    for record in outcome["recorded"]:
        scope = record["scope"]
        # The order of names is the browser's own; a service worker cannot tell no body from "".
        scope["headers"] = sorted(h for h in scope["headers"] if h != ["content-length", "0"])
        record["scope"] = {k: v for k, v in scope.items() if k not in SCOPE_KEYS_NOT_COMPARED}
        for _, message in record["events"]:
            for header in (message or {}).get("headers", []) if isinstance(message, dict) else []:
                header[1] = re.sub("expires=[^;]*", "expires=", header[1])
    return outcome


@pytest.fixture(scope="module")
def outcomes(
    site: Path, playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Outcomes, Outcomes]]:
    """What the page of uvicorn got, and the one of the site, whose host is dead."""
    device = Device(playwright, chromium, tmp_path_factory.mktemp("profile"))
    host = Host(site)
    tab = device.open(host.start().replace("localhost", "127.0.0.1") + "parity/page")
    host.stop()
    with listening(app, lifespan="on") as port:
        browser = tab.page.context.browser
        assert browser is not None
        page = browser.new_context().new_page()  # with cookies of its own
        page.goto(f"http://127.0.0.1:{port}/parity/page")
        expected = send_all(page.evaluate, page.url)
    yield expected, send_all(tab.run, tab.page.url)
    device.kill()


@pytest.mark.parametrize("row", ROWS)
def test_a_page_gets_the_same(outcomes: tuple[Outcomes, Outcomes], row: str) -> None:
    over_a_socket, through_the_bridge = outcomes
    assert through_the_bridge[row] == over_a_socket[row]
