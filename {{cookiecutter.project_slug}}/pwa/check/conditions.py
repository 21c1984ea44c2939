"""What a condition is in the browser, as far as it can be known without running the app."""

import ast
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any

BROWSER: dict[str, Any] = {
    "TYPE_CHECKING": False,
    "typing.TYPE_CHECKING": False,
    "t.TYPE_CHECKING": False,
    "__name__": "the module's own",
    "sys.platform": "emscripten",
    "platform.system()": "Emscripten",
    "os.name": "posix",
    "sys.version_info": (3, 14),
}
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}


class Unknown(Exception):
    """The value is not known before the app runs."""


def truth(test: ast.expr) -> bool | None:
    """Return whether `test` holds in the browser, None if that is not known."""
    match test:
        case ast.UnaryOp(ast.Not(), operand):
            inner = truth(operand)
            return None if inner is None else not inner
        case ast.BoolOp(op, values):
            decisive = isinstance(op, ast.Or)
            known = [truth(value) for value in values]
            if decisive in known:
                return decisive
            return None if None in known else not decisive
    try:
        return bool(_value(test))
    except (Unknown, TypeError):
        return None


def live(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements up to one that always leaves `body` in the browser."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If) and truth(statement.test) is not None:
            branch = statement.body if truth(statement.test) else statement.orelse
            if branch and isinstance(branch[-1], ast.Return | ast.Raise | ast.Continue | ast.Break):
                return


def branches(statement: ast.If | ast.IfExp) -> Iterator[ast.AST]:
    """Yield the nodes of those branches that may run in the browser."""
    holds = truth(statement.test)
    for branch, never in ((statement.body, False), (statement.orelse, True)):
        if holds is not never:
            yield from live(branch) if isinstance(branch, list) else (branch,)


def _value(expression: ast.expr) -> Any:
    match expression:
        case ast.Constant(value):
            return value
        case ast.Tuple(elements) | ast.List(elements) | ast.Set(elements):
            return tuple(_value(element) for element in elements)
        case ast.Compare(
            ast.Constant(name), [ast.In()], [ast.Attribute(ast.Name("sys"), "modules")]
        ):
            if name in {"pyodide", "pyodide_js", "js"}:
                return True
        case ast.Compare(left, [comparison], [right]) if type(comparison) in COMPARISONS:
            return COMPARISONS[type(comparison)](_value(left), _value(right))
        case ast.Call(ast.Attribute(base, "startswith"), [prefix], []):
            return str(_value(base)).startswith(_value(prefix))
        case ast.Name() | ast.Attribute(ast.Name()) | ast.Call(ast.Attribute(ast.Name()), [], []):
            name = ast.unparse(expression)
            if name in BROWSER:
                return BROWSER[name]
    raise Unknown
