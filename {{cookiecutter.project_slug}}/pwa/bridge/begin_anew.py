"""Tells whether a thread that waits may be taken off the stack and begin anew when it can go on.

What it holds between two waits would be lost: its local variables, the place of a `for` loop, the
`with` of an open file. So it may hold nothing but its arguments, and may have done nothing before.
`while True: job = jobs.get(); do(job)` is such a thread.
"""

import dis
from functools import lru_cache
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from math import inf
from types import CodeType, FrameType

_HARMLESS = "is_set is_alive empty full qsize _qsize locked iter debug info"
HARMLESS = frozenset(_HARMLESS.split())
"""What may be called before the wait, and again each time."""

LIBRARY = {"threading", "queue", "logging.handlers"}
"""Modules whose own frames are known to do the same when they begin anew."""

COLLECTING = {"BUILD_LIST", "BUILD_SET", "BUILD_MAP"}


def may_begin_anew(wait: FrameType, end: CodeType) -> bool:
    """Tell it of the thread whose frames are between that of `wait` and the one that runs `end`."""
    callee, frame = wait.f_code.co_name, wait.f_back
    while frame is not None and frame.f_code is not end:
        code = frame.f_code
        if frame.f_globals.get("__name__") not in LIBRARY and not _holds_nothing(
            code, frame.f_lasti, callee
        ):
            return False
        callee = code.co_name
        frame = frame.f_back
    return True


@lru_cache
def _holds_nothing(code: CodeType, offset: int, callee: str) -> bool:
    """Tell whether a call of `code` that waits at `offset`, in `callee`, has only its arguments."""
    if code.co_flags & (CO_COROUTINE | CO_GENERATOR | CO_ASYNC_GENERATOR):
        return False
    instructions = list(dis.get_instructions(code))
    # Between an instruction and the next one there may be its caches.
    at = max(i for i, found in enumerate(instructions) if found.offset <= offset)
    return (
        not _keeps(code, instructions, at)
        and _calls(instructions, at, callee)
        and not _is_caught(code, instructions, offset)
    )


def _keeps(code: CodeType, instructions: list[dis.Instruction], at: int) -> bool:
    """Tell whether anything is stored before the wait, or an argument anywhere."""
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & 4) + bool(code.co_flags & 8)
    arguments = set(code.co_varnames[:count])
    own = set(code.co_varnames) | set(code.co_cellvars)
    for i, found in enumerate(instructions):
        before = _is_before(instructions, i, at)
        if before and found.opname in COLLECTING:
            return True
        if found.opname.startswith(("STORE_FAST", "STORE_DEREF", "DELETE_FAST")):
            names = found.argval if isinstance(found.argval, tuple) else (found.argval,)
            stored = own.intersection(names)
            if stored & arguments or (stored and before):
                return True
    return False


def _calls(instructions: list[dis.Instruction], at: int, callee: str) -> bool:
    """Tell whether the wait is in a plain call of `callee`, and nothing is called before it."""
    names: list[str] = []
    for i, found in enumerate(instructions):
        if "NULL" in found.argrepr or found.opname == "LOAD_METHOD":
            names.append(str(found.argval))
        elif found.opname in {"PUSH_NULL", "LOAD_SPECIAL"}:
            names.append("" if found.opname == "PUSH_NULL" else "iter")
        elif found.opname.startswith("CALL") and not found.opname.startswith("CALL_INTRINSIC"):
            name = names.pop() if names else ""
            if i == at:
                return name == callee
            if name not in HARMLESS and _is_before(instructions, i, at):
                return False
        elif found.opname == "FOR_ITER" and i == at:
            return _is_iter(instructions[:i])
        elif found.opname == "FOR_ITER" and i < at and found.argval > instructions[at].offset:
            return False
    return False


def _is_iter(before: list[dis.Instruction]) -> bool:
    """Tell whether a loop goes over `iter(function, sentinel)`, which has no place to lose."""
    calls = [found for found in before if found.opname in {"CALL", "GET_ITER"}]
    return (
        len(calls) >= 2
        and [found.opname for found in calls[-2:]] == ["CALL", "GET_ITER"]
        and calls[-2].arg == 2
    )


def _is_caught(code: CodeType, instructions: list[dis.Instruction], offset: int) -> bool:
    """Tell whether leaving the wait would run a `finally`, or an `except` for everything."""
    entries = getattr(dis.Bytecode(code), "exception_entries", ())
    for entry in entries:
        if not entry.start <= offset < entry.end:
            continue
        handler = [found for found in instructions if found.offset >= entry.target]
        if handler[0].opname != "PUSH_EXC_INFO" or handler[1].opname == "WITH_EXCEPT_START":
            continue
        kinds = []
        for found in handler[1:]:
            if not found.opname.startswith("LOAD"):
                break
            kinds.append(found.argval)
        if found.opname not in {"CHECK_EXC_MATCH", "BUILD_TUPLE"} or "BaseException" in kinds:
            return True
    return False


def _is_before(instructions: list[dis.Instruction], i: int, at: int) -> bool:
    """Tell it of the source: Python before 3.14 has the condition of a `while` twice."""
    wait, found = instructions[at], instructions[i]
    line, of_wait = _line(found), _line(wait)
    return line < of_wait or (line == of_wait and i < at and found.positions != wait.positions)


def _line(instruction: dis.Instruction) -> float:
    """Return its line; what the compiler has added, behind an `except ... as`, has none."""
    line = instruction.positions and instruction.positions.lineno
    return inf if line is None else line
