"""An application with packages of Pyodide's own distribution."""

import shapes
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

app = FastAPI()


class Square(BaseModel):
    side: int


@app.get("/", response_class=PlainTextResponse)
def area(side: str = "6") -> str:
    square = Square.model_validate({"side": side})
    return f"{square.side} by {shapes.seven()} is {square.side * shapes.seven()}"
