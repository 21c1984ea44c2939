// The reference way to run an ASGI application in a page: Pyodide as it is distributed, wheels
// installed at run time, the application's sources, one buffered call. Here the wheels lie beside
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
const status = await pyodide.runPythonAsync(`
import importlib, os
os.environ["DATABASE_URL"] = "sqlite:////home/pyodide/app.db"
os.environ["DATA_DIR"] = "/home/pyodide"
import anyio.to_thread
async def inline(function, *args, **options):
    return function(*args)
anyio.to_thread.run_sync = inline
module, _, name = "${app}".partition(":")
app = getattr(importlib.import_module(module), name)
statuses = []
async def receive():
    return {"type": "http.request", "body": b"", "more_body": False}
async def send(message):
    statuses.append(message.get("status"))
scope = {
    "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
    "scheme": "http", "path": "/", "raw_path": b"/", "query_string": b"", "root_path": "",
    "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 0), "server": ("localhost", 80),
}
async with app.router.lifespan_context(app):
    await app(scope, receive, send)
statuses[0]
`);
self.postMessage({ status });
