"""One file of the application: read, but not run."""

import ast
import io
import re
import sys
import tokenize
import warnings
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from .conditions import branches, live
from .finding import Finding, Severity
from .names import Comprehension, Function, Scope
from .packages import problem_of_import
from .rules import (
    ASYNC_DRIVERS,
    ASYNC_URL,
    ENGINE_CALLS,
    ENVIRONMENT,
    ENVIRONMENT_CALLS,
    PROVIDED,
    SERVER_URL,
    SERVERS,
    TAKE_TYPES,
    Rule,
    rule_for,
)
from .syntax import BROWSER, judge

ACCEPTED = re.compile(r"#\s*pwa:\s*ok\b")
IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


@dataclass
class Source:
    """What is known of one file."""

    findings: list[Finding] = field(default_factory=list)
    names: set[str] | None = None
    """What the module binds; None if that is not known."""
    static: dict[str, int] = field(default_factory=dict)
    """Where it mounts static files: {path of the mount: line}."""


def read_source(path: Path, file: PurePath, variables: Collection[str] = ()) -> Source:
    """Read the file `path`, which findings call `file`.

    `variables` of the environment are those that the settings give it.
    """
    data = b""
    try:
        data = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" and the like are ruff's to name
            tree = ast.parse(data)
        accepted = _accepted_lines(data)
        walk = _Walk(Scope(tree), PROVIDED.union(variables))
        walk.statements(tree.body)
    except SyntaxError as error:
        return _newer_or_wrong(file, data, error)
    except OSError as error:
        return _unread(file, 1, error.strerror or str(error))
    except ValueError as error:  # a null byte, before Python 3.12
        return _unread(file, 1, f"it is no Python: {error}")
    except (RecursionError, MemoryError):
        return _unread(file, 1, "its expressions are nested too deeply")
    findings = [
        Finding(file, node.lineno, severity, text)
        for node, severity, text in walk.found
        if not accepted & {node.lineno, node.end_lineno}
    ]
    scope = walk.scope
    unknown = scope.has_star or "__getattr__" in scope.bindings
    return Source(findings, None if unknown else set(scope.bindings), walk.static)


def _newer_or_wrong(file: PurePath, data: bytes, error: SyntaxError) -> Source:
    judged = judge(data, error)
    if judged.wrong:
        return _unread(file, judged.line, f"it is no Python: {judged.why}")
    here, there = (f"{major}.{minor}" for major, minor in (sys.version_info[:2], BROWSER))
    text = (
        f"This file was not looked at: Python {here} on this machine does not read it "
        f"({judged.why}). The browser has Python {there}. Run the check with that to be told more."
    )
    return Source([Finding(file, judged.line, Severity.NOTE, text)])


def _unread(file: PurePath, line: int, why: str) -> Source:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    what = f"This file cannot be read: {why} (Python {version} on this machine)."
    return Source([Finding(file, line, Severity.ERROR, f"{what} Correct it.")])


def _accepted_lines(data: bytes) -> set[int | None]:
    """Return the lines with the comment `# pwa: ok`."""
    tokens = tokenize.tokenize(io.BytesIO(data).readline)
    comments = (token for token in tokens if token.type == tokenize.COMMENT)
    return {token.start[0] for token in comments if ACCEPTED.search(token.string)}


class _Walk(ast.NodeVisitor):
    """Compares what a module names with the rules."""

    def __init__(self, scope: Scope, provided: Collection[str]) -> None:
        self.scope = scope
        self.provided = provided
        self.in_function = False
        self.import_may_fail = False
        self.entered: set[ast.AST] = set()
        """Calls that are the context of a `with` statement."""
        self.found: list[tuple[ast.expr | ast.stmt, Severity, str]] = []
        self.static: dict[str, int] = {}

    def statements(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def _say(self, node: ast.expr, rule: Rule, name: str, later: bool = False) -> None:
        severity = rule.in_function if self.in_function or later else rule.at_import
        if severity:
            said = (node, severity, f"{rule.what.format(name=name)} {rule.instead}")
            self.found.append(said)

    def _use(self, node: ast.expr, later: bool = False) -> None:
        """`node` is a class that is derived from, or a function that is passed on."""
        name = self.scope.dotted(node)
        rule = rule_for(name)
        if rule and not rule.calls_only:
            self._say(node, rule, _shown(name), later)

    # What does not run in the browser.

    def visit_If(self, node: ast.If | ast.IfExp) -> None:
        self.visit(node.test)
        self.statements(branches(node))

    visit_IfExp = visit_If

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)

    # Scopes.

    def _inside(self, node: ast.AST, body: Iterable[ast.AST], in_function: bool) -> None:
        before = self.scope, self.in_function, self.import_may_fail
        self.scope = Scope(node, self.scope)
        if in_function:
            self.in_function, self.import_may_fail = True, False
        self.statements(body)
        self.scope, self.in_function, self.import_may_fail = before

    def _function(self, node: Function) -> None:
        if not isinstance(node, ast.Lambda):
            self._decorators(node.decorator_list)
        self.statements(node.args.defaults)
        self.statements(default for default in node.args.kw_defaults if default)
        body = [node.body] if isinstance(node, ast.Lambda) else live(node.body)
        self._inside(node, body, in_function=True)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = _function

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._decorators(node.decorator_list)
        for base in node.bases:
            self._use(base)
        self.statements([*node.bases, *node.keywords])
        self._inside(node, live(node.body), in_function=False)

    def _decorators(self, decorators: Iterable[ast.expr]) -> None:
        for decorator in decorators:
            if not isinstance(decorator, ast.Call):
                self._use(decorator)
            self.visit(decorator)

    def _comprehension(self, node: Comprehension) -> None:
        self._inside(node, ast.iter_child_nodes(node), in_function=False)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    # Imports.

    def _try(self, node: ast.Try | ast.TryStar) -> None:
        before = self.import_may_fail
        self.import_may_fail |= any(_catches_import(handler.type) for handler in node.handlers)
        self.statements(live(node.body))
        self.import_may_fail = before
        self.statements([*node.handlers, *node.orelse, *node.finalbody])

    visit_Try = visit_TryStar = _try

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        before = self.import_may_fail
        for item in node.items:
            self.entered.add(item.context_expr)
            self.visit(item)
            call = item.context_expr
            if isinstance(call, ast.Call) and self.scope.dotted(call) == "contextlib.suppress()":
                self.import_may_fail |= any(map(_catches_import, call.args))
        self.statements(live(node.body))
        self.import_may_fail = before

    visit_AsyncWith = visit_With

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._import(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.module and not node.level:
            self._import(node, node.module)

    def _import(self, node: ast.stmt, module: str) -> None:
        problem = problem_of_import(module)
        if problem and not self.import_may_fail:
            self.found.append((node, Severity.ERROR, " ".join(problem)))

    # Expressions.

    def visit_Call(self, node: ast.Call) -> None:
        name = self.scope.dotted(node.func)
        rule = rule_for(name)
        if rule and not (rule.fine_in_with and node in self.entered):
            self._say(node, rule, _shown(name))
        if name in ENVIRONMENT_CALLS and self._environment(node, node.args):
            return  # the default of a variable that the runtime sets is not used
        if name in ENGINE_CALLS and node.args:
            self._address(node.args[0], SERVERS, SERVER_URL)
        self._mount(node)
        if name not in TAKE_TYPES:
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                if _is_function(argument):
                    self._use(argument, later=True)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if isinstance(node.ctx, ast.Load) and self.scope.dotted(node.value) == "os.environ":
            self._environment(node, [node.slice])
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        self._address(node, ASYNC_DRIVERS, ASYNC_URL)

    def _environment(self, node: ast.expr, args: list[ast.expr]) -> bool:
        """Look at a variable that is read; return whether the runtime sets it."""
        if not args or not isinstance(args[0], ast.Constant):
            return False
        if args[0].value in self.provided:
            return True
        self._say(node, ENVIRONMENT, str(args[0].value))
        return False

    def _address(self, node: ast.expr, pattern: str, rule: Rule) -> None:
        text = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            found = re.match(pattern, text.value)
            if found and not re.search(r"\s", text.value):
                self._say(node, rule, found[0])

    def _mount(self, node: ast.Call) -> None:
        match node:
            case ast.Call(ast.Attribute(attr="mount"), [ast.Constant(str(path)), files, *_]):
                if self.scope.dotted(files).endswith(".StaticFiles()"):
                    self.static[path] = node.lineno


def _shown(name: str) -> str:
    return name.removeprefix("?.")


def _is_function(argument: ast.expr) -> bool:
    """Functions that are passed on are called; classes often only stand for a type."""
    last = argument.attr if isinstance(argument, ast.Attribute) else getattr(argument, "id", "A")
    return isinstance(argument, ast.Name | ast.Attribute) and last[:1].islower()


def _catches_import(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(map(_catches_import, caught.elts))
    return caught is None or (isinstance(caught, ast.Name) and caught.id in IMPORT_ERRORS)
