// How the files of the data folder, other than the databases, lie in the origin private file
// system. This module only reads bytes, so that a page without Python can list the files and
// save them, too; worker/volume.js writes. The reasons are in docs/storage.md.
//
// `files.data` holds the contents, in blocks. Two logs take turns in holding what the files are
// called and where their blocks are. A log is a row of records, each
//
//     length of the payload    32 bits, little-endian
//     checksum                 32 bits, little-endian: CRC-32 of all lengths and payloads so far
//     payload                  UTF-8 JSON
//
// The first record is a Snapshot, each one after it a Change. The log ends before the first
// record whose checksum is wrong. The log with the higher generation counts.

/** Bytes of a block, the unit in which room in `files.data` is given out. */
export const BLOCK = 4096;

/** The names of the volume's own files. */
export const DATA = "files.data";
export const LOGS = /** @type {const} */ (["files.log-1", "files.log-2"]);

/** What this module can read. Another layout gets another number. */
const FORMAT = 1;

/** Bytes before each payload. */
const HEAD = 8;

/** The data folder itself: the parent of what lies directly in it. It has no entry. */
export const ROOT = 0;

/**
 * The folder for what the app has written in the project's own folder. The app does not see it in the
 * data folder; its parent is ROOT.
 */
export const PROJECT_FILES = "outside-data-dir";

/**
 * @typedef {[first: number, count: number]} Extent  Blocks that follow each other.
 *
 * @typedef {object} Entry  A file; or a folder, which has neither size nor extents.
 * @property {number} parent the folder's number, or ROOT
 * @property {string} name
 * @property {number} mode as stat(2) has it
 * @property {number} modified milliseconds since 1970
 * @property {number} [size] in bytes; what has no block reads as zeros
 * @property {Extent[]} [extents] in the order of the file's bytes
 * @property {string} [becomes] this file is on its way to be the database file of that name: its
 *   content counts, and not what the database file holds
 *
 * @typedef {[number, Entry][]} Entries  By number.
 * @typedef {{format: number, generation: number, entries: Entries}} Snapshot
 * @typedef {{put: Entries, remove: number[]}} Change  Takes place as a whole or not at all.
 * @typedef {Map<number, Entry>} Directory
 *
 * @typedef {object} Log
 * @property {number} generation
 * @property {Directory} directory
 * @property {number} end where the next record goes
 * @property {number} checksum of the last record
 */

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/**
 * @param {Uint8Array} bytes
 * @param {number} before the CRC-32 of what came before, 0 at the beginning
 * @returns {number} the CRC-32 of both, as zlib has it
 */
export function crc32(bytes, before) {
  let crc = ~before;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

/** @param {DataView} view @param {number} at @param {number} length @param {number} before */
function recordChecksum(view, at, length, before) {
  const size = new Uint8Array(view.buffer, view.byteOffset + at, 4);
  const payload = new Uint8Array(view.buffer, view.byteOffset + at + HEAD, length);
  return crc32(payload, crc32(size, before));
}

/**
 * @param {Snapshot | Change} content
 * @param {number} before the checksum of the record before it, 0 for the first
 * @returns {{bytes: Uint8Array<ArrayBuffer>, checksum: number}}
 */
export function encodeRecord(content, before) {
  const payload = new TextEncoder().encode(JSON.stringify(content));
  const bytes = new Uint8Array(HEAD + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, payload.length, true);
  bytes.set(payload, HEAD);
  const checksum = recordChecksum(view, 0, payload.length, before);
  view.setUint32(4, checksum, true);
  return { bytes, checksum };
}

/** @param {Directory} directory @param {Change} change */
export function apply(directory, { put, remove }) {
  for (const number of remove) directory.delete(number);
  for (const [number, entry] of put) directory.set(number, entry);
}

/**
 * @param {Uint8Array} bytes a whole log file
 * @returns {Log | null} null if there is no snapshot in it
 * @throws {Error} for a log of a format that is not known here
 */
export function readLog(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  /** @type {Log | null} */
  let log = null;
  let end = 0;
  let checksum = 0;
  while (end + HEAD <= bytes.length) {
    const length = view.getUint32(end, true);
    if (length === 0 || end + HEAD + length > bytes.length) break;
    checksum = recordChecksum(view, end, length, checksum);
    if (checksum !== view.getUint32(end + 4, true)) break;
    const payload = bytes.subarray(end + HEAD, end + HEAD + length);
    end += HEAD + length;
    const content = JSON.parse(new TextDecoder().decode(payload));
    if (log) apply(log.directory, content);
    else log = begin(content);
    Object.assign(log, { end, checksum });
  }
  return log;
}

/** @param {Snapshot} snapshot @returns {Log} */
function begin({ format, generation, entries }) {
  if (format !== FORMAT) {
    throw new Error(`The data folder has format ${format}; this version knows ${FORMAT} only.`);
  }
  return { generation, directory: new Map(entries), end: 0, checksum: 0 };
}

/** @param {number} generation @param {Directory} directory @returns {Snapshot} */
export function snapshot(generation, directory) {
  return { format: FORMAT, generation, entries: [...directory] };
}

/**
 * @param {readonly (Log | null)[]} logs
 * @returns {Log | null} the one that counts
 */
export function newest(logs) {
  const read = logs.filter((log) => log !== null);
  return read.sort((one, other) => other.generation - one.generation)[0] ?? null;
}

/**
 * @param {Directory} directory
 * @param {number} number of an entry
 * @returns {string} its path below the data folder, without a slash at the front
 */
export function pathOf(directory, number) {
  const entry = directory.get(number);
  if (!entry) throw new Error(`The data folder has no entry ${number}.`);
  if (entry.becomes !== undefined) return entry.becomes;
  const { parent, name } = entry;
  return parent === ROOT ? name : `${pathOf(directory, parent)}/${name}`;
}

/**
 * The content of a file, without reading it: what is saved is read piece by piece.
 * @param {Blob} data the file DATA
 * @param {Entry} entry a file's
 * @returns {Blob}
 */
export function contentOf(data, { size = 0, extents = [] }) {
  const pieces = extents.map(([first, count]) => {
    const piece = data.slice(first * BLOCK, (first + count) * BLOCK);
    return new Blob([piece, new Uint8Array(count * BLOCK - piece.size)]);
  });
  const allocated = extents.reduce((sum, [, count]) => sum + count, 0) * BLOCK;
  return new Blob([...pieces, new Uint8Array(Math.max(0, size - allocated))]).slice(0, size);
}
