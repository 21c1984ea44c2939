"""An application with HTTP's Basic authentication, for test_basic.py in a browser."""

import secrets
from base64 import b64decode
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials

app = FastAPI()
area = APIRouter(prefix="/area")
asked: list[str] = []

REALM = 'Basic realm="The \\"area\\"", charset="UTF-8"'
PAGE = """<!doctype html><title>Start</title><h1>Start</h1>
<form method="post" action="area/form"><textarea name="text"></textarea><button>Send</button></form>
<a href="users/me">Me</a>"""


@app.get("/", response_class=HTMLResponse)
def start() -> str:
    return PAGE


@app.get("/who")
@area.get("/who")
def who(request: Request) -> str:
    """Tell who asks, and take anybody."""
    return given(request)


# As in FastAPI's tutorial, "HTTP Basic Auth": https://fastapi.tiangolo.com/advanced/security/
def username(credentials: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]) -> str:
    right = secrets.compare_digest(credentials.username.encode(), b"stanleyjobson")
    if not (right and secrets.compare_digest(credentials.password.encode(), b"swordfish")):
        raise HTTPException(401, "Incorrect", headers={"WWW-Authenticate": "Basic"})
    return str(credentials.username)


@app.get("/users/me")
def me(name: Annotated[str, Depends(username)]) -> dict[str, str]:
    return {"username": name}


def given(request: Request) -> str:
    header: str = request.headers.get("authorization", "")
    pair: bytes = b64decode(header.removeprefix("Basic "))
    return pair.decode() or "nobody"


def in_area(request: Request) -> None:
    asked.append(request.url.path)
    if given(request) != "Łukasz:hasło":
        raise HTTPException(401, "No", headers={"WWW-Authenticate": f"Digest realm=d, {REALM}"})


@area.get("/asked", dependencies=[Depends(in_area)])
def all_asked() -> list[str]:
    return asked


@area.post("/form", dependencies=[Depends(in_area)], response_class=HTMLResponse)
def form(text: Annotated[str, Form()]) -> str:
    return f"<!doctype html><title>Got</title><h1>Got {len(text)}, {text[:5]}</h1>"


@area.put("/body", dependencies=[Depends(in_area)])
async def body(request: Request) -> int:
    return len(await request.body())


@app.get("/digest")
def digest() -> Response:
    return Response("Digest", 401, {"www-authenticate": 'Digest realm="d", nonce="n"'})


app.include_router(area)
