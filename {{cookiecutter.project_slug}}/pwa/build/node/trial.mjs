// Starts the built application once, in the same Pyodide with the same archives as in a browser.
// Standard input: {"runtime": folder of dist/, "worker": folder of browser/worker, "libraries",
// "app", "interface", "environment", "project", "snapshot"}. Standard output: JSON of trial.py's
// `try_application`, of "obstacles" to a snapshot, if that is true, and of what it wrote where nobody
// keeps it, in words ("unkept").

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const order = JSON.parse(readFileSync(0, "utf8"));
const load = (folder, name) => import(pathToFileURL(join(folder, name)).href);
const { loadPyodide } = await load(order.runtime, "pyodide.mjs");
const { default: createModule } = await load(order.runtime, "pyodide.asm.mjs");
const { unpack } = await load(order.worker, "zip.js");
const { watchImport } = await load(order.worker, "snapshot/obstacles.js");
const { inWords, watchUnkept } = await load(order.worker, "unkept.js");
await load(order.worker, "key_derivation.js");
const { createWithLibraries, libraryFile } = await load(order.worker, "libraries.js");
const read = (name) => new Uint8Array(readFileSync(join(order.runtime, name)));

const libraries = order.libraries.map(({ path, needs }) => {
  return { path, needs, code: WebAssembly.compile(read(libraryFile(path))) };
});
const pyodide = await loadPyodide({
  stdLibURL: join(order.runtime, "stdlib.zip"),
  lockFileContents: {},
  packageBaseUrl: order.runtime,
  env: { HOME: order.project, LANG: "C.UTF-8", ...order.environment },
  stdout: (line) => console.error(line),
  async fsInit(FS, { sitePackages }) {
    unpack(FS, read("packages.zip"), sitePackages);
    unpack(FS, read("project.zip"), order.project);
  },
  _makeSnapshot: order.snapshot,
  createPyodideModule: (settings) => createWithLibraries(createModule, settings, libraries),
});
pyodide.runPython(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "trial.py"), "utf8"));
pyodide.pyimport("pwa.bridge.entry").prepare(order.project, pyodide.toPy(order.environment));
const { DATA_DIR } = order.environment;
const unkept = [];
watchUnkept(pyodide.FS, [DATA_DIR, order.project], (path) => unkept.push(inWords(path)));
const application = [order.app, order.interface];
const { obstacles } = order.snapshot
  ? watchImport(pyodide, application, DATA_DIR, order.project)
  : {};
const report = await pyodide.globals.get("try_application")(...application, order.project);
const said = JSON.stringify({ ...JSON.parse(report), obstacles, unkept });
process.stdout.write(said, () => process.exit()); // a task or timer that the application left waits on
