"""Applications that fail, stop early or do the wrong thing: the answer is uvicorn's."""

import pytest

from pwa.bridge.asgi import Application

from .conftest import Both
from .ends import ENDS
from .exchange import Request


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("application", "status", "broken"), ENDS)
def test_ends(both: Both, application: Application, status: int, broken: bool, method: str) -> None:
    outcome = both(application, Request(method, "/", (), b"abc" if method == "POST" else None))
    assert (outcome.status, outcome.broken) == (status, broken)


WHOLE = [(application, status) for application, status, broken in ENDS if not broken]


@pytest.mark.parametrize(("application", "status"), WHOLE)
def test_ends_of_a_head_request(both: Both, application: Application, status: int) -> None:
    outcome = both(application, Request("HEAD", "/"))
    assert (outcome.status, outcome.broken, outcome.body) == (status, False, b"")
