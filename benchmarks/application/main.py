"""An application small enough that the way to it is what is measured."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def ready() -> None:
    """What the reference way asks once to be ready."""


@app.get("/json")
async def small_json() -> dict[str, int]:
    return {"answer": 42}
