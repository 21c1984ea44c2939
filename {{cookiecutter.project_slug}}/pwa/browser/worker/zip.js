// Reads the archives that the build writes: stored, not compressed, so that each file is a view
// into the archive and costs neither time nor memory to unpack.
// Source of the offsets: APPNOTE 6.3.10, sections 4.3.12 and 4.3.16.

const END_OF_CENTRAL_DIRECTORY = 0x06054b50;
const END_LENGTH = 22;
const LOCAL_HEADER_LENGTH = 30;
const CENTRAL_HEADER_LENGTH = 46;

/**
 * @param {Uint8Array} archive
 * @returns {Generator<[name: string, data: Uint8Array]>} files in the archive's order; `data`
 *   shares the archive's memory
 * @throws {Error} when this is not such an archive
 */
export function* storedFiles(archive) {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = archive.byteLength - END_LENGTH;
  if (end < 0 || view.getUint32(end, true) !== END_OF_CENTRAL_DIRECTORY) {
    throw new Error("not a zip archive, or one with a comment");
  }
  const decoder = new TextDecoder();
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let n = 0; n < count; n++) {
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const commentLength = view.getUint16(at + 32, true);
    const size = view.getUint32(at + 24, true);
    const local = view.getUint32(at + 42, true);
    if (view.getUint16(at + 10, true) !== 0) throw new Error("a compressed file in the archive");
    const nameAt = at + CENTRAL_HEADER_LENGTH;
    const name = decoder.decode(archive.subarray(nameAt, nameAt + nameLength));
    const localExtra = view.getUint16(local + 28, true);
    const start = local + LOCAL_HEADER_LENGTH + view.getUint16(local + 26, true) + localExtra;
    yield [name, archive.subarray(start, start + size)];
    at = nameAt + nameLength + extraLength + commentLength;
  }
}

/**
 * Write every file of `archive` below `folder` of Pyodide's memory file system, without copying.
 * @param {import("./emscripten.js").FS} FS
 * @param {Uint8Array} archive
 * @param {string} folder
 */
export function unpack(FS, archive, folder) {
  let current = "";
  for (const [name, data] of storedFiles(archive)) {
    const slash = name.lastIndexOf("/");
    const parent = slash < 0 ? folder : `${folder}/${name.slice(0, slash)}`;
    if (parent !== current) FS.mkdirTree((current = parent));
    FS.writeFile(`${folder}/${name}`, data, { canOwn: true });
  }
}
