// The folder of the origin private file system (OPFS) that holds the databases and the volume.

import { codeOf } from "../problem_code.js";
import { DATA, LOGS } from "../volume_format.js";
import { resize, writeWhole } from "./access_handle.js";
import { DurableFile } from "./files.js";
import { StartFailed } from "./start_failed.js";
import { Volume } from "./volume.js";

/**
 * The application's database, and the runtime's own, with what SQLite keeps beside them. Each is
 * the raw file, without any header of ours: whatever else fails, `app.db` can be copied out and
 * opened by any SQLite.
 */
export const DATABASE_FILES = [
  ...["app.db", "app.db-journal", "app.db-wal"],
  ...["pwa.db", "pwa.db-journal", "pwa.db-wal"],
];

/**
 * The folder for the site at `scope`. Two sites of one origin never share a folder.
 * @param {string} scope absolute URL
 * @returns {Promise<FileSystemDirectoryHandle>}
 */
export async function openFolder(scope) {
  const root = await navigator.storage.getDirectory();
  const storage = await root.getDirectoryHandle(BUILD.storage, { create: true });
  const name = encodeURIComponent(new URL(scope).pathname);
  return storage.getDirectoryHandle(name, { create: true });
}

/**
 * Open everything that is kept, creating it once: all of it, because a file that is created
 * later may be missing after a power cut (Chromium does not flush the directory).
 * @param {string} scope absolute URL
 * @returns {Promise<import("./opfs_filesystem.js").Storage>}
 * @throws {DOMException} NoModificationAllowedError while another worker has the files open
 */
export async function openStorage(scope) {
  const folder = await openFolder(scope);
  const open = async (/** @type {string} */ name) => {
    const file = await folder.getFileHandle(name, { create: true });
    return /** @type {const} */ ([name, new DurableFile(await file.createSyncAccessHandle())]);
  };
  const names = [...DATABASE_FILES, DATA, ...LOGS];
  const files = await Promise.all(names.map(open));
  try {
    return assembleStorage(new Map(files));
  } catch (error) {
    throw StartFailed.from("storage-damaged", error);
  }
}

/**
 * @param {Map<string, DurableFile>} files all that are kept, by name
 * @param {number} [capacity] of the volume's logs, in bytes
 * @returns {import("./opfs_filesystem.js").Storage}
 */
export function assembleStorage(files, capacity) {
  const get = (/** @type {string} */ name) => /** @type {DurableFile} */ (files.get(name));
  const databases = new Map(DATABASE_FILES.map((name) => [name, get(name)]));
  const volume = new Volume(get(DATA), [get(LOGS[0]), get(LOGS[1])], capacity);
  volume.finish(databases);
  return { databases, volume };
}

/**
 * Say why this browser cannot keep files, by trying it.
 * @param {number} [room] bytes that it should have room for. They are not written: browsers look at
 *   the quota and the disk when a file becomes longer
 * @returns {Promise<import("../messages.js").Problem | null>} null when it can
 */
export async function probeStorage(room = 1) {
  try {
    const root = await navigator.storage.getDirectory();
    const name = `probe-${crypto.randomUUID()}`;
    const file = await root.getFileHandle(name, { create: true });
    try {
      const handle = await file.createSyncAccessHandle();
      try {
        resize(handle, room);
        writeWhole(handle, new Uint8Array([1]), 0);
        handle.flush();
      } finally {
        handle.close(); // an open one would hide a full disk behind the error of removeEntry
      }
    } finally {
      await root.removeEntry(name);
    }
    return null;
  } catch (error) {
    return { code: codeOf(error, "no-storage"), detail: String(error) };
  }
}
