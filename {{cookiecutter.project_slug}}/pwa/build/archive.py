"""Archives whose bytes depend on nothing but the names and contents of their files."""

import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)


def write_archive(path: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` by name, stored: `browser/worker/zip.js` reads it in place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name])
    partial.replace(path)


def read_archive(path: Path) -> dict[str, bytes]:
    """Return the files of an archive by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def move_out(archive: Path, target: Path, suffix: str, folder: Path) -> list[str]:
    """Copy `archive` to `target`, with the files ending in `suffix` emptied and put into `folder`.

    Returns their names. Each becomes `folder/<name>.wasm`, as `browser/worker/libraries.js` has it.
    """
    files = read_archive(archive)
    moved = [name for name in files if name.endswith(suffix)]
    for name in moved:
        path = folder / f"{name}.wasm"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name])
    write_archive(target, {**files, **dict.fromkeys(moved, b"")})
    return moved


def split_archive(archive: Path, names: Collection[str], rest: Path, split: Path) -> None:
    """Write the files of `archive` to two others: those of `names` to `split`, others to `rest`."""
    files = read_archive(archive)
    write_archive(split, {name: data for name, data in files.items() if name in names})
    write_archive(rest, {name: data for name, data in files.items() if name not in names})


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the files below `folder` by their relative names, with forward slashes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
