"""Requests that nobody thought of: Schemathesis makes them up from the API's own description.

They go through the bridge, on one thread as in a browser. `derandomize` makes every run try the
same, so that a change that did not touch the API cannot fail here; remove it to search further.
"""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from hypothesis import Phase, settings
from hypothesis import strategies as st
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance
from urllib3 import HTTPHeaderDict, HTTPResponse

from app import database
from app.main import app
from app.models import FIRST_YEAR, LAST_YEAR
from tests.unit.bridge.parity.exchange import Outcome, Request
from tests.unit.bridge.parity.servers import TIMEOUT, ask_bridge

ORIGIN = "http://bridge.test"
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
SETTINGS = settings(
    derandomize=True,
    deadline=None,
    max_examples=100,
    phases=(Phase.explicit, Phase.generate),  # shrinking would try what hangs again
)

# Few ids, so that requests meet what others saved; and years that the description does not tell.
ids = st.sampled_from([str(UUID(int=n)) for n in range(3)])
years = st.datetimes(datetime(FIRST_YEAR, 1, 2), datetime(LAST_YEAR, 12, 30)) | st.datetimes()
schemathesis.openapi.format("uuid", ids)
schemathesis.openapi.format("date-time", years.map(lambda moment: f"{moment.isoformat()}Z"))
schema = schemathesis.openapi.from_dict(app.openapi())


class BridgeAdapter(HTTPAdapter):
    """Lets the bridge answer what a session of `requests` sends."""

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        body = request.body.encode() if isinstance(request.body, str) else request.body
        assert request.method is not None
        assert body is None or isinstance(body, bytes)
        headers = tuple((name, _text(value)) for name, value in request.headers.items())
        outcome = answered(Request(request.method, request.path_url, headers, body))
        content, pairs = BytesIO(outcome.body), HTTPHeaderDict(outcome.headers)
        answer = HTTPResponse(content, pairs, outcome.status, preload_content=False)
        return self.build_response(request, answer)


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def answered(request: Request) -> Outcome:
    """Return the bridge's answer. Raises AssertionError with a request that gets none."""
    outcomes: list[Outcome] = []

    def ask() -> None:
        outcomes.append(ask_bridge(app, ORIGIN, request, lifespan=True, inline=True))

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(TIMEOUT)
    assert outcomes, f"no answer within {TIMEOUT} seconds to {request}"
    assert not outcomes[0].broken, f"half an answer to {request}"
    return outcomes[0]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A client of the app on a new database."""
    engine = database.connect(f"sqlite:///{tmp_path_factory.mktemp('database') / 'app.db'}")
    with pytest.MonkeyPatch.context() as patch, Session() as session:
        patch.setattr(database, "engine", engine)
        session.mount(ORIGIN, BridgeAdapter())
        yield session
    engine.dispose()


@schema.parametrize()
@SETTINGS
def test_the_api(case: schemathesis.Case[Any], session: Session) -> None:
    case.call_and_validate(base_url=ORIGIN, session=session, checks=CHECKS)
