"""What holds for every request, whatever the application, the reader and the moment.

Hypothesis makes them up. `derandomize` makes every run try the same, so that a change that did
not touch the bridge cannot fail here; remove it to search further.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pwa.bridge.asgi import Application, Receive, Scope, Send
from pwa.bridge.http import WINDOW

from .conftest import Answer, Client

PIECE = 8
"""Bytes of a message in these tests, so that small bodies reach every edge of cutting."""

TIMEOUT = 60.0
SETTINGS = settings(derandomize=True, deadline=None, max_examples=150)


@pytest.fixture(autouse=True, scope="module")
def small_pieces() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pwa.bridge.http.PIECE", PIECE)
        yield


@dataclass(frozen=True)
class Plan:
    """An answer: its pieces of a body, and before which step the application fails, if it does.

    Step 0 is the head, step n the n-th piece; the last piece ends the body. `error` None means
    that the application just returns there.
    """

    pieces: tuple[bytes, ...]
    has_length: bool = False
    fails_at: int | None = None
    error: type[BaseException] | None = ValueError
    pauses: int = 0

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        for step in range(len(self.pieces) + 1):
            if step == self.fails_at:
                if self.error is not None:
                    raise self.error
                return
            for _ in range(self.pauses):
                await asyncio.sleep(0)
            await self._step(step, send)
        if self.fails_at is not None:
            raise ValueError("after the end")

    async def _step(self, step: int, send: Send) -> None:
        if step == 0:
            length = [(b"content-length", b"%d" % len(self.body))] if self.has_length else []
            await send({"type": "http.response.start", "status": 200, "headers": length})
        else:
            piece, more = self.pieces[step - 1], step < len(self.pieces)
            await send({"type": "http.response.body", "body": piece, "more_body": more})


class Reader(Client):
    """A client that notes what breaks the order of messages, or comes unasked.

    It does not raise: the bridge would take that for a failure of the application.
    """

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self.pulls: dict[int, int] = {}
        self.cancelled: set[int] = set()
        self.wrong: list[str] = []

    def pull(self, number: int) -> None:
        self.pulls[number] = self.pulls.get(number, 0) + 1
        self.server.pull(number)

    def cancel(self, number: int) -> None:
        self.cancelled.add(number)
        self.server.cancel(number)

    def respond(
        self, request_id: int, status: int, headers: list[tuple[str, str]], body: bytes, more: bool
    ) -> None:
        if self._expects("respond", request_id, head=False):
            super().respond(request_id, status, headers, body, more)

    def chunk(self, request_id: int, body: bytes, more: bool) -> None:
        if not self._expects("chunk", request_id, head=True):
            return
        super().chunk(request_id, body, more)
        answer = self.answers[request_id]
        if len(body) > PIECE and answer.status != 500:
            self.wrong.append(f"a piece of {len(body)} bytes")
        credited = len([piece for piece in answer.pieces if piece]) - (bool(body) and not more)
        if credited > WINDOW + self.pulls.get(request_id, 0):
            self.wrong.append(f"{credited} pieces for {self.pulls.get(request_id, 0)} pulls")

    def fail(self, request_id: int, reason: str) -> None:
        if self._expects("fail", request_id, head=True):
            super().fail(request_id, reason)

    def _expects(self, what: str, number: int, *, head: bool) -> bool:
        answer = self.answers[number]
        if number in self.cancelled:
            self.wrong.append(f"{what} after the disconnect")
        elif answer.end.is_set():
            self.wrong.append(f"{what} after the end")
        elif answer.head.is_set() != head:
            self.wrong.append(f"{what} {'before' if head else 'after'} the head")
        else:
            return True
        return False

    async def settle(self) -> None:
        """Take everything that still comes."""
        while self.server._exchanges:
            for number in self.server._exchanges.keys() - self.cancelled:
                self.pull(number)
            await asyncio.sleep(0)


def run(application: Application, scenario: Callable[[Reader], Any]) -> Reader:
    """Run `scenario`, read the rest, and check that nothing stays behind."""

    async def main() -> Reader:
        async with asyncio.timeout(TIMEOUT):
            reader = Reader(application)
            await scenario(reader)
            await reader.settle()
            await asyncio.sleep(0)
        assert not reader.wrong
        assert not reader.server._exchanges
        assert not reader.server._tasks
        for number, answer in reader.answers.items():
            assert answer.end.is_set() or number in reader.cancelled
        return reader

    return asyncio.run(main())


def is_beginning(answer: Answer, plan: Plan) -> bool:
    return plan.body.startswith(answer.body)


sizes = st.integers(0, 3 * PIECE + 1)
pieces = st.lists(sizes, min_size=1, max_size=12).map(
    lambda lengths: tuple(bytes([65 + n]) * length for n, length in enumerate(lengths))
)
plans = st.builds(Plan, pieces, has_length=st.booleans(), pauses=st.integers(0, 2))
failing_plans = st.builds(
    Plan,
    pieces,
    has_length=st.booleans(),
    fails_at=st.integers(0, 13),
    error=st.sampled_from([ValueError, OSError, TimeoutError, RuntimeError, None]),
)
steps = st.integers(0, 30)
"""How often the event loop goes round."""


async def go_round(times: int) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


@SETTINGS
@given(plans, st.lists(st.tuples(steps, st.integers(0, 4)), max_size=8))
def test_every_body_arrives_whole(plan: Plan, takes: list[tuple[int, int]]) -> None:
    async def scenario(reader: Reader) -> None:
        number, _ = reader.send("GET", "http://localhost/")
        for wait, pulls in takes:
            await go_round(wait)
            for _ in range(pulls):
                reader.pull(number)

    answer = run(plan, scenario).answers[0]
    assert (answer.status, answer.body, answer.failure) == (200, plan.body, None)


@SETTINGS
@given(plans)
def test_a_reader_that_takes_nothing_stops_the_application(plan: Plan) -> None:
    async def scenario(reader: Reader) -> None:
        _, answer = reader.send("GET", "http://localhost/")
        await go_round(200)
        cut = [-(-len(piece) // PIECE) for piece in plan.pieces]
        needs_credit = sum(cut[:-1]) + max(cut[-1] - 1, 0)
        assert answer.end.is_set() == (needs_credit <= WINDOW)
        if needs_credit > WINDOW:
            assert len([piece for piece in answer.pieces if piece]) == WINDOW

    run(plan, scenario)


@SETTINGS
@given(plans)
def test_a_head_request_gets_the_head_alone(plan: Plan) -> None:
    async def scenario(reader: Reader) -> None:
        reader.send("HEAD", "http://localhost/")

    answer = run(plan, scenario).answers[0]
    assert (answer.status, answer.body, answer.failure) == (200, b"", None)


@SETTINGS
@given(plans, steps, st.integers(0, 10), st.booleans())
def test_after_a_disconnect_nothing_comes(
    plan: Plan, moment: int, pulls: int, goes_on: bool
) -> None:
    async def scenario(reader: Reader) -> None:
        number, _ = reader.send("GET", "http://localhost/")
        for _ in range(pulls):
            reader.pull(number)
        await go_round(moment)
        reader.cancel(number)
        if goes_on:
            reader.pull(number)
            reader.cancel(number)

    answer = run(plan, scenario).answers[0]
    assert is_beginning(answer, plan)
    assert answer.failure is None


@SETTINGS
@given(failing_plans, st.none() | steps)
def test_a_failure_is_told_once(plan: Plan, leaves_after: int | None) -> None:
    async def scenario(reader: Reader) -> None:
        number, _ = reader.send("GET", "http://localhost/")
        if leaves_after is not None:
            await go_round(leaves_after)
            reader.cancel(number)

    answer = run(plan, scenario).answers[0]
    assert plan.fails_at is not None
    if leaves_after is not None:
        assert answer.status in {0, 200, 500}
    elif plan.fails_at > len(plan.pieces):
        assert (answer.status, answer.body, answer.failure) == (200, plan.body, None)
    elif answer.status == 500:
        assert plan.fails_at == 0 or plan.has_length
        assert (answer.body, answer.failure) == (b"Internal Server Error", None)
    else:
        assert answer.status == 200 and answer.failure is not None
        assert is_beginning(answer, plan)


@SETTINGS
@given(
    st.lists(plans | failing_plans, min_size=1, max_size=6),
    st.lists(
        st.tuples(st.sampled_from(["pull", "cancel", "wait"]), st.integers(0, 6)), max_size=30
    ),
)
def test_requests_do_not_mix(planned: list[Plan], actions: list[tuple[str, int]]) -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await planned[int(scope["path"][1:])](scope, receive, send)

    async def scenario(reader: Reader) -> None:
        for n in range(len(planned)):
            reader.send("GET", f"http://localhost/{n}")
        for action, number in actions:
            if action == "pull":
                reader.pull(number)
            elif action == "cancel":
                reader.cancel(number)
            else:
                await go_round(number)

    reader = run(application, scenario)
    for plan, answer in zip(planned, reader.answers.values(), strict=True):
        if answer.status == 200:
            assert is_beginning(answer, plan)
