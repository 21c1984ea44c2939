"""Builds of the project, each made once; the fixture `site` is the one before them all."""

import subprocess
import sys
from functools import cache
from pathlib import Path

PAGE = Path("app/templates/notes.html")
VERSIONS = Path("app/migrations/versions")
MESSAGES = Path("pwa/browser/messages.js")
RELEASES = Path(".pwa-cache/releases")
SAID = "This is the %s one"
HEADER = """
import sqlalchemy as sa
from alembic import op
revision = "next"
down_revision = "0001"
def upgrade() -> None:
"""


@cache
def build(name: str, upgrade: str = "", language: str = "") -> Path:
    """Build a release whose pages say "This is the <name> one"; return its site.

    `upgrade` is what its next migration does, "" for none; only pages whose `language` is the same
    understand each other.
    """
    page, messages = PAGE.read_text("utf-8"), MESSAGES.read_text("utf-8")
    migration, out = VERSIONS / "next.py", RELEASES / name
    assert page.count(SAID % "old") == 1
    PAGE.write_text(page.replace(SAID % "old", SAID % name), "utf-8")
    if language:
        MESSAGES.write_text(f"{messages}// {language}\n", "utf-8")
    if upgrade:
        migration.write_text(HEADER + upgrade, "utf-8")
    try:
        subprocess.run(
            [sys.executable, "-m", "pwa", "build", "--quick", f"--out={out}"], check=True
        )
    finally:
        PAGE.write_text(page, "utf-8")
        MESSAGES.write_text(messages, "utf-8")
        migration.unlink(missing_ok=True)
    return out
