"""bridge/begin_anew.py: which threads lose nothing when they begin anew."""

import queue
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from pwa.bridge.begin_anew import may_begin_anew

STOP = object()


class Looked(BaseException):
    """The wait has been looked at."""


class Jobs:
    """A queue that looks at who waits on it."""

    lock = threading.Lock()

    def get(self, block: bool = True) -> Any:
        raise Looked(may_begin_anew(sys._getframe(), look_at.__code__))

    def wait(self, timeout: float | None = None) -> bool:
        raise Looked(may_begin_anew(sys._getframe(), look_at.__code__))

    def empty(self) -> bool:
        return False

    is_set = empty


def look_at(thread: Callable[[Any], object]) -> bool:
    """Return what begin_anew.py says of a thread when it first waits."""
    with pytest.raises(Looked) as looked:
        thread(Jobs())
    return bool(looked.value.args[0])


def handle(job: object) -> object:
    """What a consumer does with what came."""
    return job


def plain(jobs: Any) -> None:
    while True:
        job = jobs.get()
        handle(job)


def with_locals_of_the_body(jobs: Any) -> None:
    while True:
        future, job = jobs.get()
        try:
            result = handle(job)
            future.set_result(result)
        except BaseException as error:
            future.set_exception(error)


def with_stop(jobs: Any, stopped: Any = None) -> None:
    while not jobs.is_set():
        job = jobs.get(True)
        if job is None:
            break
        handle(job)


def without_a_name(jobs: Any) -> None:
    while True:
        handle(jobs.get())


def expecting_nothing(jobs: Any) -> None:
    while True:
        try:
            job = jobs.get()
        except queue.Empty:
            continue
        handle(job)


def each(jobs: Any) -> None:
    for job in iter(jobs.get, STOP):
        handle(job)


def periodic(stop: Any) -> None:
    while not stop.wait(60):
        handle(None)


def under_a_lock(jobs: Any) -> None:
    with jobs.lock:
        job = jobs.get()
    handle(job)


@pytest.mark.parametrize(
    "thread",
    [
        plain,
        with_locals_of_the_body,
        with_stop,
        without_a_name,
        expecting_nothing,
        periodic,
        under_a_lock,
    ],
)
def test_what_holds_nothing_may(thread: Callable[[Any], object]) -> None:
    assert look_at(thread)


def counting(jobs: Any) -> None:
    count = 0
    while True:
        jobs.get()
        count += 1


def counting_in_an_argument(jobs: Any, count: int = 0) -> None:
    while True:
        jobs.get()
        count += 1


def counting_beside_a_nested_function(jobs: Any) -> None:
    count = 0

    def add() -> None:
        nonlocal count
        count += 1

    while True:
        jobs.get()
        add()


def numbering(jobs: Any) -> None:
    for number, job in enumerate(iter(jobs.get, STOP)):
        handle((number, job))


def a_few(jobs: Any) -> None:
    for _ in range(3):
        handle(jobs.get())


def collecting(jobs: Any) -> None:
    handle([job for job in iter(jobs.get, STOP)])


def collecting_in_a_set(jobs: Any) -> None:
    handle({job for job in iter(jobs.get, STOP)})


def summing(jobs: Any) -> None:
    handle(sum(iter(jobs.get, STOP)))


def joining(jobs: Any) -> None:
    handle("".join(job for job in iter(jobs.get, STOP)))


def second_wait(jobs: Any) -> None:
    first = handle(jobs)
    handle((first, jobs.get()))


def working_before(jobs: Any) -> None:
    while True:
        handle(None)
        jobs.wait(60)


def opening(jobs: Any) -> None:
    with open(__file__) as file:  # noqa: PTH123
        handle((file, jobs.get()))


def cleaning_up(jobs: Any) -> None:
    try:
        while True:
            handle(jobs.get())
    finally:
        handle("closed")


def catching_everything(jobs: Any) -> None:
    while True:
        try:
            handle(jobs.get())
        except BaseException:
            handle("failed")
            raise


def in_a_generator(jobs: Any) -> None:
    def jobs_of() -> Any:
        while True:
            yield jobs.get()

    next(jobs_of())


def below_one_that_counts(jobs: Any) -> None:
    count = 0
    while True:
        without_a_name(jobs)
        count += 1


@pytest.mark.parametrize(
    "thread",
    [
        counting,
        counting_in_an_argument,
        counting_beside_a_nested_function,
        numbering,
        a_few,
        collecting,
        collecting_in_a_set,
        summing,
        joining,
        second_wait,
        working_before,
        opening,
        cleaning_up,
        catching_everything,
        in_a_generator,
        below_one_that_counts,
    ],
)
def test_what_would_lose_something_may_not(thread: Callable[[Any], object]) -> None:
    assert not look_at(thread)


def test_a_loop_until_a_sentinel_may() -> None:
    seen: list[bool] = []

    def get() -> object:
        seen.append(may_begin_anew(sys._getframe(), run.__code__))
        return STOP

    def run(thread: Callable[[Any], object], jobs: Any) -> None:
        thread(jobs)

    class Plain:
        pass

    jobs: Any = Plain()
    jobs.get = get
    run(each, jobs)
    assert seen == [True]
