// A worker of its own that makes the snapshot and ends: it has never seen a record.

import { DATA, loadPython, prepareProcess, PROJECT, wholeArchives } from "../python.js";
import { encode, occupiedPages, piecesOf } from "./body.js";
import { SnapshotFile } from "./file.js";
import { snapshotKey } from "./key.js";
import { watchImport, wouldSee } from "./obstacles.js";

/**
 * @typedef {{scope: string, written: string[]}} Order  `written`: by the app in the project's folder
 * @typedef {{size?: number, refused?: string, failed?: string}} Report  What became of it: its
 *   size in bytes, or why the application has none, or what went wrong.
 */

/** @param {Order} order @returns {Promise<Report>} */
async function make({ scope, written }) {
  const file = await SnapshotFile.open(scope, snapshotKey());
  try {
    file.attempt();
    const made = await importApplication(written);
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

/**
 * @param {string[]} written
 * @returns {Promise<Parameters<SnapshotFile["write"]> | string>} or why it has none
 */
async function importApplication(written) {
  let functions = 0;
  const pyodide = await loadPython({ ...wholeArchives(), _makeSnapshot: true }, async (module) => {
    functions = module.wasmTable.length;
  });
  const { _module: module, FS } = pyodide;
  FS.mkdirTree(DATA);
  prepareProcess(pyodide);
  const application = [BUILD.app, BUILD.interface];
  const { obstacles, notes, looked, folders } = watchImport(pyodide, application, DATA, PROJECT);
  const seen = wouldSee(looked, written);
  if (seen !== undefined) obstacles.push(`${PROJECT}/${seen} is read, and changed by the application`);
  if (module.wasmTable.length !== functions) obstacles.push("functions are made for C (ctypes)");
  if (obstacles.length) return obstacles.join("; ");
  /** @type {import("./body.js").Layout["libraries"]} */
  const libraries = Object.entries(module.LDSO.loadedLibsByHandle)
    .filter(([handle]) => handle !== "0") // the main program
    .map(([handle, { name, global }]) => [Number(handle), name, global]);
  const memory = module.HEAPU8;
  const pages = occupiedPages(memory);
  const layout = { memory: memory.length, pages, table: functions, libraries, looked, folders };
  return [encode(layout, notes), piecesOf(memory, pages)];
}

self.onmessage = async ({ data }) => {
  /** @type {Order} */
  const order = data;
  /** @type {Report} */
  const report = await make(order).catch((error) => ({ failed: String(error) }));
  self.postMessage(report);
};
