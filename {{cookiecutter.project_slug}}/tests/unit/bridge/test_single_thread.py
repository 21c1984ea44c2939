"""bridge/single_thread.py and parked.py: threads run where they are started, and may wait."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from logging.handlers import QueueHandler, QueueListener
from typing import Any

import pytest

from pwa.bridge.parked import NoOtherThread

from .one_thread import Loop, one_thread

variable: ContextVar[int] = ContextVar("variable", default=0)


@pytest.fixture(autouse=True)
def loop() -> Iterator[Loop]:
    with one_thread() as loop:
        yield loop


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


def count_in_a_local(jobs: Any) -> None:
    count = 0
    while True:
        jobs.get()
        count += 1


@pytest.mark.parametrize(
    "target",
    [
        lambda: count_in_a_local(queue.Queue()),
        lambda: count_in_a_local(queue.SimpleQueue()),
        lambda: (Future().result(),),
    ],
)
def test_a_thread_that_would_lose_something_is_refused(target: Any) -> None:
    with pytest.raises(NoOtherThread, match="only one"):
        threading.Thread(target=target).start()


def test_what_wraps_threads_to_report_failures_sees_no_refusal() -> None:
    reported: list[object] = []

    def wrapped() -> None:
        try:
            count_in_a_local(queue.Queue())
        except Exception as error:
            reported.append(error)

    with pytest.raises(NoOtherThread):
        threading.Thread(target=wrapped).start()
    assert reported == []


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


@pytest.mark.parametrize("kind", [queue.Queue, queue.LifoQueue, lambda: queue.SimpleQueue()])
def test_a_consumer_takes_each_job_when_it_comes(kind: Callable[[], Any]) -> None:
    jobs, done = kind(), []

    def consume(jobs: Any) -> None:
        while True:
            job = jobs.get()
            if job is None:
                break
            done.append(job)

    thread = threading.Thread(target=consume, args=(jobs,))
    jobs.put("before the start")
    thread.start()
    assert done == ["before the start"]
    for job in ("one", "two"):
        jobs.put(job)
        assert done[-1] == job
    assert thread.is_alive()
    thread.join(1)
    with pytest.raises(NoOtherThread):
        thread.join()
    jobs.put(None)
    thread.join()
    assert not thread.is_alive()
    jobs.put("too late")
    assert "too late" not in done


def test_a_consumer_that_counts_in_an_argument_is_refused_before_it_counts_wrong() -> None:
    jobs: queue.Queue[int] = queue.Queue()
    counts: list[int] = []

    def consume(count: int = 0) -> None:
        while True:
            jobs.get()
            count += 1
            counts.append(count)

    with pytest.raises(NoOtherThread):
        threading.Thread(target=consume).start()
    jobs.put(1)
    assert counts == []


def test_two_consumers_pass_jobs_on() -> None:
    first: queue.Queue[int] = queue.Queue()
    second: queue.Queue[int] = queue.Queue()
    done: list[int] = []

    def double() -> None:
        while True:
            second.put(2 * first.get())

    def take() -> None:
        while True:
            done.append(second.get())
            second.task_done()

    for target in (double, take):
        threading.Thread(target=target, daemon=True).start()
    for number in (1, 2, 3):
        first.put(number)
    second.join()
    assert done == [2, 4, 6]


def test_a_thread_waits_for_an_event_and_for_a_condition() -> None:
    ready, done = threading.Event(), []
    condition = threading.Condition()

    def on_event() -> None:
        ready.wait()
        done.append("event")

    def on_condition() -> None:
        with condition:
            condition.wait_for(lambda: "event" in done)
            done.append("condition")

    for target in (on_event, on_condition):
        threading.Thread(target=target).start()
    assert done == []
    with condition:
        ready.set()
        condition.notify_all()
        assert done == ["event"]  # the condition's lock is held
    assert done == ["event", "condition"]


def test_timers_run_on_the_loop(loop: Loop) -> None:
    done: list[str] = []

    async def scenario() -> None:
        never = threading.Timer(0.001, done.append, ["cancelled"])
        never.start()
        later = threading.Timer(0.002, done.append, args=["in time"])
        later.start()
        never.cancel()
        assert (done, later.is_alive(), never.is_alive()) == ([], True, False)
        while later.is_alive():
            await asyncio.sleep(0.001)

    loop.serve(scenario())
    assert done == ["in time"]


def test_a_thread_does_something_each_time_its_wait_is_over(loop: Loop) -> None:
    stop, done = threading.Event(), []

    def tick() -> None:
        while not stop.wait(0.001):
            done.append(1)

    async def scenario() -> None:
        thread = threading.Thread(target=tick)
        thread.start()
        while len(done) < 3:
            await asyncio.sleep(0.001)
        stop.set()
        assert not thread.is_alive()

    loop.serve(scenario())
    assert len(done) == 3


def test_a_listener_handles_records_at_once() -> None:
    records: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record.getMessage())

    waiting: queue.Queue[Any] = queue.Queue(-1)
    listener = QueueListener(waiting, Handler())
    listener.start()
    log = logging.Logger("own")
    log.addHandler(QueueHandler(waiting))
    log.warning("first %d", 1)
    assert records == ["first 1"]
    log.warning("second")
    listener.stop()
    assert records == ["first 1", "second"]


def test_threads_have_their_own_context() -> None:
    seen: list[int] = []
    variable.set(1)

    def change() -> None:
        seen.append(variable.get())
        variable.set(2)

    threading.Thread(target=change).start()
    assert (seen, variable.get()) == ([0], 1)


def test_a_pool_keeps_the_context_of_its_worker() -> None:
    before = variable.get()
    with ThreadPoolExecutor(initializer=variable.set, initargs=(5,)) as pool:
        assert pool.submit(variable.get).result() == 5
        pool.submit(variable.set, 6)
        assert pool.submit(variable.get).result() == 6
        in_another = pool.submit(lambda: pool.submit(variable.get).result())
        assert in_another.result() == 0  # natively another of its threads has it
    assert variable.get() == before


def test_the_current_thread_is_the_one_that_runs() -> None:
    seen: list[threading.Thread] = []
    thread = threading.Thread(target=lambda: seen.append(threading.current_thread()))
    thread.start()
    with ThreadPoolExecutor(thread_name_prefix="pool") as pool:
        worker = pool.submit(threading.current_thread).result()
    assert seen == [thread]
    assert worker.name == "pool_0"
    assert threading.current_thread() is threading.main_thread()
