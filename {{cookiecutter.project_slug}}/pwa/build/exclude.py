"""Which modules of the standard library and of packages do not go to the browser.

What `[tool.pwa] exclude` names is left out. What `UNUSED` names serves tests, tools of a terminal,
or what a browser has not: it is left out unless the application or another package names it.
`[tool.pwa] keep` keeps it in any case. An import of what was left out says so
(`bridge/left_out.py`).
"""

import ast
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from .errors import BuildError
from .settings import Settings

UNUSED = (
    # Tests, and plugins of tools that read sources.
    *(
        "*.conftest",
        "*.tests",
        "doctest",
        "unittest",
        "alembic.testing",
        "annotated_types.test_cases",
    ),
    *("anyio.pytest_plugin", "mako.testing", "pydantic.mypy"),
    *("sqlalchemy.dialects.*.provision", "sqlalchemy.testing"),
    # Debuggers, profilers and other tools of a terminal.
    *("_pyrepl", "bdb", "cmd", "pdb", "pydoc", "pyodide.console", "rlcompleter", "webbrowser"),
    *("cProfile", "pickletools", "profile", "pstats", "trace"),
    *("compileall", "modulefinder", "pip", "pyclbr", "tabnanny", "zipapp"),
    # A browser has no processes, no sockets, and no server of a database.
    *("concurrent.futures.process", "multiprocessing"),
    *("ftplib", "imaplib", "mailbox", "poplib", "smtplib", "wsgiref", "xmlrpc"),
    *("sqlalchemy.connectors", "sqlalchemy.dialects.mssql", "sqlalchemy.dialects.mysql"),
    "sqlalchemy.dialects.oracle",
    # What Python falls back on where it has no such module in C; Pyodide has.
    *("_pydatetime", "_pyio"),
)
"""Modules, each with everything below it; `*` stands for any part of a name."""

LEADS_TO = {"ProcessPoolExecutor": "concurrent.futures.process"}
"""Names that import a module without naming it."""
IMPORTING = re.compile("import|load|find_spec")
"""Of functions that take the name of a module."""

DOTTED = re.compile(r"\w+(\.\w+)+(:|$)")
MENTIONS = [re.compile(rb"import[^\n(]*\([^)]*|import[^\n]*"), re.compile(rb"from [^\n]*")]
MENTIONS += [re.compile(rb"load\w* *\([^)]*"), re.compile(rb"find_spec *\([^)]*")]
WORD = re.compile(rb"\w+")

Sources = Mapping[str, bytes]
"""Python files by their paths below a folder of `sys.path`, with forward slashes."""


def read_sources(archives: Iterable[Path]) -> dict[str, bytes]:
    """Return the Python files of zip archives."""
    found = {}
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(".py")]
            found.update({name: archive.read(name) for name in names})
    return found


def modules_left_out(
    settings: Settings, stdlib: Sources, packages: Sources, project: Sources
) -> list[str]:
    """Return the modules to leave out, each with everything below it, sorted.

    Raises BuildError when a setting names a module that there is not.
    """
    modules = {_module(path) for path in (*stdlib, *packages)}
    for key, names in (("exclude", settings.exclude), ("keep", settings.keep)):
        for name in names:
            if name not in modules:
                raise BuildError(
                    f"[tool.pwa] {key}: neither the standard library nor a package has a module "
                    f"{name}. Correct the name, or remove it."
                )
    candidates = {name for name in modules if any(fnmatchcase(name, known) for known in UNUSED)}
    unused = {name for name in candidates if not _related(name, settings.keep)}
    installed = {**stdlib, **packages}
    # What of the standard library names which of these is known.
    users = {path: source for path, source in packages.items() if not is_left_out(path, candidates)}
    users |= {**project, **_below(candidates - unused, installed)}
    while users:
        named = {name for path, source in users.items() for name in _named(path, source, unused)}
        unused -= named
        users = _below(named, installed)  # what is kept after all needs what it names itself
    left_out = unused | set(settings.exclude)
    return sorted(name for name in left_out if not _within(name, left_out - {name}))


def is_left_out(path: str, left_out: Iterable[str]) -> bool:
    """Return whether the file at `path`, below a folder of `sys.path`, belongs to such a module."""
    return _within(_module(path), left_out)


def _below(modules: Iterable[str], files: Sources) -> dict[str, bytes]:
    return {path: source for path, source in files.items() if is_left_out(path, modules)}


def _module(path: str) -> str:
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")


def _within(name: str, modules: Iterable[str]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def _related(name: str, modules: Iterable[str]) -> bool:
    return _within(name, modules) or any(_within(module, [name]) for module in modules)


def _named(path: str, source: bytes, unused: set[str]) -> set[str]:
    """Return what of `unused` a source names."""
    mentioned = _mentioned(source, unused)
    if not mentioned:
        return set()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about "\d" and the like
            names = set(_names(ast.parse(source), path))
    except (SyntaxError, ValueError, RecursionError):
        return mentioned  # written for a later Python than this machine's
    return {name for name in mentioned if any(_within(found, [name]) for found in names)}


def _mentioned(source: bytes, unused: set[str]) -> set[str]:
    """Return what of `unused` a source may name: a quick look before it is parsed."""
    words = {
        word
        for pattern in MENTIONS
        for text in pattern.findall(source)
        for word in WORD.findall(text)
    }
    return {
        name
        for name in unused
        if name.rpartition(".")[2].encode() in words
        or ("." in name and name.encode() in source)
        or any(f"{quote}{name}.".encode() in source for quote in "\"'")
        or any(module == name and word.encode() in source for word, module in LEADS_TO.items())
    }


def _names(tree: ast.AST, path: str) -> Iterator[str]:
    """Yield the dotted names of all that the module at `path` may import.

    A package that holds a name of its own as text, as SQLAlchemy those of its dialects, imports it
    when somebody asks for it.
    """
    package = PurePosixPath(path).parent.parts
    own = f"{_module(path).partition('.')[0]}."
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        match node:
            case ast.If(test=ast.Name("TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
                nodes += node.orelse
                continue
            case ast.Import(aliases):
                yield from (alias.name for alias in aliases)
            case ast.ImportFrom(name, aliases, level):
                outer = package[: len(package) + 1 - level] if level else ()
                base = ".".join((*outer, *((name,) if name else ())))
                yield base
                yield from (f"{base}.{alias.name}" for alias in aliases)
                yield from (LEADS_TO[alias.name] for alias in aliases if alias.name in LEADS_TO)
            case ast.Attribute(attr=name) if name in LEADS_TO:
                yield LEADS_TO[name]
            case ast.Call(
                ast.Name(function) | ast.Attribute(attr=function), [ast.Constant(str(name)), *_]
            ) if IMPORTING.search(function) and not name.startswith(own):
                yield name
            case ast.Constant(str(name)) if DOTTED.match(name) and not name.startswith(own):
                yield name.partition(":")[0]
        nodes += ast.iter_child_nodes(node)
