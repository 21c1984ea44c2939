"""Compile folders of Python source to bytecode. Runs in Pyodide, because only the interpreter
that will read bytecode can write it (`compile.mjs` calls this).

Unchecked hash-based .pyc files (PEP 552): the browser never compares them with a source.
"""

import importlib.util
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from pathlib import Path


def compile_folder(folder: str, prefix: str, keep: list[str], keep_all: bool) -> int:
    """Compile every .py below `folder` and return how many there were.

    `prefix` is where the files will be in the browser: tracebacks name it. Without `keep_all`,
    x.py becomes x.pyc in its place, except the files named in `keep`, which stay as well; with
    it, sources stay and bytecode goes to __pycache__, so that tracebacks show the lines.
    """
    count = 0
    root = Path(folder)
    for source in sorted(root.rglob("*.py")):
        name = source.relative_to(root).as_posix()
        data = source.read_bytes()
        try:
            code = compile(data, f"{prefix}/{name}", "exec", dont_inherit=True, optimize=0)
        except (SyntaxError, ValueError):
            continue  # a template, or a test of broken source: nobody can import it anyway
        bytecode = _code_to_hash_pyc(code, importlib.util.source_hash(data), False)
        if keep_all:
            cached = Path(importlib.util.cache_from_source(str(source)))
            cached.parent.mkdir(exist_ok=True)
            cached.write_bytes(bytecode)
        else:
            source.with_suffix(".pyc").write_bytes(bytecode)
            if name not in keep:
                source.unlink()
        count += 1
    return count
