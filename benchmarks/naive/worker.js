// The reference way to run an ASGI application in a page: Pyodide as it is distributed, wheels
// installed at run time, the application's sources, buffered calls. Here the wheels lie beside
// the page and need no resolving, which is kinder than an install from a package index.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const { wheels, app } = await (await fetch("order.json")).json();
const pyodide = await loadPyodide({ indexURL: new URL("pyodide/", self.location.href).href });
await pyodide.loadPackage(
  wheels.map((name) => new URL(name, self.location.href).href),
  { checkIntegrity: false, messageCallback() {} },
);
const sources = await (await fetch("app.zip")).arrayBuffer();
pyodide.unpackArchive(sources, "zip", { extractDir: "/home/pyodide" });
await pyodide.runPythonAsync(`
import importlib, os
from urllib.parse import unquote, urlsplit
os.environ["DATABASE_URL"] = "sqlite:////home/pyodide/app.db"
os.environ["DATA_DIR"] = "/home/pyodide"
import anyio.to_thread
async def inline(function, *args, **options):
    return function(*args)
anyio.to_thread.run_sync = inline
module, _, name = "${app}".partition(":")
app = getattr(importlib.import_module(module), name)
lifespan = app.router.lifespan_context(app)
await lifespan.__aenter__()

async def call(method, url, headers, sent):
    status, answered, body = 0, [], b""
    async def receive():
        return {"type": "http.request", "body": sent.to_bytes(), "more_body": False}
    async def send(message):
        nonlocal status, answered, body
        status = message.get("status", status)
        answered = message.get("headers", answered)
        body += message.get("body", b"")
    parts = urlsplit(url)
    await app({
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": parts.scheme, "path": unquote(parts.path), "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.to_py()],
        "client": ("127.0.0.1", 0), "server": (parts.hostname, parts.port),
    }, receive, send)
    return status, [(name.decode(), value.decode()) for name, value in answered], body
`);
const call = pyodide.globals.get("call");

async function answer({ method, url, headers, body: sent }) {
  const found = await call(method, url, headers, sent);
  const [status, answered, body] = found.toJs();
  found.destroy();
  return { status, headers: answered, body };
}

self.onmessage = async ({ data }) => {
  const answered = await answer(data);
  self.postMessage({ ...answered, id: data.id }, [answered.body.buffer]);
};
const { href: url } = new URL("./", self.location.href);
const first = await answer({ method: "GET", url, headers: [], body: new ArrayBuffer(0) });
self.postMessage({ ...first, id: 0 });
