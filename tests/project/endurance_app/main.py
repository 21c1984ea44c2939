"""An application that serves for long, and tells what it holds, for test_endurance.py."""

import asyncio
import gc
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, StreamingResponse

app = FastAPI()
kept: list[object] = []


@app.get("/", response_class=HTMLResponse)
def page() -> str:
    return "<!doctype html><title>Endurance</title>"


@app.get("/answer")
def answer(number: int) -> dict[str, int]:
    return {"number": number}


@app.post("/answer")
async def posted(request: Request) -> dict[str, int]:
    return {"length": len(await request.body())}


@app.get("/pieces")
def pieces(number: int) -> StreamingResponse:
    return StreamingResponse(iter([b"a", b"%d" % number]))


@app.get("/events")
async def events(every: float) -> StreamingResponse:
    """Send the numbers from 0, one each `every` seconds."""

    async def numbers() -> AsyncIterator[str]:
        number = 0
        while True:
            yield f"data: {number}\n\n"
            number += 1
            await asyncio.sleep(every)

    return StreamingResponse(numbers(), media_type="text/event-stream")


@app.get("/leak/{kind}")
def leak(kind: str) -> None:
    """Forget to let go of something small."""
    from js import Object, eval  # in the browser only, as pyodide_js
    from pyodide.ffi import create_proxy

    match kind:
        case "list":
            kept.append([])
        case "proxy":
            kept.append(create_proxy(leak))
        case "reference":
            kept.append(Object.new())
        case "object":
            eval("(self.kept ??= []).push({})")


@app.get("/memory")
async def memory() -> dict[str, int]:
    """Return what the worker holds when what is garbage is gone; Python's objects are allocated."""
    from pyodide_js import _module as module

    gc.collect()
    info = module._malloc(40)
    module._mallinfo(info)
    allocated = module.HEAPU32[info // 4 + 7]  # struct mallinfo, uordblks
    module._free(info)
    return {
        "bytes of WebAssembly's memory": module.HEAPU8.length,
        "bytes allocated there": allocated,
        "JavaScript's objects that Python holds": module._hiwire_num_refs(),
    }
