"""bridge/ready_queue.py: the order of callbacks, in few turns."""

import asyncio
from collections.abc import Callable, Iterator
from contextvars import Context, ContextVar

import pytest

from pwa.bridge.ready_queue import BUDGET, PATIENCE, ReadyQueue, install


class Turns:
    """A browser's event loop that takes its turns when told."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []
        self.taken = 0
        self.now = 0.0

    def schedule(self, turn: Callable[[], None]) -> None:
        self.waiting.append(turn)

    def take(self) -> None:
        while self.waiting:
            self.taken += 1
            self.waiting.pop(0)()


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def queue_and_turns(loop: asyncio.AbstractEventLoop) -> tuple[ReadyQueue, Turns]:
    turns = Turns()
    return ReadyQueue(loop, turns.schedule, lambda: turns.now), turns


def test_callbacks_keep_their_order_and_share_a_turn(loop: asyncio.AbstractEventLoop) -> None:
    queue, turns = queue_and_turns(loop)
    ran: list[int] = []

    def first() -> None:
        ran.append(1)
        queue.call_soon(ran.append, 3)

    queue.call_soon(first)
    queue.call_soon(ran.append, 2)
    assert ran == []
    turns.take()
    assert (ran, turns.taken) == ([1, 2, 3], 1)


def test_a_callback_runs_in_the_context_that_is_given(loop: asyncio.AbstractEventLoop) -> None:
    queue, turns = queue_and_turns(loop)
    variable: ContextVar[str] = ContextVar("variable", default="none")
    variable.set("of the caller")
    seen: list[str] = []
    own = Context()  # an empty one is false
    queue.call_soon(lambda: seen.append(variable.get()), context=own)
    queue.call_soon(lambda: seen.append(variable.get()))
    turns.take()
    assert seen == ["none", "of the caller"]


def test_a_cancelled_callback_does_not_run(loop: asyncio.AbstractEventLoop) -> None:
    queue, turns = queue_and_turns(loop)
    ran: list[int] = []
    queue.call_soon(ran.append, 1).cancel()
    turns.take()
    assert ran == []


def test_work_that_never_ends_leaves_turns_to_others(loop: asyncio.AbstractEventLoop) -> None:
    queue, turns = queue_and_turns(loop)
    ran: list[int] = []

    def again(number: int) -> None:
        turns.now += BUDGET / 2
        ran.append(number)
        if number < 9:
            queue.call_soon(again, number + 1)

    queue.call_soon(again, 0)
    turns.take()
    assert ran == list(range(10))
    assert turns.taken == 5


def test_an_exception_does_not_stop_the_others(loop: asyncio.AbstractEventLoop) -> None:
    queue, turns = queue_and_turns(loop)
    errors: list[str] = []
    ran: list[int] = []
    loop.set_exception_handler(lambda loop, context: errors.append(repr(context["exception"])))
    queue.call_soon(lambda: 1 / 0)
    queue.call_soon(ran.append, 1)
    turns.take()
    assert (errors, ran) == (["ZeroDivisionError('division by zero')"], [1])


def test_exits_leave_and_the_rest_runs_in_the_next_turn(loop: asyncio.AbstractEventLoop) -> None:
    queue, turns = queue_and_turns(loop)
    ran: list[int] = []

    def leave() -> None:
        raise KeyboardInterrupt

    queue.call_soon(leave)
    queue.call_soon(ran.append, 1)
    with pytest.raises(KeyboardInterrupt):
        turns.take()
    turns.take()
    assert ran == [1]


def test_draining_runs_what_is_ready_now(loop: asyncio.AbstractEventLoop) -> None:
    queue, turns = queue_and_turns(loop)
    ran: list[int] = []
    queue.call_soon(ran.append, 1)
    queue.drain()
    assert (ran, turns.taken) == ([1], 0)
    turns.take()
    assert ran == [1]


def test_what_waits_for_idleness_runs_one_by_one(loop: asyncio.AbstractEventLoop) -> None:
    queue, turns = queue_and_turns(loop)
    ran: list[str] = []

    def begin(name: str) -> None:
        turns.now += BUDGET  # so that each step ends its turn
        ran.append(f"{name} begins")
        queue.call_soon(ran.append, f"{name} ends")

    queue.when_idle(begin, "a")
    queue.when_idle(begin, "b")
    turns.take()
    assert ran == ["a begins", "a ends", "b begins", "b ends"]


def test_work_without_a_pause_shares_its_turns_in_the_end(loop: asyncio.AbstractEventLoop) -> None:
    queue, turns = queue_and_turns(loop)
    ran: list[int] = []
    steps = 0

    def again() -> None:
        nonlocal steps
        turns.now += BUDGET
        steps += 1
        if len(ran) < 3:
            queue.call_soon(again)

    queue.call_soon(again)
    for _ in range(3):
        queue.when_idle(lambda: ran.append(steps))
    turns.take()
    assert ran == [PATIENCE, PATIENCE + 1, PATIENCE + 2]


def test_tasks_and_timers_run_on_a_loop_that_has_one() -> None:
    async def main() -> list[int]:
        done: list[int] = []

        async def work(number: int) -> None:
            await asyncio.sleep(0.001 * number)
            done.append(number)

        await asyncio.gather(*(work(number) for number in (2, 0, 1)))
        return done

    loop = asyncio.new_event_loop()
    install(loop)
    assert loop.run_until_complete(main()) == [0, 1, 2]
    loop.close()
