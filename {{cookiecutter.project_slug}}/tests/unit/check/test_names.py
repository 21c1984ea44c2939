"""check/names.py: which imported thing a name means."""

import ast

import pytest

from pwa.check.names import Scope

from .conftest import ReadCode, short


@pytest.mark.parametrize(
    ("code", "expression", "name"),
    [
        ("import a", "a.b", "a.b"),
        ("import a.b.c", "a.b.d", "a.b.d"),
        ("import a.b as x", "x.c", "a.b.c"),
        ("from a import b", "b", "a.b"),
        ("from a.b import c as x", "x().y", "a.b.c().y"),
        ("import a; x = a.b", "x", "a.b"),
        ("import a; x = y = a.b()", "y.c", "a.b().c"),
        ("import a; x: int = a.b()", "x.c", "a.b().c"),
        ("import a\nwith a.b() as x: pass", "x.c", "a.b().c"),
        ("import a\nif x := a.b(): pass", "x.c", "a.b().c"),
        ("import a\nprint([y := a.b() for z in x])", "y.c", "a.b().c"),
        ("import a\ntry: import b\nexcept ImportError: b = None", "b", "b"),
        ("x = None\nimport a\nx = a.b()", "x.c", "a.b().c"),
        ("import a\nfrom a import b as a", "a", "?"),
        ("import a\na = f(1)", "a.b", "?.b"),
        ("import a\nfor a in x: pass", "a.b", "?.b"),
        ("import a\ndef a(): pass", "a", "?"),
        ("import a\nclass a: pass", "a", "?"),
        ("import a\na, b = x", "a", "?"),
        ("import a\nwith x as (a, b): pass", "a", "?"),
        ("import a\ntry: pass\nexcept E as a: pass", "a", "?"),
        ("import a\nmatch x:\n  case [a]: pass", "a", "?"),
        ("import a\nmatch x:\n  case [*a]: pass", "a", "?"),
        ("import a\nmatch x:\n  case {**a}: pass", "a", "?"),
        ("import a\nmatch x:\n  case int() as a: pass", "a", "?"),
        ("import a\na += 1", "a", "?"),
        ("from . import a", "a", "?"),
        ("from .b import a", "a", "?"),
        ("a = a", "a", "?"),
        ("a = b.x\nb = a.y", "a.z", "?.y.x.z"),
        ("", "open", "open"),
        ("from x import *", "open", "?"),
        ("x = [1]", "x[0].y", "?.y"),
        ("import a\nif TYPE_CHECKING: import b as a", "a.c", "a.c"),
        ("[a for a in x]\nimport a", "a.c", "a.c"),
        ("lambda a: a\nimport a", "a.c", "a.c"),
        ("def f(): a = 1\nimport a", "a.c", "a.c"),
        ("class C: a = 1\nimport a", "a.c", "a.c"),
    ],
)
def test_names_of_a_module(code: str, expression: str, name: str) -> None:
    scope = Scope(ast.parse(code))
    resolved = scope.dotted(ast.parse(expression, mode="eval").body)
    assert resolved == name or (name == "?" and resolved.startswith("?"))


@pytest.mark.parametrize(
    "code",
    [
        "def f(subprocess): subprocess.run(1)",
        "def f(*subprocess): subprocess.run(1)",
        "def f(**subprocess): subprocess.run(1)",
        "def f(x, /, *, subprocess=1): subprocess.run(1)",
        "async def f():\n    subprocess = g(1)\n    subprocess.run(1)",
        "def f():\n    from .own import subprocess\n    subprocess.run(1)",
        "def f(subprocess):\n    def g(): subprocess.run(1)",
        "def f():\n    for subprocess in x: subprocess.run(1)",
        "f = lambda subprocess: subprocess.run(1)",
        "[subprocess.run(1) for subprocess in x]",
        "{x: subprocess.run(1) for x, subprocess in y}",
        "class C:\n    subprocess = f(1)\n    subprocess.run(1)",
        "x = 'subprocess.run(1)'",
        "# subprocess.run(1)",
        '"""subprocess.run(1)"""',
        "self.subprocess.run(1)",
        "x.run(1)",
        "run(1)",
    ],
)
def test_other_things_of_the_same_name(read_code: ReadCode, code: str) -> None:
    assert short(read_code(f"import subprocess\n{code}")) == []


@pytest.mark.parametrize(
    "code",
    [
        "class C:\n    subprocess = 1\n    def f(self): subprocess.run(1)",
        "class C:\n    class D:\n        def f(self): subprocess.run(1)",
        "def f(x):\n    def g(y):\n        return lambda: subprocess.run(1)",
        "def f():\n    global subprocess\n    subprocess.run(1)\n    subprocess = 1",
        "def f():\n    from subprocess import run\n    run(1)",
        "def f():\n    run = subprocess.run\n    run(1)",
        "def f(): [x for subprocess in y]; subprocess.run(1)",
    ],
)
def test_the_same_thing_from_another_scope(read_code: ReadCode, code: str) -> None:
    [said] = short(read_code(f"import subprocess\n{code}"))
    assert said.endswith("error subprocess.run")


def test_the_time_does_not_grow_with_the_ways() -> None:
    """Each name has two bindings: 2 ** 99 ways lead to the first."""
    lines = [f"a{i} = a{i - 1}.b\na{i} = a{i - 1}.b" for i in range(1, 100)]
    scope = Scope(ast.parse("import a0\n" + "\n".join(lines)))
    assert scope.lookup("a99") == "a0" + ".b" * 99
