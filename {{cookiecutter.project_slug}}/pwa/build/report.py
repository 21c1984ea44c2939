"""What a first visit costs over the wire: the table that the build prints, and the budget."""

import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from .compress import Compressed
from .errors import BuildError
from .precache import ONLY_FOR_HOSTS, SERVICE_WORKER

LARGE = 100_000
"""Bytes from which a file has a line of its own."""
WIDTH = 44
"""Characters for a file's name."""
SHOWN = 5
"""Of the largest files, when the budget is passed."""


def first_visit(out: Path, sizes: Mapping[Path, Compressed]) -> dict[str, Compressed]:
    """Return, by name, the files of `out` that a browser downloads before the app may start."""
    names = {path.relative_to(out).as_posix(): size for path, size in sizes.items()}
    return {
        name: size
        for name, size in names.items()
        if name == SERVICE_WORKER or not name.startswith(ONLY_FOR_HOSTS)
    }


def print_table(sizes: Mapping[str, Compressed]) -> None:
    """Print each large file, the small ones, and all; each with its part of all."""
    total = _sum(sizes.values())
    large = {name: size for name, size in sizes.items() if size.plain > LARGE}
    small = [size for name, size in sizes.items() if name not in large]
    rows = sorted(large.items(), key=lambda row: -row[1].brotli)
    rows += [(f"{len(small)} smaller files", _sum(small)), ("first visit", total)]
    print(f"\n{'file':{WIDTH}}{'bytes':>12}{'gzip':>12}{'brotli':>12}{'share':>7}")
    for name, size in rows:
        share = size.brotli / total.brotli
        columns = f"{size.plain:>12,}{size.gzip:>12,}{size.brotli:>12,}{share:>7.0%}"
        shown = name if len(name) <= WIDTH else f"...{name[3 - WIDTH :]}"
        print(f"{shown:{WIDTH}}{columns}")


def costs_of(out: Path) -> dict[str, int]:
    """Return what each file of an earlier build costs over the wire; nothing if there is none."""
    costs = {path.relative_to(out).as_posix(): path.stat().st_size for path in out.rglob("*")}
    return {name: min(cost, costs.get(f"{name}.br", cost)) for name, cost in costs.items()}


def check_budget(
    budget: str, sizes: Mapping[str, Compressed], before: Mapping[str, int], packages: Path
) -> None:
    """Raise BuildError when the files of a first visit cost more than `budget`, such as "9 MB".

    `before` has what files cost in an earlier build; `packages` is the archive of that name.
    """
    costs = {name: size.brotli for name, size in sizes.items()}
    total = sum(costs.values())
    if total <= size_in_bytes(budget):
        return
    grown = {name: cost - before.get(name, 0) for name, cost in costs.items()} if before else {}
    lines = [
        f"a first visit downloads {total:,} bytes (Brotli); [tool.pwa] budget is {budget}.",
        f"The largest files:{_most(costs)}",
        f"In packages.zip, not compressed:{_most(_packages(packages))}",
        f"More than in the build before:{_most(grown)}" if _most(grown) else "",
        "Do without a dependency, leave out modules that the app never imports ([tool.pwa] "
        "exclude), make static files smaller, or raise the budget.",
    ]
    raise BuildError("\n".join(line for line in lines if line))


def size_in_bytes(size: str) -> int:
    """Return what a size such as "9 MB" or "800 kB" is in bytes."""
    number, unit = size.split()
    return round(float(number) * {"kB": 1e3, "MB": 1e6}[unit])


def _sum(sizes: Iterable[Compressed]) -> Compressed:
    rows = [(size.plain, size.gzip, size.brotli) for size in sizes]
    return Compressed(*(sum(row[column] for row in rows) for column in range(3)))


def _most(sizes: Mapping[str, int]) -> str:
    """Return lines for the largest of `sizes`."""
    names = sorted((name for name in sizes if sizes[name] > 0), key=lambda name: -sizes[name])
    return "".join(f"\n{sizes[name]:>14,}  {name}" for name in names[:SHOWN])


def _packages(archive: Path) -> Counter[str]:
    sizes: Counter[str] = Counter()
    with zipfile.ZipFile(archive) as packages:
        for file in packages.infolist():
            sizes[file.filename.partition("/")[0]] += file.file_size
    return sizes
