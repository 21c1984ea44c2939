"""An application whose pages ask for what they would have in a tab; for tests in a browser."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def start() -> str:
    return "<!doctype html><title>Start</title><h1>Start</h1>"


@app.get("/file/{name:path}")
def file(name: str, disposition: str = "", kind: str = "text/csv", status: int = 200) -> Response:
    """A file to save, with the header that the page asks for."""
    headers = {"content-type": kind}
    response = Response(f"a,b\n{name}\n", status, headers)
    if disposition:
        response.raw_headers.append((b"content-disposition", disposition.encode()))
    return response


@app.get("/unframed")
def unframed() -> Response:
    headers = {
        "content-disposition": "attachment; filename=page.html",
        "content-security-policy": "frame-ancestors 'none'",
        "x-frame-options": "DENY",
    }
    return HTMLResponse("<!doctype html><title>Saved</title>", headers=headers)


@app.get("/strict")
def strict() -> Response:
    headers = {"content-security-policy": "default-src 'none'"}
    return HTMLResponse("<!doctype html><title>Strict</title><h1>Strict</h1>", headers=headers)


@app.get("/fetched")
def fetched(request: Request) -> dict[str, str]:
    """What a page tells a server of where a request comes from, without its own address."""
    site = str(request.base_url)
    return {
        name: value.replace(site, "/")
        for name, value in request.headers.items()
        if name == "referer" or name.startswith("sec-fetch-")
    }


@app.get("/redirect/{name}")
def redirect(to: str) -> Response:
    return RedirectResponse(to, 302)


@app.get("/set")
def set_cookies(clear: str = "") -> Response:
    """Set a cookie that scripts see and one that they do not; clear what the page asks for."""
    response = JSONResponse({})
    response.set_cookie("seen", "1")
    response.set_cookie("hidden", "2", httponly=True)
    if clear:
        response.headers["clear-site-data"] = clear
    return response


@app.get("/cookies")
@app.get("/below/cookies")
def cookies(request: Request) -> dict[str, str]:
    return dict(request.cookies)


@app.post("/upload")
async def upload(request: Request) -> int:
    return len(await request.body())
