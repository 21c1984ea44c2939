// A worker of its own that makes the snapshot and ends: it has never seen a record.

import { DATA, loadPython, prepareProcess, wholeArchives } from "../python.js";
import { encode, occupiedPages, piecesOf } from "./body.js";
import { SnapshotFile } from "./file.js";
import { snapshotKey } from "./key.js";
import { watchImport } from "./obstacles.js";

/**
 * @typedef {{scope: string}} Order
 * @typedef {{size?: number, refused?: string, failed?: string}} Report  What became of it: its
 *   size in bytes, or why the application has none, or what went wrong.
 */

/** @param {string} scope @returns {Promise<Report>} */
async function make(scope) {
  const file = await SnapshotFile.open(scope, snapshotKey());
  try {
    file.attempt();
    const made = await importApplication();
    if (typeof made === "string") {
      file.refuse(made);
      return { refused: made };
    }
    file.write(...made);
    return { size: file.header.size };
  } finally {
    file.close();
  }
}

/** @returns {Promise<Parameters<SnapshotFile["write"]> | string>} or why it has none */
async function importApplication() {
  let functions = 0;
  const pyodide = await loadPython({ ...wholeArchives(), _makeSnapshot: true }, async (module) => {
    functions = module.wasmTable.length;
  });
  const { _module: module, FS } = pyodide;
  FS.mkdirTree(DATA);
  prepareProcess(pyodide);
  const { obstacles, notes } = watchImport(pyodide, BUILD.app, DATA);
  if (module.wasmTable.length !== functions) obstacles.push("functions are made for C (ctypes)");
  if (obstacles.length) return obstacles.join("; ");
  /** @type {import("./body.js").Layout["libraries"]} */
  const libraries = Object.entries(module.LDSO.loadedLibsByHandle)
    .filter(([handle]) => handle !== "0") // the main program
    .map(([handle, { name, global }]) => [Number(handle), name, global]);
  const memory = module.HEAPU8;
  const pages = occupiedPages(memory);
  const layout = { memory: memory.length, pages, table: functions, libraries };
  return [encode(layout, notes), piecesOf(memory, pages)];
}

self.onmessage = async ({ data }) => {
  /** @type {Order} */
  const { scope } = data;
  /** @type {Report} */
  const report = await make(scope).catch((error) => ({ failed: String(error) }));
  self.postMessage(report);
};
