// Starts the built application once, in the same Pyodide with the same archives as in a browser.
// Standard input: {"runtime": folder of dist/, "worker": folder of browser/worker, "libraries",
// "app", "info", "environment", "project"}. Standard output: JSON of trial.py's `try_application`.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const order = JSON.parse(readFileSync(0, "utf8"));
const { loadPyodide } = await import(pathToFileURL(join(order.runtime, "pyodide.mjs")).href);
const { unpack } = await import(pathToFileURL(join(order.worker, "zip.js")).href);
const { libraryFile, loadLibraries } = await import(
  pathToFileURL(join(order.worker, "libraries.js")).href
);
const read = (name) => new Uint8Array(readFileSync(join(order.runtime, name)));

let packagesFolder = "";
const pyodide = await loadPyodide({
  stdLibURL: join(order.runtime, "stdlib.zip"),
  lockFileContents: { info: order.info, packages: {} },
  packageBaseUrl: order.runtime,
  env: { HOME: order.project, LANG: "C.UTF-8", ...order.environment },
  stdout: (line) => console.error(line),
  async fsInit(FS, { sitePackages }) {
    packagesFolder = sitePackages;
    unpack(FS, read("packages.zip"), sitePackages);
    unpack(FS, read("project.zip"), order.project);
  },
});
const libraries = order.libraries.map((path) => [path, WebAssembly.compile(read(libraryFile(path)))]);
await loadLibraries(pyodide._module, packagesFolder, new Map(libraries));
pyodide.runPython(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "trial.py"), "utf8"));
const report = await pyodide.globals.get("try_application")(
  order.app,
  order.project,
  pyodide.toPy(order.environment),
);
process.stdout.write(report);
