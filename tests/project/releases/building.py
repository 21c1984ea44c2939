"""Builds of the project that say on each page which they are."""

import subprocess
import sys
from pathlib import Path

PAGE = Path("app/templates/notes.html")


def build(out: Path, name: str) -> Path:
    """Build a release whose pages say "This is the <name> one"."""
    text = PAGE.read_text("utf-8")
    assert "<body>" in text
    PAGE.write_text(text.replace("<body>", f"<body><p>This is the {name} one</p>"), "utf-8")
    try:
        subprocess.run(
            [sys.executable, "-m", "pwa", "build", "--quick", f"--out={out}"], check=True
        )
    finally:
        PAGE.write_text(text, "utf-8")
    return out
