// Works on the stored files for the page of rescue/: one order, then it is ended. It needs neither
// Python nor WebAssembly nor the service worker.

import { resize, writeWhole } from "../worker/access_handle.js";
import { isFull } from "../worker/emscripten.js";
import { openFolder, openStorage } from "../worker/storage.js";
import { atRest } from "./at_rest.js";
import { NoBackup, openBackup, readFile } from "./backup.js";
import { Exchange, removeKept } from "./exchange.js";
import { sizeOf, zipOf } from "./save.js";
import { current, kept, readStored } from "./stored.js";

/**
 * @typedef {import("../messages.js").RescueOrder} Order
 * @typedef {import("../messages.js").RescueAnswer} Answer
 */

/** A zip up to this size is made in memory, so that it can be saved when the disk is full. */
const IN_MEMORY = 32 * 2 ** 20;
const PROGRESS_MS = 100;

/** What was restored counts, but is not in its place yet. */
class Unfinished extends Error {}

/** @param {Answer} message */
const tell = (message) => self.postMessage(message);

/** @param {number} total bytes */
function progress(total) {
  let done = 0;
  let told = 0;
  return (/** @type {number} */ bytes) => {
    done += bytes;
    if (performance.now() - told < PROGRESS_MS) return;
    told = performance.now();
    tell({ type: "progress", done, total });
  };
}

const waiting = () => tell({ type: "waiting" });

/** @param {import("./stored.js").Stored} stored */
function summary(stored) {
  const files = stored.files.map(({ path, content, modified }) => ({ path, size: content.size, modified }));
  return { files, size: sizeOf(stored), damage: stored.damage };
}

/** @param {string} scope */
async function list(scope) {
  const stored = await readStored(scope);
  const earlier = [...kept(stored)].map(([name, set]) => ({ name, ...summary(set) }));
  return { ...summary(current(stored)), kept: earlier };
}

/** The place of a zip that is too large for memory. @param {string} scope */
async function temporary(scope) {
  const root = await navigator.storage.getDirectory();
  const storage = await root.getDirectoryHandle(BUILD.storage, { create: true });
  const name = `${encodeURIComponent(new URL(scope).pathname)}.zip`;
  return { storage, name };
}

/** @param {string} scope @returns {Promise<void>} */
async function removeTemporary(scope) {
  const { storage, name } = await temporary(scope);
  await storage.removeEntry(name).catch((error) => {
    if (error.name !== "NotFoundError") throw error;
  });
}

/**
 * @param {ReadableStream<Uint8Array>} stream
 * @param {FileSystemFileHandle | undefined} target that the person chose
 * @param {number} size
 * @param {string} scope
 * @returns {Promise<Blob>}
 */
async function write(stream, target, size, scope) {
  if (target) {
    await stream.pipeTo(await target.createWritable());
    return target.getFile();
  }
  if (size <= IN_MEMORY) return new Response(stream).blob();
  const { storage, name } = await temporary(scope);
  const file = await storage.getFileHandle(name, { create: true });
  const handle = await file.createSyncAccessHandle();
  try {
    resize(handle, 0);
    const reader = stream.getReader();
    let at = 0;
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      writeWhole(handle, step.value, at);
      at += step.value.length;
    }
    handle.flush();
  } finally {
    handle.close();
  }
  return file.getFile();
}

/** @param {Blob} archive @param {(bytes: number) => void} advance */
async function check(archive, advance) {
  const backup = await openBackup(archive);
  for (const file of backup.files) await readFile(file, (piece) => advance(piece.length));
  const { app, made_at: madeAt, unreadable = [] } = backup.manifest;
  const files = backup.files.map(({ path, size, modified }) => ({ path, size, modified }));
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return { app, madeAt, unreadable, files, size, own: app === BUILD.name };
}

/** @param {Order & {type: "save"}} order */
async function save({ scope, target, kept: name }) {
  const saved = await atRest(scope, waiting, async () => {
    const all = await readStored(scope);
    const stored = name === undefined ? current(all) : kept(all).get(name);
    if (!stored) throw new Error(`there is no ${name} any more`);
    const size = sizeOf(stored);
    const advance = progress(2 * size); // it is read again below
    const { stream, manifest } = zipOf(stored, advance);
    const archive = await write(stream, target, size, scope);
    return { archive, unreadable: manifest.unreadable ?? [], damage: stored.damage, advance };
  });
  const { archive, unreadable, damage, advance } = saved;
  const whole = await check(archive, advance).catch((error) => {
    // A database that is damaged on the device is saved as it is.
    if (error instanceof NoBackup && error.code === "no-database") return null;
    throw error;
  });
  const restorable = whole !== null;
  return { archive: target ? undefined : archive, size: archive.size, unreadable, damage, restorable };
}

/** @param {Order & {type: "restore"}} order */
async function restore({ scope, archive, keepAs }) {
  return atRest(scope, waiting, async () => {
    const backup = await openBackup(archive);
    const advance = progress(backup.files.reduce((sum, { size }) => sum + size, 0));
    const storage = await openStorage(scope);
    const exchange = new Exchange(storage);
    try {
      for (const path of backup.folders) exchange.createFolder(path);
      for (const file of backup.files) {
        const target = exchange.createFile(file.path, file.modified);
        await readFile(file, (piece) => {
          target.write(piece);
          advance(piece.length);
        });
        target.end();
      }
      exchange.commit(keepAs);
    } catch (error) {
      exchange.discard();
      throw error;
    }
    try {
      storage.volume.finish(storage.databases);
    } catch (error) {
      throw new Unfinished(String(error));
    }
  });
}

/** @param {Order & {type: "remove-kept"}} order */
async function remove({ scope, kept: name }) {
  return atRest(scope, waiting, async () => removeKept(await openStorage(scope), name));
}

/** @param {string} scope */
async function reset(scope) {
  return atRest(scope, waiting, async () => {
    const { name } = await openFolder(scope);
    const { storage } = await temporary(scope);
    await removeTemporary(scope);
    await storage.removeEntry(name, { recursive: true });
  });
}

/** @param {Order} order @returns {Promise<unknown>} */
async function obey(order) {
  if (order.type === "list") return list(order.scope);
  if (order.type === "tidy") return removeTemporary(order.scope);
  if (order.type === "save") return save(order);
  if (order.type === "check") return check(order.archive, progress(order.archive.size));
  if (order.type === "restore") return restore(order);
  if (order.type === "remove-kept") return remove(order);
  return reset(order.scope);
}

/** @param {unknown} error @returns {import("../messages.js").RescueFailure} */
function failureOf(error) {
  if (error instanceof NoBackup) return error.code;
  if (error instanceof Unfinished) return "unfinished";
  if (isFull(error)) return "full";
  return error instanceof Error && error.name === "NotReadableError" ? "changing" : "failed";
}

self.onmessage = (event) => {
  obey(event.data).then(
    (result) => tell({ type: "done", result }),
    (error) => {
      console.error(error);
      tell({ type: "failed", code: failureOf(error), detail: String(error) });
    },
  );
};
