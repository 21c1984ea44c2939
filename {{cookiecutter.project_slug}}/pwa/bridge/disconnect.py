"""The page has gone: how the application is told, and what it may make of that."""


class ClientDisconnected(OSError):
    """Nobody waits for what is sent any more (ASGI 2.4: `send` raises an OSError then)."""


def is_disconnect(error: BaseException | None, before: frozenset[int] = frozenset()) -> bool:
    """Tell whether an exception is what an application made of ClientDisconnected.

    Of a group all members must be. `before` has the ids of the exceptions that led to `error`:
    one can be in its own context, through a group that it was a member of.
    """
    met = set(before)
    while not isinstance(error, ClientDisconnected):
        if error is None or id(error) in met:
            return False
        met.add(id(error))
        if isinstance(error, BaseExceptionGroup):
            return all(is_disconnect(member, frozenset(met)) for member in error.exceptions)
        error = error.__cause__ or error.__context__
    return True
