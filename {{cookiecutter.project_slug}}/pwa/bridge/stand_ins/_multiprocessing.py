"""What `multiprocessing` needs to be imported: Pyodide has no processes, and no such module."""

from typing import NoReturn


class SemLock:
    """The semaphores that processes share."""

    SEM_VALUE_MAX = 2**31 - 1

    def __new__(cls, *args: object, **kwargs: object) -> NoReturn:
        raise NotImplementedError(
            "multiprocessing shares locks and queues between processes, and a browser has none"
        )


def sem_unlink(name: str) -> None:
    """There is never one to remove."""
