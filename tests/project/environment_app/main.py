"""An application whose settings have no default. Nothing of it can be imported without them."""

import os

from fastapi import FastAPI
from pydantic_settings import BaseSettings


class Settings(BaseSettings):  # type: ignore[misc]
    title: str
    secret_key: str


settings = Settings()
app = FastAPI(title=settings.title, docs_url=None, redoc_url=None)


@app.get("/")
def read() -> dict[str, str | None]:
    return {**settings.model_dump(), "data": os.environ["DATA_DIR"], "home": os.environ["HOME"]}
