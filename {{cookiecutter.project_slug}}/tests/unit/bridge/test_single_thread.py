"""bridge/single_thread.py: threads that end run where they are started, others are refused."""

import asyncio
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from pwa.bridge.single_thread import NoOtherThread, replace_threads


@pytest.fixture(autouse=True)
def single_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The patches, undone after the test."""
    with monkeypatch.context() as patches:
        for owner, names in {
            threading.Thread: ("start", "join", "is_alive"),
            threading.Condition: ("wait",),
            ThreadPoolExecutor: ("__init__", "submit"),
        }.items():
            for name in names:
                patches.setattr(owner, name, getattr(owner, name))
        replace_threads()
        yield


def test_a_thread_has_ended_when_it_was_started() -> None:
    seen: list[object] = []
    thread = threading.Thread(
        target=lambda: seen.extend([threading.get_ident(), thread.is_alive()])
    )
    assert not thread.is_alive()
    with pytest.raises(RuntimeError, match="before it is started"):
        thread.join()
    thread.start()
    thread.join(1)
    assert seen == [threading.get_ident(), True]
    assert not thread.is_alive()
    assert threading.main_thread().is_alive()
    with pytest.raises(RuntimeError, match="only be started once"):
        thread.start()


def test_a_thread_that_fails_is_reported_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    failures: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", failures.append)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    assert [(failure.exc_type, failure.thread) for failure in failures] == [
        (ZeroDivisionError, thread)
    ]


@pytest.mark.parametrize(
    "target",
    [
        lambda: queue.Queue().get(),
        lambda: threading.Event().wait(60),
        lambda: Future().result(),
    ],
)
def test_a_thread_that_waits_for_others_is_refused(target: Any) -> None:
    with pytest.raises(NoOtherThread, match="only one"):
        threading.Thread(target=target).start()


def test_waiting_for_what_cannot_come_is_refused_and_a_timeout_is_kept() -> None:
    with pytest.raises(NoOtherThread):
        queue.Queue[int]().get()
    assert not threading.Event().wait(0.001)


def test_no_event_loop_runs_in_a_thread() -> None:
    found: list[object] = []

    async def scenario() -> None:
        threading.Thread(target=lambda: found.append(asyncio._get_running_loop())).start()
        found.append(asyncio.get_running_loop())

    asyncio.run(scenario())
    assert found[0] is None
    assert found[1] is not None


def test_a_pool_calls_at_once() -> None:
    prepared: list[int] = []
    with ThreadPoolExecutor(2, initializer=prepared.append, initargs=(1,)) as pool:
        assert pool.submit(threading.get_ident).result() == threading.get_ident()
        assert list(pool.map(divmod, (7, 8), (2, 3))) == [(3, 1), (2, 2)]
        assert isinstance(pool.submit(divmod, 1, 0).exception(), ZeroDivisionError)
    assert prepared == [1]
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(int)
