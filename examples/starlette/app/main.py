"""A chat in plain Starlette: a WebSocket to talk, server-sent events to see who talks."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Chat</title></head>
<body>
<h1>Chat</h1>
<p role="status">People here: 0</p>
<ul></ul>
<form><input aria-label="Message" autocomplete="off"><button>Send</button></form>
<script>
const events = new EventSource("people");
events.onmessage = ({ data }) => {
  document.querySelector("[role=status]").textContent = `People here: ${JSON.parse(data).people}`;
};
const socket = new WebSocket(new URL("chat", location.href.replace(/^http/, "ws")));
socket.onmessage = ({ data }) => {
  const item = document.createElement("li");
  item.textContent = data;
  document.querySelector("ul").append(item);
};
document.querySelector("form").onsubmit = (event) => {
  event.preventDefault();
  const field = document.querySelector("input");
  socket.send(field.value);
  field.value = "";
};
</script>
</body>
</html>
"""


class Room:
    """Who is here, and what was said since the application started."""

    def __init__(self) -> None:
        self.people: set[WebSocket] = set()
        self.said: list[str] = []
        self.changed = asyncio.Condition()

    async def enter(self, person: WebSocket) -> None:
        """Let `person` in, and let them read what was said before."""
        for text in self.said:
            await person.send_text(text)
        await self._change(self.people | {person})

    async def leave(self, person: WebSocket) -> None:
        await self._change(self.people - {person})

    async def say(self, text: str) -> None:
        """Send `text` to everybody."""
        self.said.append(text)
        for person in self.people:
            await person.send_text(text)

    async def _change(self, people: set[WebSocket]) -> None:
        async with self.changed:
            self.people = people
            self.changed.notify_all()


room = Room()


async def page(request: Request) -> HTMLResponse:
    return HTMLResponse(PAGE)


async def people(request: Request) -> StreamingResponse:
    async def events() -> AsyncIterator[str]:
        while True:
            yield f"data: {json.dumps({'people': len(room.people)})}\n\n"
            async with room.changed:
                await room.changed.wait()

    return StreamingResponse(events(), media_type="text/event-stream")


async def chat(socket: WebSocket) -> None:
    await socket.accept()
    await room.enter(socket)
    try:
        async for text in socket.iter_text():
            await room.say(text)
    except WebSocketDisconnect:
        pass
    finally:
        await room.leave(socket)


app = Starlette(
    routes=[Route("/", page), Route("/people", people), WebSocketRoute("/chat", chat)],
)
