// A worker of its own that makes the snapshot and ends: it has never seen a record.

import { DATA, loadPython, prepareProcess } from "../python.js";
import { encode } from "./body.js";
import { SnapshotFile } from "./file.js";
import { snapshotKey } from "./key.js";
import { ImportWatch } from "./obstacles.js";

/**
 * @typedef {{scope: string}} Order
 * @typedef {{size: number, refused: string}} Report  `size` in bytes; 0 if it was refused
 */

/** @param {string} scope @returns {Promise<Report>} */
async function make(scope) {
  const file = await SnapshotFile.open(scope, snapshotKey());
  try {
    const { body, refused } = await importApplication();
    if (refused) file.refuse(refused);
    else await file.write(body);
    return { size: body.length, refused };
  } finally {
    file.close();
  }
}

/** @returns {Promise<{body: Uint8Array<ArrayBuffer>, refused: string}>} */
async function importApplication() {
  let functions = 0;
  const pyodide = await loadPython({ _makeSnapshot: true }, async (module) => {
    functions = module.wasmTable.length;
  });
  const { _module: module, FS } = pyodide;
  FS.mkdirTree(DATA);
  prepareProcess(pyodide);
  const watch = new ImportWatch(pyodide, DATA);
  let failure = "";
  try {
    pyodide.pyimport("pwa.bridge.snapshot").import_application(BUILD.app);
  } catch (error) {
    failure = String(error);
  }
  const { obstacles, notes } = watch.end();
  if (failure) obstacles.push(failure);
  if (module.wasmTable.length !== functions) obstacles.push("functions are made for C (ctypes)");
  if (obstacles.length) return { body: new Uint8Array(0), refused: obstacles.join("; ") };
  const libraries = Object.entries(module.LDSO.loadedLibsByHandle)
    .filter(([handle]) => handle !== "0") // the main program
    .map(([handle, library]) => [Number(handle), library.name, library.global]);
  const body = encode(module.HEAPU8, { table: functions, libraries }, notes);
  return { body, refused: "" };
}

self.onmessage = async ({ data }) => {
  /** @type {Order} */
  const { scope } = data;
  self.postMessage(await make(scope));
};
