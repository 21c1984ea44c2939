"""Random sequences of file operations return the same in the data folder as on a native disk,
errors included, and leave the same behind. FULL=1 tries many more."""

import os
from pathlib import Path

import pytest

from . import random_operations
from .conftest import Program

SEEDS = list(range(300 if os.environ.get("FULL") else 30))
STEPS = 200


SITE = {"a": "site's a " * 1000, "b": "", "f": "site's f " * 10}
"""Files that a site brings to the project's folder; its folders can't be moved or removed."""


@pytest.mark.parametrize("site", [None, SITE], ids=["data folder", "project"])
def test_the_same_as_on_a_native_disk(
    program: Program, tmp_path: Path, site: dict[str, str] | None
) -> None:
    found = program("random_operations.mjs", seeds=SEEDS, steps=STEPS, site=site)
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        folder.mkdir()
        for name, content in (site or {}).items():
            (folder / name).write_text(content)
        native = random_operations.run(folder, seed, STEPS)
        for step, (ours, theirs) in enumerate(zip(found[seed]["results"], native, strict=False)):
            if ours != theirs:
                pytest.fail(f"seed {seed}, step {step}: {ours!r} instead of {theirs!r}")
        assert found[seed]["results"] == native
        assert found[seed]["same"], f"seed {seed}: another content after a restart"
