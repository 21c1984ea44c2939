"""Asks other servers by each of Python's HTTP clients, and says what came of it and when."""

import asyncio
import http.client
import smtplib
import socket
import time
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import httpx
import requests
import urllib3
from fastapi import FastAPI

app = FastAPI()

SENT = b"sent \xff"
HEADERS = {"X-Sent": "1"}


async def by_httpx_async(url: str, timeout: float) -> tuple[int, bytes]:
    async with httpx.AsyncClient(timeout=timeout) as client:
        answer = await client.post(url, content=SENT, headers=HEADERS)
        return answer.status_code, answer.content


async def by_httpx_stream(url: str, timeout: float) -> tuple[int, bytes]:
    async with (
        httpx.AsyncClient(timeout=timeout) as client,
        client.stream("POST", url, content=SENT, headers=HEADERS) as answer,
    ):
        return answer.status_code, b"".join([piece async for piece in answer.aiter_raw()])


def by_httpx(url: str, timeout: float) -> tuple[int, bytes]:
    answer = httpx.post(url, content=SENT, headers=HEADERS, timeout=timeout)
    return answer.status_code, answer.content


def by_requests(url: str, timeout: float) -> tuple[int, bytes]:
    answer = requests.post(url, data=SENT, headers=HEADERS, timeout=timeout)
    return answer.status_code, answer.content


def by_urllib3(url: str, timeout: float) -> tuple[int, bytes]:
    options: Any = {"body": SENT, "headers": HEADERS, "timeout": timeout, "retries": False}
    answer = urllib3.request("POST", url, **options)
    return answer.status, answer.data


def by_urlopen(url: str, timeout: float) -> tuple[int, bytes]:
    request = urllib.request.Request(url, SENT, HEADERS)
    with urllib.request.urlopen(request, timeout=timeout) as answer:
        return answer.status, answer.read()


def by_http_client(url: str, timeout: float) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
    for _ in range(2):  # the connection is kept
        connection.request("POST", parts.path, iter([SENT[:2], SENT[2:]]), HEADERS)
        answer = connection.getresponse()
        content = answer.read()
    return answer.status, content


async def by_aiohttp(url: str, timeout: float) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as session, session.post(url, data=SENT) as answer:
        return answer.status, await answer.read()


def by_socket(url: str, timeout: float) -> tuple[int, bytes]:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout):
        return 0, b""


def by_smtplib(url: str, timeout: float) -> tuple[int, bytes]:
    with smtplib.SMTP("127.0.0.1", 25, timeout=timeout):
        return 0, b""


async def by_asyncio(url: str, timeout: float) -> tuple[int, bytes]:
    parts = urlsplit(url)
    await asyncio.open_connection(parts.hostname, parts.port)
    return 0, b""


CLIENTS: dict[str, Callable[[str, float], Any]] = {
    name.removeprefix("by_"): function
    for name, function in list(globals().items())
    if name.startswith("by_")
}


@app.get("/ask")
async def ask(client: str, url: str, timeout: float = 5) -> dict[str, object]:
    began = time.perf_counter()
    said: dict[str, object]
    try:
        answer = CLIENTS[client](url, timeout)
        status, body = await answer if asyncio.iscoroutine(answer) else answer
        said = {"status": status, "body": body.decode("latin-1")}
    except Exception as error:
        kinds = [kind.__name__ for kind in type(error).__mro__]
        said = {"kinds": kinds, "text": str(error)}
    return {**said, "seconds": time.perf_counter() - began}


@app.post("/own")
async def own() -> str:
    return "of this application"
