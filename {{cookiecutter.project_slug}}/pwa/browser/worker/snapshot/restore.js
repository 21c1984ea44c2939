// Starts Python from a snapshot.

import { sha256 } from "../../sha256.js";
import { loadPython, PROJECT } from "../python.js";
import { decode, fill } from "./body.js";
import { lazyArchives } from "./lazy_archives.js";

/**
 * @typedef {object} Module  What this uses of Pyodide's Emscripten module.
 * @property {Uint8Array} HEAPU8
 * @property {WebAssembly.Table} wasmTable
 * @property {(size: number) => void} growMemory
 * @property {(name: string, flags: object, scope: object, handle: number) => void}
 *   loadDynamicLibrary
 * @property {(count: number, target: number) => void} _sqlite3_randomness
 * @property {{chdir(path: string): void}} FS
 */

/**
 * @param {import("./file.js").SnapshotFile} file a usable one
 * @returns {Promise<any>} Pyodide, with the application imported
 * @throws {Error} when it is not what was stored, or does not fit this browser
 */
export async function restore(file) {
  const snapshot = read(file);
  snapshot.catch(() => {}); // loadPyodide hears of it
  const options = { ...lazyArchives(), _loadSnapshot: snapshot.then(({ notes }) => notes) };
  const pyodide = await loadPython(options, async (/** @type {Module} */ module) => {
    restoreMemory(module, await snapshot);
  });
  const { resume, check } = pyodide.pyimport("pwa.bridge.snapshot");
  resume();
  await check();
  return pyodide;
}

/** @param {import("./file.js").SnapshotFile} file */
async function read(file) {
  await null; // everything else can be under way meanwhile
  const body = file.read();
  if ((await sha256(body)) !== file.header.digest) throw new Error("It is not what was stored.");
  return decode(body);
}

/** @param {Module} module @param {import("./body.js").Snapshot} snapshot */
function restoreMemory(module, snapshot) {
  const { memory, table, libraries } = snapshot.layout;
  if (module.wasmTable.length !== table) throw new Error("Its functions are others.");
  const used = module.HEAPU8.length;
  if (used < memory) module.growMemory(memory);
  if (module.HEAPU8.length !== memory) throw new Error("Its memory has another size.");
  fill(module.HEAPU8, used, snapshot);
  for (const [handle, name, global] of libraries) {
    module.loadDynamicLibrary(name, { global, nodelete: true }, {}, handle);
  }
  module._sqlite3_randomness(0, 0); // SQLite's numbers, which a WAL file relies on, begin anew
  module.FS.chdir(PROJECT);
}
