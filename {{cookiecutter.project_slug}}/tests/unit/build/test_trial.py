"""build/trial.py and node/trial.py: the application's first pages, here in this Python."""

import asyncio
import json
import os
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Receive, Scope, Send

from pwa.build.node import trial
from pwa.build.trial import StaticFile, Trial, reads_environment

DOCUMENTED = FastAPI(docs_url="/explained", redoc_url=None, openapi_url="/explained.json")


def try_it(application: Any, monkeypatch: pytest.MonkeyPatch, project: Path) -> dict[str, Any]:
    module = type(sys)("tried")
    module.app = application  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tried", module)
    report: dict[str, Any] = json.loads(
        asyncio.run(trial.try_application("tried:app", "auto", str(project)))
    )
    assert report["error"] is None
    return report


def pages(application: Any, monkeypatch: pytest.MonkeyPatch, project: Path) -> list[str]:
    return [url for url, _ in try_it(application, monkeypatch, project)["pages"]]


def test_the_first_page_is_found_behind_redirects(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = FastAPI(openapi_url=None)
    app.get("/")(lambda: RedirectResponse("/records/?page=1#x"))
    app.get("/records/")(lambda page: HTMLResponse(f"<p>{page}"))
    assert try_it(app, monkeypatch, tmp_path)["pages"] == [["records/?page=1", "<p>1"]]


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "/", "//docs"])
def test_there_may_be_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, target: str) -> None:
    app = FastAPI(openapi_url=None)
    app.get("/")(lambda: RedirectResponse(target))
    assert pages(app, monkeypatch, tmp_path) == []


def test_documentation_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert pages(FastAPI(), monkeypatch, tmp_path) == ["docs", "redoc"]
    assert pages(CORSMiddleware(DOCUMENTED), monkeypatch, tmp_path) == ["explained"]
    app = FastAPI(openapi_url=None)
    app.mount("/v1", DOCUMENTED)
    app.get("/")(
        lambda: HTMLResponse("<a href='/deep/down/graphql'>API</a> <a href='/logout'>Out</a>")
    )
    asked = []
    app.get("/logout")(lambda: asked.append("logout"))
    app.get("/deep/down/graphql")(lambda: HTMLResponse(""))
    app.get("/api/{name}")(lambda name: HTMLResponse(asked.append(name)))  # type: ignore[func-returns-value]
    found = pages(app, monkeypatch, tmp_path)
    assert found[:3] == ["", "v1/explained", "deep/down/graphql"]
    assert "docs" in asked and "logout" not in asked


@pytest.mark.parametrize("piece", [b"", b"x" * 1000])
def test_a_page_that_never_ends_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, piece: bytes
) -> None:
    monkeypatch.setattr(trial, "PATIENCE", 0.2)
    monkeypatch.setattr(trial, "LARGEST", 5000)

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield piece
            await asyncio.Event().wait() if not piece else None

    app = FastAPI(openapi_url=None)
    app.get("/")(lambda: StreamingResponse(endless(), media_type="text/html"))
    found = try_it(app, monkeypatch, tmp_path)["pages"]
    assert [len(html) >= 5000 for _, html in found] == [True] * bool(piece)


def test_what_fails_is_no_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError(scope["type"])

    assert pages(app, monkeypatch, tmp_path) == []


def test_a_variable_that_is_missing_is_known_by_its_traceback() -> None:
    def failure(read: Callable[[], object]) -> str:
        try:
            read()
        except Exception:
            return traceback.format_exc()
        return ""

    assert reads_environment(failure(lambda: os.environ["NO_SUCH_VARIABLE"]))
    assert not reads_environment(failure(lambda: dict[str, str]()["NO_SUCH_VARIABLE"]))
    assert not reads_environment(failure(lambda: int("x")))


def test_static_files_of_a_page_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@import 'https://cdn.example/b.css'; p { background: url(c) }")
    html = (
        "<link rel=stylesheet href=/static/a%2Ecss><script src=//cdn.example/d></script><img src=e>"
    )
    found = Trial({"static/a.css": StaticFile("a.css", "text/css")}, {"docs": html})
    assert [(page, reference.address) for page, reference in found.foreign(tmp_path)] == [
        ("/static/a.css", "https://cdn.example/b.css"),
        ("/docs", "http://cdn.example/d"),
    ]
