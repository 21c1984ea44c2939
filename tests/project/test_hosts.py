"""What a generated project says to web servers, and serves by itself to phones."""

import shutil
from pathlib import Path

from .projects import succeed

HOSTS = Path(__file__).parent / "hosts"


def test_nginx_caddy_and_phones_get_the_site(project: Path) -> None:
    for source in HOSTS.glob("*.py"):
        shutil.copy(source, project / "tests" / "browser")
    names = sorted(source.name for source in HOSTS.glob("test_*.py"))
    print(succeed(project, "pytest", "-rs", *(f"tests/browser/{name}" for name in names)))
