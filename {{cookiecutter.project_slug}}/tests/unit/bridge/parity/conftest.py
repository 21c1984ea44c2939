"""`both`: the same request to uvicorn and to the bridge, and what both answer."""

from collections.abc import Callable, Iterator

import pytest

from pwa.bridge.asgi import Application, Receive, Scope, Send

from .exchange import Outcome, Recorder, Request
from .servers import ask_bridge, ask_uvicorn, listening

Both = Callable[[Application, Request], Outcome]


class Switch:
    """The application of the one uvicorn that all hand-written applications share."""

    application: Application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.application(scope, receive, send)


@pytest.fixture(scope="session")
def switch() -> Switch:
    return Switch()


@pytest.fixture(scope="session")
def port(switch: Switch) -> Iterator[int]:
    """The port of the one uvicorn."""
    with listening(switch, lifespan="off") as port:
        yield port


@pytest.fixture(scope="session")
def both(switch: Switch, port: int) -> Both:
    """Ask both servers, compare, and return uvicorn's outcome."""

    def ask(application: Application, request: Request) -> Outcome:
        switch.application = recorder = Recorder(application)
        expected = recorder.complete(ask_uvicorn(port, request))
        recorder = Recorder(application)
        answered = ask_bridge(recorder, f"http://127.0.0.1:{port}", request)
        assert recorder.complete(answered).compared() == expected.compared()
        return expected

    return ask
