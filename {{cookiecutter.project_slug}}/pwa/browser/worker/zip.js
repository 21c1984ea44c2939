// Reads the archives that the build writes: stored, not compressed, so that each file is a view
// into the archive and costs neither time nor memory to unpack.
// Source of the offsets: APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.

import { MemoryTree } from "./memory_tree.js";

const END_OF_CENTRAL_DIRECTORY = 0x06054b50;
export const DIRECTORY_END_LENGTH = 22;
const LOCAL_HEADER_LENGTH = 30;
const CENTRAL_HEADER_LENGTH = 46;

/** @param {Uint8Array} bytes */
const viewOf = ({ buffer, byteOffset, byteLength }) => new DataView(buffer, byteOffset, byteLength);

/**
 * @typedef {object} Entry  Positions in the archive, in bytes.
 * @property {string} name
 * @property {number} size of the file
 * @property {number} start of its local header
 * @property {number} end of its data
 */

/**
 * @param {Uint8Array} end the archive's last DIRECTORY_END_LENGTH bytes
 * @returns {{at: number, length: number}} where the list of its files is
 * @throws {Error} when this is not such an archive
 */
export function directoryPlace(end) {
  const view = viewOf(end);
  if (end.length < DIRECTORY_END_LENGTH || view.getUint32(0, true) !== END_OF_CENTRAL_DIRECTORY) {
    throw new Error("not a zip archive, or one with a comment");
  }
  return { at: view.getUint32(16, true), length: view.getUint32(12, true) };
}

/**
 * @param {Uint8Array} directory what is at directoryPlace
 * @returns {Generator<Entry>} in the archive's order
 * @throws {Error} when a file is compressed
 */
export function* storedEntries(directory) {
  const view = viewOf(directory);
  const decoder = new TextDecoder();
  for (let at = 0; at < directory.length; ) {
    if (view.getUint16(at + 10, true) !== 0) throw new Error("a compressed file in the archive");
    const size = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const commentLength = view.getUint16(at + 32, true);
    const start = view.getUint32(at + 42, true);
    const nameAt = at + CENTRAL_HEADER_LENGTH;
    const name = decoder.decode(directory.subarray(nameAt, nameAt + nameLength));
    // The build writes the same extra field, none, in both headers.
    const end = start + LOCAL_HEADER_LENGTH + nameLength + extraLength + size;
    yield { name, size, start, end };
    at = nameAt + nameLength + extraLength + commentLength;
  }
}

/**
 * @param {Uint8Array} bytes from an entry's start to its end
 * @param {number} size the entry's
 * @returns {Uint8Array} the file, in the same memory
 */
export function storedData(bytes, size) {
  const view = viewOf(bytes);
  const start = LOCAL_HEADER_LENGTH + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + size !== bytes.length) throw new Error("the archive's two headers of a file differ");
  return bytes.subarray(start);
}

/**
 * @param {Uint8Array} archive
 * @returns {Generator<[name: string, data: Uint8Array]>} files in the archive's order; `data`
 *   shares the archive's memory
 * @throws {Error} when this is not such an archive
 */
export function* storedFiles(archive) {
  const { at, length } = directoryPlace(archive.subarray(-DIRECTORY_END_LENGTH));
  for (const { name, size, start, end } of storedEntries(archive.subarray(at, at + length))) {
    yield [name, storedData(archive.subarray(start, end), size)];
  }
}

/**
 * Write every file of `archive` below `folder` of Pyodide's memory file system, without copying.
 * @param {import("./emscripten.js").FS} FS
 * @param {Uint8Array} archive
 * @param {string} folder
 */
export function unpack(FS, archive, folder) {
  const tree = new MemoryTree(FS, folder);
  for (const [name, data] of storedFiles(archive)) tree.add(name, data.length).contents = data;
}
