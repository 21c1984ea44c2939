// Starts Python from a snapshot.

import { loadPython, PROJECT } from "../python.js";
import { clear, decode, piecesOf } from "./body.js";
import { wouldSee } from "./obstacles.js";

/**
 * @typedef {object} Module  What this uses of Pyodide's Emscripten module.
 * @property {Uint8Array<ArrayBuffer>} HEAPU8
 * @property {WebAssembly.Table} wasmTable
 * @property {(size: number) => void} growMemory
 * @property {(name: string, flags: object, scope: object, handle: number) => void}
 *   loadDynamicLibrary
 * @property {(count: number, target: number) => void} _sqlite3_randomness
 * @property {{chdir(path: string): void}} FS
 */

/**
 * @param {import("./file.js").SnapshotFile} file a usable one
 * @param {import("./lazy_archives.js").LazyArchives} archives
 * @param {Promise<string[]>} written by the application in the project's folder
 * @param {() => void} restored called when the memory is there, before anything in it runs
 * @returns {Promise<{pyodide: any, folders: string[]}>} Pyodide, with the application imported, and the
 *   folders that the import has made
 * @throws {Error} when it is not what was stored, or does not fit this browser, or what is written
 */
export async function restore(file, { placeLibrary, ...archives }, written, restored) {
  const { layout, notes } = decode(file.readHead());
  const options = { ...archives, _loadSnapshot: notes };
  const pyodide = await loadPython(options, async (/** @type {Module} */ module) => {
    await placeLibrary(module.FS);
    const seen = wouldSee(layout.looked, await written);
    if (seen !== undefined) throw new Error(`The import reads ${seen}, which has changed since.`);
    restoreMemory(module, file, layout);
    restored();
  });
  const { resume, check } = pyodide.pyimport("pwa.bridge.snapshot");
  resume();
  await check();
  return { pyodide, folders: layout.folders };
}

/**
 * @param {Module} module
 * @param {import("./file.js").SnapshotFile} file
 * @param {import("./body.js").Layout} layout
 */
function restoreMemory(module, file, { memory, pages, table, libraries }) {
  if (module.wasmTable.length !== table) throw new Error("Its functions are others.");
  const used = module.HEAPU8.length;
  if (used < memory) module.growMemory(memory);
  if (module.HEAPU8.length !== memory) throw new Error("Its memory has another size.");
  clear(module.HEAPU8, used, pages);
  file.readPieces(piecesOf(module.HEAPU8, pages));
  for (const [handle, name, global] of libraries) {
    module.loadDynamicLibrary(name, { global, nodelete: true }, {}, handle);
  }
  module._sqlite3_randomness(0, 0); // SQLite's numbers, which a WAL file relies on, begin anew
  module.FS.chdir(PROJECT);
}
