"""Licence and publication are files that are there or not."""

import re
from pathlib import Path

import pytest
import yaml

from tests.baking import TEMPLATE_FOLDER, BakedProject, Bakery, files_of

PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.mark.parametrize(
    ("license", "first_line"), [("MIT", "MIT License"), ("Apache-2.0", "Apache License")]
)
def test_the_licence_is_whole(bakery: Bakery, license: str, first_line: str) -> None:
    project = bakery.bake(license=license, author_name="Ann O'Nym")
    text = project.text("LICENSE")
    assert text.split("\n\n")[0].strip().startswith(first_line)
    assert re.search(r"^ *Copyright (\(c\) )?2026 Ann O'Nym$", text, re.MULTILINE)
    assert project.settings()["project"]["license"] == license


def test_no_licence(bakery: Bakery) -> None:
    project = bakery.bake(license="none")
    assert not (project.path / "LICENSE").exists()
    assert project.settings()["project"]["license"] == "LicenseRef-Proprietary"


def test_apache_differs_from_its_published_text_in_one_line(template: Path) -> None:
    (name,) = [name for name in files_of(template / TEMPLATE_FOLDER) if "Apache-2.0" in name]
    lines = (template / TEMPLATE_FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 202
    assert [number for number, line in enumerate(lines) if "cookiecutter" in line] == [189]


def test_pages_workflow(demo: BakedProject) -> None:
    workflow = yaml.safe_load(demo.text(".github/workflows/pages.yml"))
    deploy = workflow["jobs"]["deploy"]
    assert deploy["environment"]["url"] == "${{ steps.deployment.outputs.page_url }}"
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert workflow["permissions"] == {"contents": "read"}
    upload = workflow["jobs"]["build"]["steps"][-1]
    assert upload["with"] == {"path": "dist"}


def test_publishing_by_hand(bakery: Bakery) -> None:
    workflows = bakery.bake(deploy="none").path / ".github/workflows"
    assert [path.name for path in workflows.iterdir()] == ["test.yml"]


def test_actions_are_pinned_by_commit(template: Path) -> None:
    workflows = [path for path in template.rglob("workflows/*") if path.is_file()]
    assert len(workflows) >= 3
    for path in workflows:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
        assert lines
        assert [line for line in lines if not PINNED.search(line)] == [], path
