// What the file holds behind its header: a head, with how the memory is laid out and Pyodide's own
// notes, and the pages of the memory that are not all zeros, one after the other. Those go from
// the memory to the file and back without a copy between: there are tens of megabytes of them.

const PAGE = 4096;
const LENGTHS = 8;

/**
 * @typedef {object} Layout
 * @property {number} memory its size in bytes
 * @property {[first: number, count: number][]} pages which ones are not all zeros
 * @property {number} table how many functions the module has; they are called by their number
 * @property {[handle: number, name: string, global: boolean][]} libraries those that are imported
 * @property {import("./obstacles.js").Looked} looked what the import has seen of the project's folder
 * @property {string[]} folders paths of those that the import has made
 *
 * @typedef {object} Head
 * @property {Layout} layout
 * @property {Uint8Array<ArrayBuffer>} notes what loadPyodide takes as a snapshot, of no memory
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
 * @param {Uint8Array<ArrayBuffer>} memory
 * @param {Layout["pages"]} pages
 * @returns {Uint8Array<ArrayBuffer>[]} those pages, in the same memory
 */
export const piecesOf = (memory, pages) =>
  pages.map(([first, count]) => memory.subarray(first * PAGE, (first + count) * PAGE));

/**
 * @param {Layout} layout
 * @param {Uint8Array} notes
 * @returns {Uint8Array<ArrayBuffer>} the head
 */
export function encode(layout, notes) {
  const text = new TextEncoder().encode(JSON.stringify(layout));
  const head = new Uint8Array(aligned(LENGTHS + text.length + notes.length));
  new Uint32Array(head.buffer, 0, 2).set([text.length, notes.length]);
  head.set(text, LENGTHS);
  head.set(notes, LENGTHS + text.length);
  return head;
}

/** @param {Uint8Array<ArrayBuffer>} head @returns {Head} */
export function decode(head) {
  const [textLength = 0, notesLength = 0] = new Uint32Array(head.buffer, 0, 2);
  const notesAt = LENGTHS + textLength;
  return {
    layout: JSON.parse(new TextDecoder().decode(head.subarray(LENGTHS, notesAt))),
    notes: head.slice(notesAt, notesAt + notesLength), // a copy: Pyodide reads words from its beginning
  };
}

/**
 * Make all zeros what lies between the pages.
 * @param {Uint8Array} memory
 * @param {number} used bytes at its beginning that may not be zeros
 * @param {Layout["pages"]} pages
 */
export function clear(memory, used, pages) {
  let end = 0;
  for (const [first, count] of pages) {
    memory.fill(0, Math.min(end, used), Math.min(first * PAGE, used));
    end = (first + count) * PAGE;
  }
  memory.fill(0, Math.min(end, used), used);
}
