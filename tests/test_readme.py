"""The Markdown files name only what exists: commands, files, settings, links."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.baking import TEMPLATE_FOLDER, BakedProject, copy_sources

MAKE = re.compile(r"\bmake (?:-C (?P<folder>\S+) )?(?P<target>[a-z]+)\b")
PWA = re.compile(r"python -m pwa (?P<command>[a-z]+)")
LINK = re.compile(r"!?\[[^\]]*\]\((?P<address>[^)\s]+)\)")
NAMED_TARGET = re.compile(r"^(?P<name>[a-z]+):", re.MULTILINE)
LAYOUT_LINE = re.compile(r"^ {4}(?P<indent> *)(?P<name>\S+)(?: {2,}\S.*)?$")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as git has or would take it."""
    return copy_sources(tmp_path_factory.mktemp("repository"))


def targets(makefile: Path) -> set[str]:
    return set(NAMED_TARGET.findall(makefile.read_text("utf-8")))


def code_of(markdown: str) -> Iterator[str]:
    """Indented lines and what stands between backquotes: prose says "make" as well."""
    for line in markdown.splitlines():
        if line.startswith("    "):
            yield line.partition("#")[0]
        else:
            yield from re.findall(r"`([^`]+)`", line)


def make_commands(markdown: str) -> set[tuple[str, str]]:
    """(folder, target) of each `make` command."""
    found = (match for code in code_of(markdown) for match in MAKE.finditer(code))
    return {(match["folder"] or "", match["target"]) for match in found}


def section(markdown: str, title: str) -> str:
    _, found, rest = markdown.partition(f"\n## {title}\n")
    assert found, f"there is no section {title!r}"
    return rest.partition("\n## ")[0]


def layout(block: str) -> Iterator[str]:
    """The paths of a block like `tree` prints: each name stands two spaces inside its folder."""
    folders: list[str] = []
    for line in block.splitlines():
        if match := LAYOUT_LINE.match(line):
            del folders[len(match["indent"]) // 2 :]
            yield "".join(folders) + match["name"]
            folders.append(match["name"])


def anchors(markdown: str) -> set[str]:
    """The fragments that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def leads_somewhere(target: Path, fragment: str, root: Path) -> bool:
    if not target.exists() or not target.is_relative_to(root):
        return False
    return not fragment or fragment in anchors(target.read_text("utf-8"))


def dead_links(file: Path, root: Path) -> list[str]:
    """Relative links of a Markdown file that lead to nothing in `root`."""
    text = file.read_text("utf-8")
    dead = []
    for address in LINK.findall(text):
        parts = urlsplit(address)
        if parts.scheme:
            continue
        target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
        if not leads_somewhere(target, parts.fragment, root):
            dead.append(address)
    return dead


def settings_keys(root: Path) -> set[str]:
    """The keys of `[tool.pwa]`: the fields of the model but those that are not read from it."""
    source = (root / TEMPLATE_FOLDER / "pwa" / "build" / "settings.py").read_text("utf-8")
    classes = (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    (model,) = (node for node in classes if node.name == "Settings")
    names = {
        statement.target.id
        for statement in model.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    }
    return names - {"root", "dependencies"}


def pwa_commands(root: Path) -> set[str]:
    source = (root / TEMPLATE_FOLDER / "pwa" / "__main__.py").read_text("utf-8")
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "add_parser"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def markdown_files(root: Path) -> list[Path]:
    return sorted(root.rglob("*.md"))


def test_there_is_something_to_check(root: Path) -> None:
    assert len(markdown_files(root)) >= 8
    assert {"build", "serve", "lock"} <= pwa_commands(root)
    assert {"demo", "test", "bench"} <= targets(root / "Makefile")
    assert {"app", "name", "vendor"} <= settings_keys(root)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_make_commands_of_the_repository_exist(root: Path, name: str) -> None:
    own, generated = targets(root / "Makefile"), targets(root / TEMPLATE_FOLDER / "Makefile")
    used = make_commands((root / name).read_text("utf-8"))
    assert {target for folder, target in used if folder} <= generated
    here = {target for folder, target in used if not folder}
    # The root README also shows the commands of a generated project.
    assert here <= own | generated if name == "README.md" else here <= own
    assert here & own


def test_the_repository_s_own_commands_are_the_root_makefile_s(root: Path) -> None:
    text = (root / "README.md").read_text("utf-8")
    used = {target for _, target in make_commands(section(text, "Try it"))}
    assert used == {"demo", "test"}
    assert used <= targets(root / "Makefile")
    generated = {target for _, target in make_commands(section(text, "Make your own"))}
    assert {"run", "test"} <= generated
    assert generated <= targets(root / TEMPLATE_FOLDER / "Makefile")


def test_make_commands_of_a_generated_project_exist(root: Path, demo: BakedProject) -> None:
    used = make_commands(demo.text("README.md"))
    assert {"run", "test", "dev", "lock"} <= {target for _, target in used}
    assert {target for _, target in used} <= targets(root / TEMPLATE_FOLDER / "Makefile")


def test_commands_of_pwa_exist(root: Path) -> None:
    for file in markdown_files(root):
        used = set(PWA.findall(file.read_text("utf-8")))
        assert used <= pwa_commands(root), file.name


def test_every_setting_is_in_the_table(root: Path, demo: BakedProject) -> None:
    table = section(demo.text("README.md"), "Settings")
    keys = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert sorted(keys) == sorted(settings_keys(root))


def test_the_layout_of_a_generated_project_is_as_shown(demo: BakedProject) -> None:
    shown = list(layout(section(demo.text("README.md"), "Where things are")))
    assert len(shown) > 10
    made_later = {"dist/"}
    missing = [name for name in shown if not (demo.path / name).exists()]
    assert set(missing) == made_later


def test_the_layout_of_the_repository_is_as_shown(root: Path) -> None:
    house = section((root / "docs" / "architecture.md").read_text("utf-8"), "The house")
    block, table = house.split("In a generated project")
    assert len(list(layout(block))) >= 6
    assert [name for name in layout(block) if not (root / name).exists()] == []
    folders = re.findall(r"^\| `([\w/]+)/` \|", table, re.MULTILINE)
    assert len(folders) >= 10
    project = root / TEMPLATE_FOLDER
    assert [name for name in folders if not (project / name).is_dir()] == []


def test_no_link_is_dead(root: Path) -> None:
    found = {
        file.relative_to(root).as_posix(): dead_links(file, root) for file in markdown_files(root)
    }
    assert {name: links for name, links in found.items() if links} == {}


def test_pictures_are_small(root: Path) -> None:
    pictures = list((root / "docs" / "images").iterdir())
    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size > 100_000] == []


def test_the_problems_that_people_meet_are_the_shell_s(root: Path) -> None:
    source = root / TEMPLATE_FOLDER / "pwa" / "browser" / "shell" / "problems.js"
    titles = re.findall(r'^ +title: "(.+)",$', source.read_text("utf-8"), re.MULTILINE)
    assert len(titles) >= 9
    text = (root / "docs" / "browser-support.md").read_text("utf-8")
    told = re.findall(
        r"^\| ([^|]+) \|", section(text, "What a person sees where it cannot work"), re.M
    )
    assert [title for title in told if title not in {"Title", "---"}] == titles
