// Loads compiled parts of packages as the worker does, and calls a function of each by ctypes.
// Standard input: {runtime, browser, folder: of <path>.wasm, libraries: of the build, calls: [[path,
// function], ...]}; standard output: JSON of what the functions return, and by how many functions
// Emscripten's table has grown when they were looked up.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const order = JSON.parse(readFileSync(0, "utf8"));
const load = (...parts) => import(pathToFileURL(join(...parts)).href);
const { loadPyodide } = await load(order.runtime, "pyodide.mjs");
const { default: createModule } = await load(order.runtime, "pyodide.asm.mjs");
const { createWithLibraries } = await load(order.browser, "worker", "libraries.js");

const libraries = order.libraries.map(({ path, needs }) => {
  return { path, needs, code: WebAssembly.compile(readFileSync(join(order.folder, `${path}.wasm`))) };
});
const python = await loadPyodide({
  stdout: (line) => console.error(line),
  createPyodideModule: (settings) => createWithLibraries(createModule, settings, libraries),
});
const lookUp = python.runPython(`
import ctypes, site
lambda path, name: getattr(ctypes.CDLL(f"{site.getsitepackages()[0]}/{path}"), name)
`);
const { wasmTable } = python._module;
const before = wasmTable.length;
const functions = order.calls.map(([path, name]) => lookUp(path, name));
const grown = wasmTable.length - before;
process.stdout.write(JSON.stringify([functions.map((function_) => function_()), grown]));
