"""Pages that load what other sites have, as they are written for a server. Nobody answers there."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI(title="Counter")
counted = 0

PAGE = """<!doctype html><title>Counter</title>
<link rel="preconnect" href="https://cdn.example">
<link rel="icon" href="https://other.example/icon.png">
<link rel="stylesheet" href="//cdn.example/own.css">
<script src="https://cdn.example/hypermedia.js?v=1"
  integrity="sha384-INTEGRITY" crossorigin="anonymous"></script>
<script type="importmap">
{"imports": {"hashes": "https://cdn.example/@noble/hashes@2/sha2.js"}}
</script>
<script type="module">
  import { sha256 } from "hashes";
  document.body.dataset.hash = sha256(new Uint8Array()).length;
</script>
<script src="https://lost.example/tracker.js"></script>
<button hx-post="/count">0</button>
"""


@app.get("/")
def page() -> HTMLResponse:
    return HTMLResponse(PAGE)


@app.get("/strict")
def strict(sources: str) -> HTMLResponse:
    policy = f"default-src 'none'; script-src {sources}"
    page = '<!doctype html><script src="https://cdn.example/hypermedia.js"></script>'
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})


@app.post("/count")
def count() -> HTMLResponse:
    global counted
    counted += 1
    return HTMLResponse(str(counted))
