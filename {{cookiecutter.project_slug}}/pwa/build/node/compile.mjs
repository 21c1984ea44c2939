// Runs compile.py in Pyodide. Standard input: {"pyodide": folder, "jobs": [[folder, prefix, keep,
// keepAll], ...]}; the folders are changed in place.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const { pyodide: runtime, jobs } = JSON.parse(readFileSync(0, "utf8"));
const { loadPyodide } = await import(pathToFileURL(join(runtime, "pyodide.mjs")).href);
const here = dirname(fileURLToPath(import.meta.url));
const script = readFileSync(join(here, "compile.py"), "utf8");

/** A Python that compiles with or without columns: tracebacks show them under lines of source. */
async function compiler(columns) {
  // The order of sets is part of bytecode: fix it, or two builds differ.
  const env = { PYTHONHASHSEED: "0", HOME: "/home" };
  if (!columns) env.PYTHONNODEBUGRANGES = "1";
  const pyodide = await loadPyodide({ env });
  pyodide.runPython(script);
  return pyodide;
}

for (const sourcesStay of [false, true]) {
  const own = jobs.filter(([, , , keepAll]) => keepAll === sourcesStay);
  if (own.length === 0) continue;
  const pyodide = await compiler(sourcesStay);
  const compileFolder = pyodide.globals.get("compile_folder");
  own.forEach(([folder, prefix, keep, keepAll], n) => {
    pyodide.mountNodeFS(`/job${n}`, folder);
    compileFolder(`/job${n}`, prefix, pyodide.toPy(keep), keepAll);
  });
}
