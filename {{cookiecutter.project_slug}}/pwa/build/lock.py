"""`browser.lock`: which version of which package runs in the browser, pinned by hash.

uv resolves for WebAssembly (markers such as `sys_platform` are the browser's, not the
machine's); pip, which knows the platform tag of Pyodide's ABI, then finds the file for each.
"""

import hashlib
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from .errors import BuildError
from .settings import Settings
from .wheels import PLATFORM, PYTHON, LockedPackage, choose

LOCK = "browser.lock"
HEADER = f"""\
# What runs in the browser, for Python {PYTHON} on {PLATFORM}.
# Written by `python -m pwa lock` from [project] dependencies; commit it.
# A line `pure` is built from its sdist without its C extensions, which are optional.
# dependencies-sha256: """


def write_lock(settings: Settings) -> list[LockedPackage]:
    """Resolve the dependencies, find a file for each, write browser.lock and return it."""
    resolved = _resolve(settings.dependencies)
    print(f"browser.lock: {len(resolved)} packages", flush=True)
    with ThreadPoolExecutor(max_workers=4) as pool:
        packages = list(
            pool.map(lambda found: choose(found[0], found[1], settings.cache), resolved)
        )
    for package in packages:
        print(f"  {package.requirement} ({package.kind})")
    lines = [f"{p.name}=={p.version} {p.kind} sha256:{p.sha256}\n" for p in packages]
    text = HEADER + _digest(settings.dependencies) + "\n" + "".join(lines)
    (settings.root / LOCK).write_text(text, "utf-8", newline="\n")
    return packages


def read_lock(settings: Settings) -> list[LockedPackage]:
    """Read browser.lock. Raises BuildError when it is missing or older than pyproject.toml."""
    path = settings.root / LOCK
    if not path.is_file():
        raise BuildError(f"{LOCK} is missing: run `python -m pwa lock` (it needs the network)")
    text = path.read_text("utf-8")
    if f"dependencies-sha256: {_digest(settings.dependencies)}\n" not in text:
        raise BuildError(
            f"[project] dependencies changed since {LOCK} was written: "
            "run `python -m pwa lock` (it needs the network) and commit the result"
        )
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [_parse(line) for line in lines]


def _parse(line: str) -> LockedPackage:
    match = re.fullmatch(r"(\S+)==(\S+) (wheel|pure) sha256:([0-9a-f]{64})", line)
    if not match:
        raise BuildError(
            f"{LOCK} has a line that is not its own: {line!r}; run `python -m pwa lock`"
        )
    return LockedPackage(*match.groups())


def _digest(dependencies: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(sorted(dependencies)).encode()).hexdigest()


def _resolve(dependencies: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return (name, version) of everything that the dependencies need, sorted by name."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet", "--no-header"]
    options = [
        "--python-platform=wasm32-pyodide2025",
        f"--python-version={PYTHON}",
        "--no-annotate",
    ]
    done = subprocess.run(
        command + options, input="\n".join(dependencies), capture_output=True, encoding="utf-8"
    )
    if done.returncode != 0:
        raise BuildError(f"the dependencies cannot be resolved for the browser:\n{done.stderr}")
    return re.findall(r"^([\w.-]+)==([^\s;]+)", done.stdout, re.MULTILINE)
