"""Everything but a handful of files is copied byte for byte."""

from pathlib import Path

import pytest

from tests.baking import TEMPLATE_FOLDER, BakedProject, Bakery, files_of

RENDERED = {"LICENSE", "README.md", "pyproject.toml", ".github/workflows/pages.yml"}
BY_PRODUCTS = [
    "node_modules/{{ package }}/index.js",
    "dist/index.html",
    "build/{% x %}.html",
    ".venv/bin/python",
    ".mypy_cache/3.14/app.json",
    ".pwa-cache/{{ wheel }}",
    "__pycache__/conftest.cpython-314.pyc",
    "app/__pycache__/main.cpython-314.pyc",
    "app/static/__pycache__/x.pyc",
    "app/static/vendor/htmx.js",
    "test-results/{{ trace }}.zip",
    "tests/unit/.pytest_cache/README.md",
    "pwa/browser/node_modules/idb/index.js",
]
BRACES = "{{ record.name }} {% if cookiecutter %} {# kept #} {{ cookiecutter.project_name }}\r\n"


def test_only_the_handful_is_rendered(template: Path, demo: BakedProject) -> None:
    sources = files_of(template / TEMPLATE_FOLDER)
    changed = {name for name, content in demo.files().items() if sources.get(name) != content}
    assert changed <= RENDERED


def test_nothing_is_lost(template: Path, demo: BakedProject) -> None:
    sources = {name for name in files_of(template / TEMPLATE_FOLDER) if "{%" not in name}
    expected = {name for name in sources if not name.startswith("_samples/")}
    assert expected <= set(demo.files())


def test_every_other_file_keeps_its_braces(own_template: Path, tmp_path: Path) -> None:
    folder = own_template / TEMPLATE_FOLDER
    for place in ("app/templates", "pwa/browser", "tests/browser"):
        (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / place / "{{ x }}page.html").touch()
    copied = [name for name in files_of(folder) if "{%" not in name and name not in RENDERED]
    for name in copied:
        with (folder / name).open("ab") as file:
            file.write(BRACES.encode())
    sources = files_of(folder)
    files = Bakery(own_template, tmp_path / "out", tmp_path).bake().files()
    delivered = [name for name in copied if not name.startswith("_samples/")]
    assert {name: files[name] for name in delivered} == {name: sources[name] for name in delivered}


def test_line_ends_are_lf(demo: BakedProject) -> None:
    texts = {name: content for name, content in demo.files().items() if b"\0" not in content}
    assert [name for name, content in texts.items() if b"\r" in content] == []


def test_a_checkout_with_crlf_gives_lf_where_files_are_rendered(
    own_template: Path, tmp_path: Path
) -> None:
    settings = own_template / TEMPLATE_FOLDER / "pyproject.toml"
    settings.write_bytes(settings.read_bytes().replace(b"\n", b"\r\n"))
    project = Bakery(own_template, tmp_path / "out", tmp_path).bake()
    assert b"\r" not in project.files()["pyproject.toml"]


@pytest.mark.parametrize(
    "by_products",
    [*[[path] for path in BY_PRODUCTS], BY_PRODUCTS],
    ids=[*BY_PRODUCTS, "all at once"],
)
def test_by_products_of_a_checkout_stay_there(
    own_template: Path, tmp_path: Path, demo: BakedProject, by_products: list[str]
) -> None:
    for path in [own_template / TEMPLATE_FOLDER / by_product for by_product in by_products]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{{ not for rendering")
    project = Bakery(own_template, tmp_path / "out", tmp_path).bake()
    assert project.files().keys() == demo.files().keys()
    assert [path for path in by_products if (project.path / path).parent.exists()] == []


def test_source_folders_named_like_by_products_stay(own_template: Path, tmp_path: Path) -> None:
    source = own_template / TEMPLATE_FOLDER / "pwa/build/kept.py"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.touch()
    project = Bakery(own_template, tmp_path / "out", tmp_path).bake()
    assert "pwa/build/kept.py" in project.files()
