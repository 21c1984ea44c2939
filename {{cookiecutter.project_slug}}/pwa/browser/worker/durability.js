// A commit that never reaches the disk looks like any other, until the power fails. So one is
// made at each start, and it must have caused a flush: see pwa/build/runtime.py for the Pyodide
// whose commits do not.

import { StartFailed } from "./start_failed.js";

/**
 * @param {(path: string) => string} commit pwa/bridge/durability.py's
 * @param {string} path of a database
 * @param {import("./files.js").DurableFile} file the same one's
 * @throws {StartFailed} if a commit succeeded without a flush
 */
export function checkDurability(commit, path, file) {
  const before = file.flushes;
  const refused = commit(path);
  if (refused) {
    console.warn(`Whether commits reach the disk could not be tried: ${refused}.`);
  } else if (file.flushes === before) {
    throw new StartFailed("not-durable", `A commit to ${path} caused no flush.`);
  }
}
