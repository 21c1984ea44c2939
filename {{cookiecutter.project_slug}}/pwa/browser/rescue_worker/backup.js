// A backup is a zip archive of the database, the other files, and a manifest of their hashes:
//
//     app.db, app.db-wal, app.db-journal    raw, as SQLite left them
//     files/...                             all else, by its path below the data folder
//     manifest.json                         a Manifest, the last one that is written
//
// It is read here, and believed in nothing that was not checked.

import { sha256 } from "@noble/hashes/sha2.js";

import { APP_FILES, KEPT } from "./stored.js";
import { NoZip, openEntry, zipEntries } from "./zip.js";

export const FORMAT = 1;
export const MANIFEST = "manifest.json";
export const FILES = "files/";
const MANIFEST_LIMIT = 32 * 2 ** 20;
const SQLITE = "SQLite format 3\0";
const SQLITE_HEADER_LENGTH = 100;

/**
 * @typedef {object} Manifest
 * @property {number} format FORMAT
 * @property {string} app its name
 * @property {string} made_at ISO 8601
 * @property {Record<string, {size: number, sha256: string, modified?: number}>} files by their
 *   names in the archive; `modified` in milliseconds since 1970
 * @property {string[]} [folders] paths below the data folder
 * @property {string[]} [unreadable] names of files that could not be read when it was made
 *
 * @typedef {{path: string, size: number, sha256: string, modified: number,
 *   open(): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>}} BackupFile  `path` is below the
 *   data folder
 * @typedef {{manifest: Manifest, files: BackupFile[], folders: string[]}} Backup
 */

/** What was given cannot be restored. */
export class NoBackup extends Error {
  /** @param {import("../messages.js").BackupFault} code @param {string} detail for whoever helps */
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}

/**
 * @param {unknown} error
 * @returns {unknown} the same, or a NoBackup of what cannot be unpacked
 */
function understood(error) {
  if (error instanceof NoZip) return new NoBackup("damaged", error.message);
  // What DecompressionStream throws for bytes that are not deflate's.
  if (error instanceof TypeError) return new NoBackup("damaged", String(error));
  return error;
}

/**
 * Read the list of what is in a backup; contents are read by `readFile`.
 * @param {Blob} archive
 * @returns {Promise<Backup>}
 * @throws {NoBackup}
 */
export async function openBackup(archive) {
  const entries = await zipEntries(archive).catch((error) => {
    throw error instanceof NoZip ? new NoBackup("no-backup", error.message) : error;
  });
  const manifest = await readManifest(archive, entries);
  const files = Object.entries(manifest.files).map(([name, { size, sha256: hash, modified }]) => {
    const entry = entries.get(name);
    if (!entry || entry.size !== size) throw new NoBackup("damaged", `${name} is not whole`);
    const open = () => openEntry(archive, entry);
    return { path: pathOf(name), size, sha256: hash, modified: modified ?? Date.now(), open };
  });
  const folders = manifest.folders ?? [];
  checkPaths(files.map(({ path }) => path), folders);
  const databases = files.filter(({ path }) => APP_FILES.includes(path));
  const whole = databases.length === 0 || databases.some(({ path }) => path === "app.db");
  if (!whole || (manifest.unreadable ?? []).some((name) => APP_FILES.includes(name))) {
    throw new NoBackup("no-database", "app.db is not in it, or was not whole when it was saved");
  }
  return { manifest, files, folders };
}

/**
 * @param {Blob} archive
 * @param {Map<string, import("./zip.js").ZipEntry>} entries
 * @returns {Promise<Manifest>}
 */
async function readManifest(archive, entries) {
  const entry = entries.get(MANIFEST);
  if (!entry || entry.size > MANIFEST_LIMIT) throw new NoBackup("no-backup", `no ${MANIFEST}`);
  let said;
  try {
    const text = await new Response(await openEntry(archive, entry)).text();
    said = JSON.parse(text);
  } catch (error) {
    throw new NoBackup("damaged", `${MANIFEST}: ${error}`);
  }
  if (typeof said?.format === "number" && said.format > FORMAT) {
    throw new NoBackup("newer", `format ${said.format}`);
  }
  if (!isManifest(said)) throw new NoBackup("no-backup", `${MANIFEST} is another program's`);
  return said;
}

/** @param {any} said @returns {said is Manifest} */
function isManifest(said) {
  const isText = (/** @type {unknown} */ value) => typeof value === "string";
  const isSize = (/** @type {unknown} */ value) => Number.isSafeInteger(value) && Number(value) >= 0;
  const areTexts = (/** @type {any} */ list) => Array.isArray(list) && list.every(isText);
  return (
    said?.format === FORMAT &&
    isText(said.app) &&
    isText(said.made_at) &&
    typeof said.files === "object" &&
    said.files !== null &&
    Object.values(said.files).every(
      (file) =>
        isSize(file?.size) &&
        /^[0-9a-f]{64}$/.test(file.sha256) &&
        (file.modified === undefined || isSize(file.modified)),
    ) &&
    (said.folders === undefined || areTexts(said.folders)) &&
    (said.unreadable === undefined || areTexts(said.unreadable))
  );
}

/** @param {string} name in the archive @returns {string} below the data folder */
function pathOf(name) {
  if (APP_FILES.includes(name)) return name;
  const path = name.slice(FILES.length);
  if (!name.startsWith(FILES) || APP_FILES.includes(path)) {
    throw new NoBackup("no-backup", `${name} is no file of a backup`);
  }
  return path;
}

/** @param {string[]} files @param {string[]} folders */
function checkPaths(files, folders) {
  const above = new Set(folders);
  for (const path of [...files, ...folders]) {
    const parts = path.split("/");
    const bad = parts.some((part) => part === "" || part === "." || part === ".." || part.includes("\0"));
    const shared = path.endsWith("-shm") && files.includes(path.slice(0, -"-shm".length));
    const reserved = shared || parts[0] === KEPT || /^pwa\.db(-|$)/.test(path);
    if (bad || reserved) throw new NoBackup("no-backup", `${path} may not be restored`);
    for (let n = 1; n < parts.length; n++) above.add(parts.slice(0, n).join("/"));
  }
  const both = [...files, ...APP_FILES].find((path) => above.has(path));
  if (both !== undefined) throw new NoBackup("no-backup", `${both} is a file and a folder`);
}

/**
 * Read a file of a backup to its end, and make sure that it is the one that was saved.
 * @param {BackupFile} file
 * @param {(piece: Uint8Array<ArrayBuffer>) => void} take gets its bytes
 * @throws {NoBackup} after what was wrong has been taken: whoever took it must throw it away
 */
export async function readFile({ path, size, sha256: expected, open }, take) {
  const digest = sha256.create();
  const start = new Uint8Array(SQLITE_HEADER_LENGTH);
  let read = 0;
  try {
    const reader = (await open()).getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      const piece = step.value;
      if (read < start.length) start.set(piece.subarray(0, start.length - read), read);
      read += piece.length;
      if (read > size) throw new NoBackup("damaged", `${path} is longer than it was`);
      digest.update(piece);
      take(piece);
    }
  } catch (error) {
    throw understood(error);
  }
  if (read !== size || hexadecimal(digest.digest()) !== expected) {
    throw new NoBackup("damaged", `${path} is not what was saved`);
  }
  if (path === "app.db" && !isDatabase(start, size)) {
    throw new NoBackup("no-database", "app.db is no SQLite database");
  }
}

/** @param {Uint8Array} start its first bytes @param {number} size */
function isDatabase(start, size) {
  const stored = ((start[16] ?? 0) << 8) | (start[17] ?? 0);
  const pageSize = stored === 1 ? 65536 : stored;
  const header = new TextDecoder().decode(start.subarray(0, SQLITE.length));
  return header === SQLITE && pageSize >= 512 && size % pageSize === 0;
}

/** @param {Uint8Array} bytes */
export const hexadecimal = (bytes) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
