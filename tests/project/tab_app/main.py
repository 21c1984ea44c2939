"""An application whose pages ask for what a tab has, for test_tab.py in a browser."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

app = FastAPI()

PAGE = "<!doctype html><title>{title}</title><h1>{title}</h1>"


@app.get("/", response_class=HTMLResponse)
def start(to: str = "") -> str:
    return f"""{PAGE.format(title="Start")}
      <a href="{to}">Leave</a> <a href="{to}" target="_self">Leave by _self</a>
      <a href="list" target="_top">List</a>
      <form action="{to}"><input name="q" value="1"><button>Ask</button></form>
      <form action="{to}" method="post"><input name="q" value="1"><button>Send</button></form>
      <form action="echo" method="post" target="_top"><input name="q" value="1">
        <button>Send here</button></form>
      <script>
        function rowAdded(popup, id) {{
          window.added = [popup.name, popup.location.pathname, id];
          popup.close();
        }}
        addEventListener("message", ({{ data, origin }}) => {{
          window.heard = [data instanceof Object, data.text, origin === location.origin];
        }});
      </script>"""


@app.post("/echo", response_class=HTMLResponse)
async def echo(request: Request) -> str:
    return PAGE.format(title=f"Got {(await request.body()).decode()}")


@app.get("/popup", response_class=HTMLResponse)
def popup() -> str:
    """As Django's admin: the row is saved, and the opener is told."""
    return PAGE.format(title="Popup") + "<script>opener.rowAdded(window, 7)</script>"


@app.get("/listens", response_class=HTMLResponse)
def listens() -> str:
    return (
        PAGE.format(title="Listens")
        + """<script>
          const answer = ({ data }) => opener.postMessage({ text: data.text + "!" }, "*");
          addEventListener("message", answer);
          opener.postMessage({ text: "ready" }, "*");
        </script>"""
    )


@app.get("/out")
def out(to: str, status: int = 302) -> Response:
    return RedirectResponse(to, status)


@app.post("/out")
def out_by_form(to: str) -> Response:
    return RedirectResponse(to, 303)


@app.get("/refresh", response_class=HTMLResponse)
def refresh(to: str) -> str:
    return f'<!doctype html><meta http-equiv="refresh" content="0; url={to}"><h1>Soon</h1>'


@app.get("/list", response_class=HTMLResponse)
def rows() -> str:
    lines = "".join(f"<tr><td>Row {number}<td>of three hundred" for number in range(300))
    style = "<style>td { block-size: 28px; border: 1px solid }</style>"
    return f"{PAGE.format(title='List')}{style}<table>{lines}</table>"


BUSTERS = {
    "sends": "if (top !== self) top.location = self.location",
    "replaces": "if (window.top != window.self) window.top.location.replace(location.href)",
    "hides": """document.write("<style id=hide>body{display:none!important}</style>");
      if (self === top) document.getElementById("hide").remove();
      else top.location = self.location""",
    "is hidden": """document.write("<style>html{visibility:hidden}</style>");
      if (top === self) document.documentElement.style.visibility = "visible" """,
    "asks its parent": """if (window.parent !== window || window.frameElement)
      document.documentElement.innerHTML = "framed" """,
}


@app.get("/buster", response_class=HTMLResponse)
def buster(kind: str) -> str:
    return f"<!doctype html><title>Buster</title><script>{BUSTERS[kind]}</script><h1>Shown</h1>"


@app.get("/nested", response_class=HTMLResponse)
def nested() -> str:
    return PAGE.format(title="Nested") + '<iframe id="inner" src="list"></iframe>'


@app.get("/number")
def number() -> int:
    return 42


@app.get("/picture.svg")
def picture() -> Response:
    text = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect/></svg>'
    return Response(text, media_type="image/svg+xml")


@app.get("/embedded", response_class=HTMLResponse)
def embedded() -> str:
    return (
        PAGE.format(title="Embedded")
        + '<object id="object" data="picture.svg" type="image/svg+xml"></object>'
        + '<embed id="embed" src="picture.svg" type="image/svg+xml">'
    )
