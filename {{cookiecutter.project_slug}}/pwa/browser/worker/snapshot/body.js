// What the file holds behind its header: how the memory is laid out, Pyodide's own notes, and the
// pages of the memory that are not all zeros, one after the other.

const PAGE = 4096;
const LENGTHS = 8;

/**
 * @typedef {object} Layout
 * @property {number} memory its size in bytes
 * @property {[first: number, count: number][]} pages which ones are not all zeros
 * @property {number} table how many functions the module has; they are called by their number
 * @property {[handle: number, name: string, global: boolean][]} libraries those that are imported
 *
 * @typedef {object} Snapshot
 * @property {Layout} layout
 * @property {Uint8Array<ArrayBuffer>} notes what loadPyodide takes as a snapshot, of no memory
 * @property {Uint8Array<ArrayBuffer>} contents of the pages
 */

const aligned = (/** @type {number} */ size) => Math.ceil(size / PAGE) * PAGE;

/**
 * @param {Uint8Array} memory a multiple of PAGE long
 * @returns {Layout["pages"]}
 */
export function occupiedPages(memory) {
  const words = new BigUint64Array(memory.buffer, memory.byteOffset, memory.length / 8);
  const perPage = PAGE / 8;
  /** @type {Layout["pages"]} */
  const pages = [];
  /** @type {Layout["pages"][number] | undefined} */
  let last;
  for (let page = 0; page * PAGE < memory.length; page++) {
    if (words.subarray(page * perPage, (page + 1) * perPage).every((word) => word === 0n)) continue;
    if (last && last[0] + last[1] === page) last[1] += 1;
    else pages.push((last = [page, 1]));
  }
  return pages;
}

/**
 * @param {Uint8Array} memory
 * @param {Omit<Layout, "memory" | "pages">} functions
 * @param {Uint8Array} notes
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function encode(memory, functions, notes) {
  const pages = occupiedPages(memory);
  const layout = new TextEncoder().encode(
    JSON.stringify({ memory: memory.length, pages, ...functions }),
  );
  const start = aligned(LENGTHS + layout.length + notes.length);
  const count = pages.reduce((sum, [, pages]) => sum + pages, 0);
  const body = new Uint8Array(start + count * PAGE);
  new Uint32Array(body.buffer, 0, 2).set([layout.length, notes.length]);
  body.set(layout, LENGTHS);
  body.set(notes, LENGTHS + layout.length);
  let at = start;
  for (const [first, count] of pages) {
    body.set(memory.subarray(first * PAGE, (first + count) * PAGE), at);
    at += count * PAGE;
  }
  return body;
}

/** @param {Uint8Array<ArrayBuffer>} body @returns {Snapshot} */
export function decode(body) {
  const [layoutLength = 0, notesLength = 0] = new Uint32Array(body.buffer, 0, 2);
  const notesAt = LENGTHS + layoutLength;
  const end = notesAt + notesLength;
  return {
    layout: JSON.parse(new TextDecoder().decode(body.subarray(LENGTHS, notesAt))),
    notes: body.slice(notesAt, end), // a copy, because Pyodide reads words from its beginning
    contents: body.subarray(aligned(end)),
  };
}

/**
 * Make a new module's memory what the snapshot's was.
 * @param {Uint8Array} memory of the snapshot's size
 * @param {number} used bytes at its beginning that may not be zeros
 * @param {Snapshot} snapshot
 */
export function fill(memory, used, { layout, contents }) {
  let from = 0;
  let end = 0;
  for (const [first, count] of layout.pages) {
    const at = first * PAGE;
    memory.fill(0, Math.min(end, used), Math.min(at, used));
    memory.set(contents.subarray(from, from + count * PAGE), at);
    from += count * PAGE;
    end = at + count * PAGE;
  }
  memory.fill(0, Math.min(end, used), used);
}
