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

async def call(path):
    status, body = 0, b""
    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}
    async def send(message):
        nonlocal status, body
        status = message.get("status", status)
        body += message.get("body", b"")
    await app({
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 0),
        "server": ("localhost", 80),
    }, receive, send)
    return status, body.decode()
`);
const call = pyodide.globals.get("call");

async function answer(path) {
  const found = await call(path);
  const [status, body] = found.toJs();
  found.destroy();
  return { status, body };
}

self.onmessage = async ({ data, ports }) => ports[0].postMessage(await answer(data.path));
self.postMessage(await answer("/"));
