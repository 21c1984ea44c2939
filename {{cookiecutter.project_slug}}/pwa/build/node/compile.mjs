// Runs compile.py in Pyodide. Standard input: {"pyodide": folder, "jobs": [[folder, prefix, keep,
// keepAll], ...]}; the folders are changed in place.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const { pyodide: runtime, jobs } = JSON.parse(readFileSync(0, "utf8"));
const { loadPyodide } = await import(pathToFileURL(join(runtime, "pyodide.mjs")).href);
// The order of sets is part of bytecode: fix it, or two builds differ.
const pyodide = await loadPyodide({ env: { PYTHONHASHSEED: "0", HOME: "/home" } });
const here = dirname(fileURLToPath(import.meta.url));
pyodide.runPython(readFileSync(join(here, "compile.py"), "utf8"));
const compileFolder = pyodide.globals.get("compile_folder");
jobs.forEach(([folder, prefix, keep, keepAll], n) => {
  pyodide.mountNodeFS(`/job${n}`, folder);
  compileFolder(`/job${n}`, prefix, pyodide.toPy(keep), keepAll);
});
