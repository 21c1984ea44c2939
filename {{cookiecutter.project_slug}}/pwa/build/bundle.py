"""The JavaScript of `browser/`, bundled by esbuild."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from .errors import BuildError
from .npm import command

BROWSER = Path(__file__).parent.parent / "browser"
TARGETS = "chrome119,firefox121,safari17.4"
"""The first with module workers, OPFS access handles and Promise.withResolvers, which esbuild
does not add (docs/browser-support.md of asgi-pwa)."""


def bundle(modules: Path, entry: str, out: Path, form: str, **constants: Any) -> None:
    """Bundle `browser/<entry>` into the file `out`; `form` is "esm" or "iife".

    `constants` become what `build.d.ts` declares.
    """
    defines = [f"--define:{name}={json.dumps(value)}" for name, value in constants.items()]
    arguments = [
        "--bundle",
        "--minify",
        "--charset=utf8",
        f"--target={TARGETS}",
        f"--format={form}",
    ]
    production = "--define:process.env.NODE_ENV='production'"  # Workbox logs otherwise
    done = subprocess.run(
        [
            *command("node"),
            str(modules / "esbuild" / "bin" / "esbuild"),
            str(BROWSER / entry),
            f"--outfile={out}",
            "--log-level=warning",
            "--supported:top-level-await=true",
            production,
            *arguments,
            *defines,
        ],
        env={**os.environ, "NODE_PATH": str(modules)},
    )
    if done.returncode != 0:
        raise BuildError(f"esbuild could not bundle browser/{entry}; what it said is above")
