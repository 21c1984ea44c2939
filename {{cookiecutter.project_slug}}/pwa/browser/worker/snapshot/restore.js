// Starts Python from a snapshot.

import { sha256 } from "../../sha256.js";
import { loadPython, PROJECT } from "../python.js";
import { decode, fill } from "./body.js";

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
 * @param {Uint8Array<ArrayBuffer>} body what body.js reads
 * @param {string} digest its SHA-256
 * @returns {Promise<any>} Pyodide, with the application imported
 * @throws {Error} when it is not what was stored, or does not fit this browser
 */
export async function restore(body, digest) {
  const found = sha256(body);
  found.catch(() => {}); // awaited below
  const snapshot = decode(body);
  const pyodide = await loadPython(
    { _loadSnapshot: snapshot.notes },
    async (/** @type {Module} */ module) => {
      if ((await found) !== digest) throw new Error("The snapshot is not what was stored.");
      restoreMemory(module, snapshot);
    },
  );
  pyodide.pyimport("pwa.bridge.snapshot").resume();
  return pyodide;
}

/** @param {Module} module @param {import("./body.js").Snapshot} snapshot */
function restoreMemory(module, snapshot) {
  const { memory, table, libraries } = snapshot.layout;
  if (module.wasmTable.length !== table) throw new Error("The snapshot's functions differ.");
  const used = module.HEAPU8.length;
  if (used < memory) module.growMemory(memory);
  if (module.HEAPU8.length !== memory) throw new Error("The snapshot's memory does not fit.");
  fill(module.HEAPU8, used, snapshot);
  for (const [handle, name, global] of libraries) {
    module.loadDynamicLibrary(name, { global, nodelete: true }, {}, handle);
  }
  module._sqlite3_randomness(0, 0); // SQLite's numbers, which a WAL file relies on, begin anew
  module.FS.chdir(PROJECT);
}
