"""Requests that nobody thought of: Schemathesis makes them up from the API's own description.

The pages have none; Hypothesis puts what is hard on an app into their addresses and forms. All go
through the bridge, on one thread as in a browser. `derandomize` makes every run try the same, so
that a change that did not touch the app cannot fail here; remove it to search further.
"""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from threading import Thread
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
import schemathesis
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from requests import PreparedRequest, Response, Session
from requests import Request as RequestsRequest
from requests.adapters import HTTPAdapter
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance
from urllib3 import HTTPHeaderDict, HTTPResponse

from app import database
from app.main import app
from app.models import FIRST_YEAR, LAST_YEAR
from tests.unit.app.samples import HARD, form
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

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of a failure


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


RECORD = str(UUID(int=0))
PAGES = [
    *("/", "/docs", "/records/new", "/records/shared", "/static/{}", "/{}", "/api/records"),
    *("/records/{}", "/records/{}/edit", "/records/{}/delete", "/api/records/{}"),
    *("/backup", "/backup/file", "/backup/restore"),
    *("/backup/copies/{}", "/backup/copies/{}/delete"),
]
FORMS = [*("/records", "/records/shared", "/records/{}/edit", "/records/{}/delete"), *PAGES]
PARAMETERS = ["q", "category", "page", "notice", "id", "version"]
FIELDS = [*form(), "text", "url", "number", "answer", "file"]

hard_text = st.sampled_from(list(HARD.values())) | st.text()
hard_bytes = hard_text.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary()


def addresses(pages: list[str]) -> st.SearchStrategy[str]:
    """Return addresses of pages: most of the one record that there may be."""
    places = st.just(RECORD) | hard_bytes.map(lambda text: quote(text, safe=""))
    queries = st.dictionaries(st.sampled_from(PARAMETERS), hard_bytes, max_size=3).map(urlencode)
    return st.builds(
        lambda page, place, query: f"{page.format(place)}?{query}",
        *(st.sampled_from(pages), places, queries),
    )


def fields() -> st.SearchStrategy[dict[str, str | bytes]]:
    """Return forms that would do, but for what is hard in some of their fields."""
    changes = st.dictionaries(st.sampled_from(FIELDS), hard_bytes, max_size=3)
    return changes.map(lambda changed: {**form(id=RECORD), **changed})


def not_failed(request: Request) -> None:
    assert answered(request).status < 500, f"{request}"[:1000]


@given(addresses(FORMS), fields())
@settings(SETTINGS, max_examples=300)
def test_the_forms(session: Session, address: str, form: dict[str, str | bytes]) -> None:
    headers = (("content-type", "application/x-www-form-urlencoded"),)
    not_failed(Request("POST", address, headers, urlencode(form).encode()))


@given(addresses(FORMS), fields(), st.sampled_from(["utf-8", "utf-7", "unicode_escape", "x"]))
@settings(SETTINGS, max_examples=200)
def test_the_forms_in_parts(
    session: Session, address: str, form: dict[str, str | bytes], charset: str
) -> None:
    """As a share is sent, and a file."""
    parts = {name: ("a.zip" if name == "file" else None, text) for name, text in form.items()}
    prepared = RequestsRequest("POST", ORIGIN, files=parts).prepare()
    assert isinstance(prepared.body, bytes)
    content_type = _text(prepared.headers["content-type"])
    headers = (("content-type", f"{content_type}; charset={charset}"),)
    not_failed(Request("POST", address, headers, prepared.body))


@given(addresses(PAGES))
@settings(SETTINGS, max_examples=300)
def test_the_pages(session: Session, address: str) -> None:
    not_failed(Request("GET", address))
