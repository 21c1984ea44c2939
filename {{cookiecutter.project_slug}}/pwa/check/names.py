"""Which imported thing a name means, where it stands.

A value is written as a dotted name: `threading.Thread`, `asyncio.new_event_loop().close`. Its
parts that are not known are `?`. Names that nothing binds are builtins and stand for themselves.
"""

import ast
from collections.abc import Iterable
from typing import TypeAlias

from .conditions import branches, live

UNKNOWN = "?"
Binding: TypeAlias = str | ast.expr
"""What a name is bound to: a dotted name, or an expression of the same scope."""
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Scope:
    """The names of a module, a class, a function or a comprehension."""

    def __init__(self, node: ast.AST, outer: "Scope | None" = None) -> None:
        self.node = node
        # The names of a class are not seen by the functions in it.
        hidden = outer is not None and isinstance(outer.node, ast.ClassDef)
        self.outer: Scope | None = outer.outer if outer and hidden else outer
        collector = _Collector()
        collector.collect(node)
        self.bindings = collector.bindings
        self.has_star = collector.has_star
        self._resolved: dict[str, str] = {}

    def dotted(self, expression: ast.AST) -> str:
        """Return the dotted name of what `expression` is here."""
        match expression:
            case ast.Name(name):
                return self.lookup(name)
            case ast.Attribute(base, attribute):
                return f"{self.dotted(base)}.{attribute}"
            case ast.Call(function):
                return f"{self.dotted(function)}()"
            case ast.NamedExpr(value=value):
                return self.dotted(value)
        return UNKNOWN

    def lookup(self, name: str) -> str:
        if name not in self.bindings:
            if self.outer:
                return self.outer.lookup(name)
            return UNKNOWN if self.has_star else name
        if name not in self._resolved:
            self._resolved[name] = UNKNOWN  # for a name that is bound to itself
            self._resolved[name] = self._resolve(self.bindings[name])
        return self._resolved[name]

    def _resolve(self, bindings: list[Binding]) -> str:
        """Return what all bindings agree on; `x = None` says nothing about a later `x`."""
        values = {
            binding if isinstance(binding, str) else self.dotted(binding)
            for binding in bindings
            if not (isinstance(binding, ast.Constant) and binding.value is None)
        }
        return values.pop() if len(values) == 1 else UNKNOWN


class _Collector(ast.NodeVisitor):
    """Finds what binds a name in one scope, without going into the scopes inside it."""

    def __init__(self) -> None:
        self.bindings: dict[str, list[Binding]] = {}
        self.has_star = False
        self.elsewhere: set[str] = set()

    def collect(self, node: ast.AST) -> None:
        match node:
            case ast.Module(body) | ast.ClassDef(body=body):
                self._all(live(body))
            case ast.FunctionDef(args=args, body=body) | ast.AsyncFunctionDef(args=args, body=body):
                self._parameters(args)
                self._all(live(body))
            case ast.Lambda(args, body):
                self._parameters(args)
                self.visit(body)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                for generator in node.generators:
                    self.visit(generator.target)
        for name in self.elsewhere:
            self.bindings.pop(name, None)

    def _all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def _bind(self, name: str, value: Binding = UNKNOWN) -> None:
        self.bindings.setdefault(name, []).append(value)

    def _parameters(self, args: ast.arguments) -> None:
        found = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        for parameter in found:
            if parameter:
                self._bind(parameter.arg)

    def _value(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._bind(target.id, value)
        else:
            self.visit(target)
        self.visit(value)

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        self._all(branches(node))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            top = alias.name.partition(".")[0]
            self._bind(alias.asname or top, alias.name if alias.asname else top)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self.has_star = True
            elif node.level:
                self._bind(alias.asname or alias.name)
            else:
                self._bind(alias.asname or alias.name, f"{node.module}.{alias.name}")

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._value(target, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self._value(node.target, node.value)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._value(node.target, node.value)

    def visit_withitem(self, node: ast.withitem) -> None:
        if node.optional_vars:
            self._value(node.optional_vars, node.context_expr)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._bind(node.id)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._bind(node.name)
        self._all(live(node.body))

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self._bind(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self._bind(node.rest)
        self.generic_visit(node)

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        self.elsewhere |= set(node.names)

    visit_Nonlocal = visit_Global

    def visit_FunctionDef(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ) -> None:
        self._bind(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef
    visit_ClassDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        pass

    def _comprehension(self, node: Comprehension) -> None:
        """Only `:=` binds a name outside of a comprehension."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.NamedExpr):
                self._value(inner.target, inner.value)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension
