"""Generated projects by their own commands."""

import base64
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.baking import Bakery

from .projects import VENV, bake, replace_app, run, succeed
from .static_files import write_files

ANSWERS_APP = Path(__file__).parent / "answers_app"
BASIC_APP = Path(__file__).parent / "basic_app"
OTHER_APP = Path(__file__).parent / "other_app"
ENVIRONMENT_APP = Path(__file__).parent / "environment_app"
DISTRIBUTION_APP = Path(__file__).parent / "distribution_app"
ENDURANCE_APP = Path(__file__).parent / "endurance_app"
FRAME_APP = Path(__file__).parent / "frame_app"
FUZZ_APP = Path(__file__).parent / "fuzz_app"
HTTP_APP = Path(__file__).parent / "http_app"
OUTSIDE_APP = Path(__file__).parent / "outside_app"
PAGE_APP = Path(__file__).parent / "page_app"
PARITY_APP = Path(__file__).parent / "parity_app"
RELEASES = Path(__file__).parent / "releases"
SNAPSHOT_APP = Path(__file__).parent / "snapshot_app"
STORAGE_APP = Path(__file__).parent / "storage_app"
THREADS_APP = Path(__file__).parent / "threads_app"
TAB_APP = Path(__file__).parent / "tab_app"
UNKEPT_APP = Path(__file__).parent / "unkept_app"
VENDOR_APP = Path(__file__).parent / "vendor_app"


def test_the_blank_project_passes_its_own_tests(project: Path) -> None:
    done = subprocess.run(
        ["make", "lint", "unit", f"VENV={VENV}"], cwd=project, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    own = ("tests/browser/test_offline.py", "tests/browser/test_screenshots.py")
    succeed(project, "pytest", *own)  # the rest is the demo's too


def test_another_app_with_another_package_needs_no_other_change(project: Path) -> None:
    replace_app(project, OTHER_APP, "humanize")
    refused = run(project, "python", "-m", "pwa", "build")
    assert refused.returncode == 1
    assert "[project] dependencies changed" in refused.stderr
    succeed(project, "python", "-m", "pwa", "lock")
    succeed(project, "pytest", "tests/browser/test_counts.py")


def test_packages_of_pyodide_s_own_distribution(project: Path) -> None:
    replace_app(project, DISTRIBUTION_APP)
    text = (project / "pyproject.toml").read_text("utf-8")
    (project / "pyproject.toml").write_text(text.replace('"fastapi", "fastapi", ', '"fastapi", '))
    succeed(project, "python", "-m", "tests.browser.make_distribution")
    said = succeed(project, "python", "-m", "pwa", "build", "--quick")
    assert "packages: fetching 3 of" in said
    assert "no memory snapshot" not in said
    succeed(project, "pytest", "tests/browser/test_shapes.py")
    shutil.rmtree(project / "distribution")
    shutil.rmtree(project / ".pwa-cache" / "packages")
    refused = run(project, "python", "-m", "pwa", "build", "--quick")
    assert refused.returncode == 1
    assert re.search(
        r"  pydantic-core==\S+ \(for tests > pydantic\): pydantic_core-", refused.stderr
    )
    assert "  shapes==1.0 (for tests): shapes-1.0-" in refused.stderr


def test_what_the_bridge_brings_works_from_a_page(bridge_project: Path) -> None:
    succeed(bridge_project, "pytest", "tests/browser/test_bridge.py")


def test_threads_wait_and_async_databases_are_awaited(project: Path) -> None:
    replace_app(project, THREADS_APP, "aiosqlite", "asgiref", "sqlalchemy[asyncio]")
    succeed(project, "python", "-m", "pwa", "lock")
    succeed(project, "pytest", "tests/browser/test_threads.py")


def test_the_data_folder_keeps_files_and_databases(project: Path) -> None:
    replace_app(project, STORAGE_APP)
    checks = project / "app" / "checks"
    checks.mkdir()
    for name in ("file_checks.py", "sqlite_checks.py"):
        shutil.copy(project / "tests" / "unit" / "browser" / name, checks)
    succeed(project, "pytest", "tests/browser/test_storage.py", "tests/browser/test_rescue.py")


def test_pages_load_what_other_sites_have(project: Path) -> None:
    replace_app(project, VENDOR_APP)
    said = succeed(project, "python", "-m", "pwa", "build", "--quick")
    script = project / "node_modules/htmx.org/dist/htmx.min.js"
    for page, address, words in (
        ("/", "https://lost.example/tracker.js", "without a network it is missing."),
        ("/", "https://cdn.example/hypermedia.js?v=1", "the page's `integrity` is not that of"),
        ("/", "https://cdn.example/@noble/hashes@2/sha2.js", "shipped from the npm package"),
        ("/docs", r"https://\S+/swagger-ui-bundle.js", "shipped from the npm package"),
        ("/redoc", r"https://\S+/npm/redoc@2/\S+", "without a network it is missing."),
    ):
        assert re.search(
            f"from another site: {page} loads {address}: {words}".replace("?", "[?]"), said
        )
    assert "run `npm install --ignore-scripts redoc@2` and build again" in said
    assert "icon.png" not in said
    main = project / "app" / "main.py"
    digest = base64.b64encode(hashlib.sha384(script.read_bytes()).digest()).decode()
    main.write_text(main.read_text().replace("INTEGRITY", digest))
    succeed(project, "pytest", "tests/browser/test_vendor.py")


def test_the_settings_give_the_app_its_environment(project: Path) -> None:
    replace_app(project, ENVIRONMENT_APP, "pydantic-settings")
    succeed(project, "python", "-m", "pwa", "lock")
    build = ("python", "-m", "pwa", "build", "--quick")
    assert "Give it a value in [tool.pwa.environment]" in run(project, *build).stderr
    versions = set()
    for title in ("Another", "Ω it's $HOME"):
        settings = project / "pyproject.toml"
        before = settings.read_text("utf-8").partition("\n[tool.pwa.environment]")[0]
        table = f'\n[tool.pwa.environment]\nTITLE = "{title}"\nSECRET_KEY = ""\n'
        settings.write_text(before + table, "utf-8")
        versions.add(succeed(project, *build).split("version ")[1])
    assert len(versions) == 2
    succeed(project, "pytest", "tests/browser/test_environment.py")


def test_what_is_written_outside_of_the_data_folder(project: Path) -> None:
    replace_app(project, OUTSIDE_APP)
    for name in ("settings.json", "removed.txt", "theme.txt"):
        (project / "app" / name).write_text("the site's", "utf-8")
    with closing(sqlite3.connect(project / "app" / "seeds.sqlite3")) as database, database:
        database.execute("create table t (x)")
        database.execute("insert into t values (100)")
    said = succeed(project, "python", "-m", "pwa", "build", "--quick")
    assert "not kept" not in said
    assert "no memory snapshot" not in said
    succeed(project, "pytest", "tests/browser/test_outside.py")


def test_the_build_names_what_the_start_writes_where_nothing_is_kept(project: Path) -> None:
    main = project / "app" / "main.py"
    lines = (
        "import os, pathlib, sqlite3",
        "os.makedirs('/srv')",
        "pathlib.Path('/srv/at-import.txt').write_text('lost')",
        "sqlite3.connect('/srv/lost.db').execute('create table t (x)')",
        "pathlib.Path('/tmp/temporary').write_text('meant to be gone')",
        "pathlib.Path('kept').write_text('kept')",
    )
    main.write_text("\n".join(lines) + "\n" + main.read_text("utf-8"), "utf-8")
    said = succeed(project, "python", "-m", "pwa", "build", "--quick")
    unkept = [line for line in said.splitlines() if line.startswith("not kept: ")]
    assert len(unkept) == 2
    for line, path in zip(unkept, ("/srv/at-import.txt", "/srv/lost.db"), strict=True):
        assert f"{path} is written, but what is there is in memory only" in line
        assert "DATA_DIR" in line


def test_a_start_from_a_memory_snapshot(project: Path) -> None:
    replace_app(project, SNAPSHOT_APP)
    succeed(project, "pytest", "tests/browser/test_facts.py")


def test_an_application_that_no_memory_snapshot_can_hold(project: Path) -> None:
    replace_app(project, UNKEPT_APP)
    said = succeed(project, "python", "-m", "pwa", "build", "--quick")
    assert "no memory snapshot, every start imports the application: a task is pending" in said
    succeed(project, "pytest", "tests/browser/test_refusal.py")


def test_every_address_can_be_a_tab_s_first(project: Path) -> None:
    replace_app(project, FRAME_APP)
    succeed(project, "pytest", "tests/browser/test_frame.py")


def test_a_page_in_the_frame_gets_what_it_would_get_in_a_tab(project: Path) -> None:
    replace_app(project, PAGE_APP)
    tests = sorted(path.name for path in PAGE_APP.glob("test_*.py"))
    succeed(project, "pytest", *(f"tests/browser/{name}" for name in tests))
    settings = project / "pyproject.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("[tool.pwa]", '[tool.pwa]\nonline = "network"'), "utf-8")
    succeed(project, "pytest", "tests/browser/test_page.py", "-k", "online")


def test_the_service_worker_shapes_answers_as_a_server_and_a_network_do(project: Path) -> None:
    replace_app(project, ANSWERS_APP)
    write_files(project / "app" / "static")
    tests = sorted(ANSWERS_APP.glob("test_*.py"))
    succeed(project, "pytest", *(f"tests/browser/{test.name}" for test in tests))


def test_the_frame_behaves_as_a_tab(project: Path) -> None:
    replace_app(project, TAB_APP)
    succeed(project, "pytest", "tests/browser/test_tab.py")


def test_whatever_pages_do_at_once(project: Path) -> None:
    replace_app(project, FUZZ_APP)
    succeed(project, "pytest", "tests/browser/test_fuzz.py")


def test_a_page_asks_for_a_name_and_a_password(project: Path) -> None:
    replace_app(project, BASIC_APP)
    succeed(project, "pytest", "tests/browser/test_basic.py")


def test_http_clients_of_python_work_or_fail_at_once(project: Path) -> None:
    replace_app(project, HTTP_APP, "aiohttp", "httpx", "requests")
    succeed(project, "python", "-m", "pwa", "lock")
    succeed(project, "pytest", "tests/browser/test_http.py")


def test_releases_arrive_and_records_outlive_them(project: Path) -> None:
    page = project / "app" / "templates" / "notes.html"
    text = page.read_text("utf-8")
    assert text.count("<body>") == 1
    page.write_text(text.replace("<body>", "<body><p>This is the old one</p>"), "utf-8")
    tests = [path.name for path in sorted(RELEASES.glob("*.py"))]
    for name in tests:
        shutil.copy(RELEASES / name, project / "tests" / "browser")
    named = [f"tests/browser/{name}" for name in tests if name.startswith("test_")]
    succeed(project, "pytest", *named)


def test_a_page_gets_what_it_would_get_over_a_socket(project: Path) -> None:
    replace_app(project, PARITY_APP)
    suite = project / "tests" / "unit" / "bridge" / "parity"
    only_natively = shutil.ignore_patterns("test_*", "conftest.py", "servers.py", "table.py")
    shutil.copytree(suite, project / "app" / "parity", ignore=only_natively)
    succeed(project, "pytest", "tests/browser/test_parity.py")


def test_the_endurance_of_a_built_site(project: Path) -> None:
    replace_app(project, ENDURANCE_APP)
    succeed(project, "pytest", "tests/browser/test_endurance.py")


def test_a_module_that_the_browser_lacks_is_named(project: Path) -> None:
    main = project / "app" / "main.py"
    main.write_text("import humanize\n" + main.read_text("utf-8"), "utf-8")
    done = run(project, "python", "-m", "pwa", "build")
    assert done.returncode == 1
    assert "There is no module 'humanize' there." in done.stderr
    assert "[project] dependencies" in done.stderr
    assert not (project / "dist").exists()


def test_a_first_visit_of_the_blank_project_costs_at_most_9_mb(project: Path) -> None:
    settings = project / "pyproject.toml"
    text = settings.read_text("utf-8")
    assert text.count('budget = "12 MB"') == 1
    settings.write_text(text.replace('budget = "12 MB"', 'budget = "9 MB"'), "utf-8")
    assert "first visit" in succeed(project, "python", "-m", "pwa", "build")
    before = {path: path.read_bytes() for path in project.glob("dist/**/*") if path.is_file()}
    settings.write_text(text.replace('budget = "12 MB"', 'budget = "900 kB"'), "utf-8")
    refused = run(project, "python", "-m", "pwa", "build")
    assert refused.returncode == 1
    assert "[tool.pwa] budget is 900 kB" in refused.stderr
    assert "_pwa/pyodide/packages.zip" in refused.stderr
    assert before == {path: path.read_bytes() for path in before}


def test_a_module_that_was_left_out_is_named_where_it_is_missed(project: Path) -> None:
    main = project / "app" / "main.py"
    text = main.read_text("utf-8")
    main.write_text(f'__import__("unit" + "test")\n{text}', "utf-8")
    refused = run(project, "python", "-m", "pwa", "build")
    assert refused.returncode == 1
    assert "The build left out the module 'unittest'" in refused.stderr
    assert 'keep = ["unittest"]' in refused.stderr
    main.write_text(f"import unittest\n{text}", "utf-8")
    succeed(project, "python", "-m", "pwa", "build", "--quick")


def test_a_package_that_cannot_run_in_the_browser_is_refused(project: Path) -> None:
    settings = project / "pyproject.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace('"fastapi", ', '"fastapi", "psycopg2-binary", '), "utf-8")
    done = run(project, "python", "-m", "pwa", "lock")
    assert done.returncode == 1
    assert "psycopg2-binary==" in done.stderr
    assert "cannot run in the browser" in done.stderr


def test_two_builds_are_the_same_bytes_and_the_second_needs_no_network(bakery: Bakery) -> None:
    project = bake(bakery)
    succeed(project, "python", "-m", "pwa", "build", "--out", "first")
    shutil.rmtree(project / ".pwa-cache" / "archives")  # compile again
    no_network = {"PIP_NO_INDEX": "1", "HTTPS_PROXY": "http://127.0.0.1:9", "UV_OFFLINE": "1"}
    done = subprocess.run(
        [str(VENV / "bin" / "python"), "-m", "pwa", "build", "--out", "second"],
        cwd=project,
        env={**os.environ, **no_network},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    different = subprocess.run(
        ["diff", "-r", "first", "second"], cwd=project, capture_output=True, text=True
    )
    assert different.stdout == ""
