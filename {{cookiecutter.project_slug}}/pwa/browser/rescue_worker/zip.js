// Reads a zip archive without holding it in memory: each file is a piece of the Blob.
// Source of the offsets: APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3.

const END = 0x06054b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_LENGTH = 20;
const END_64 = 0x06064b50;
const END_64_LENGTH = 56;
const CENTRAL_HEADER = 0x02014b50;
const CENTRAL_HEADER_LENGTH = 46;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_LENGTH = 30;
const EXTRA_64 = 1;
const IN_EXTRA = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

/** What was given is no zip archive, or not a whole one. */
export class NoZip extends Error {}

/**
 * @typedef {object} ZipEntry
 * @property {number} method of compression
 * @property {number} packed bytes in the archive
 * @property {number} size
 * @property {number} at where its local header begins
 */

/** @param {Blob} blob @param {number} start @param {number} end */
async function view(blob, start, end) {
  if (start < 0 || end > blob.size) throw new NoZip("it ends too early");
  return new DataView(await blob.slice(start, end).arrayBuffer());
}

/**
 * @param {Blob} archive
 * @returns {Promise<Map<string, ZipEntry>>} by name
 * @throws {NoZip}
 */
export async function zipEntries(archive) {
  const { start, length } = await findDirectory(archive);
  const directory = await view(archive, start, start + length);
  /** @type {Map<string, ZipEntry>} */
  const entries = new Map();
  const decoder = new TextDecoder();
  for (let at = 0; at + CENTRAL_HEADER_LENGTH <= length; ) {
    if (directory.getUint32(at, true) !== CENTRAL_HEADER) throw new NoZip("its directory is damaged");
    const nameEnd = at + CENTRAL_HEADER_LENGTH + directory.getUint16(at + 28, true);
    const extraEnd = nameEnd + directory.getUint16(at + 30, true);
    const end = extraEnd + directory.getUint16(at + 32, true);
    if (end > length) throw new NoZip("its directory is damaged");
    const nameAt = at + CENTRAL_HEADER_LENGTH;
    const name = decoder.decode(new Uint8Array(directory.buffer, nameAt, nameEnd - nameAt));
    if (entries.has(name)) throw new NoZip(`${name} is in it twice`);
    entries.set(name, entryAt(directory, at, nameEnd, extraEnd));
    at = end;
  }
  return entries;
}

/** @param {Blob} archive @returns {Promise<{start: number, length: number}>} of its directory */
async function findDirectory(archive) {
  const from = Math.max(0, archive.size - END_LENGTH - LONGEST_COMMENT);
  const tail = await view(archive, from, archive.size);
  for (let at = tail.byteLength - END_LENGTH; at >= 0; at--) {
    const whole = at + END_LENGTH + tail.getUint16(at + 20, true) === tail.byteLength;
    if (tail.getUint32(at, true) !== END || !whole) continue;
    const start = tail.getUint32(at + 16, true);
    const length = tail.getUint32(at + 12, true);
    const large = start === IN_EXTRA || length === IN_EXTRA || tail.getUint16(at + 10, true) === 0xffff;
    return (large && (await findDirectory64(archive, from + at))) || { start, length };
  }
  throw new NoZip("it has no zip directory at its end");
}

/** @param {Blob} archive @param {number} end where the ordinary end record begins */
async function findDirectory64(archive, end) {
  if (end < LOCATOR_64_LENGTH) return null;
  const locator = await view(archive, end - LOCATOR_64_LENGTH, end);
  if (locator.getUint32(0, true) !== LOCATOR_64) return null;
  const at = Number(locator.getBigUint64(8, true));
  const record = await view(archive, at, at + END_64_LENGTH);
  if (record.getUint32(0, true) !== END_64) throw new NoZip("its directory is damaged");
  return {
    length: Number(record.getBigUint64(40, true)),
    start: Number(record.getBigUint64(48, true)),
  };
}

/**
 * @param {DataView} directory
 * @param {number} at where the header begins
 * @param {number} extra where its extra fields begin
 * @param {number} extraEnd
 * @returns {ZipEntry}
 */
function entryAt(directory, at, extra, extraEnd) {
  const method = directory.getUint16(at + 10, true);
  let packed = directory.getUint32(at + 20, true);
  let size = directory.getUint32(at + 24, true);
  let local = directory.getUint32(at + 42, true);
  for (let field = extra; field + 4 <= extraEnd; ) {
    const length = directory.getUint16(field + 2, true);
    if (directory.getUint16(field, true) === EXTRA_64) {
      let next = field + 4;
      const take = () => {
        if (next + 8 > extraEnd) throw new NoZip("its directory is damaged");
        next += 8;
        return Number(directory.getBigUint64(next - 8, true));
      };
      if (size === IN_EXTRA) size = take();
      if (packed === IN_EXTRA) packed = take();
      if (local === IN_EXTRA) local = take();
    }
    field += 4 + length;
  }
  return { method, packed, size, at: local };
}

/**
 * @param {Blob} archive
 * @param {ZipEntry} entry
 * @returns {Promise<ReadableStream<Uint8Array<ArrayBuffer>>>}
 * @throws {NoZip}
 */
export async function openEntry(archive, { method, packed, at }) {
  const header = await view(archive, at, at + LOCAL_HEADER_LENGTH);
  if (header.getUint32(0, true) !== LOCAL_HEADER) throw new NoZip("a file in it is damaged");
  const names = header.getUint16(26, true) + header.getUint16(28, true);
  const start = at + LOCAL_HEADER_LENGTH + names;
  if (start + packed > archive.size) throw new NoZip("it ends too early");
  const content = archive.slice(start, start + packed).stream();
  if (method === STORED) return content;
  if (method === DEFLATED) return content.pipeThrough(new DecompressionStream("deflate-raw"));
  throw new NoZip(`a file in it is compressed in an unknown way (${method})`);
}
