// The file that keeps the snapshot: a block with a header, and behind it what restore.js reads.
// The header is written last, so a file that was being written when the device died has none.

import { readWhole, resize, sizeOf, writeWhole } from "../access_handle.js";
import { openFolder } from "../storage.js";
import { checksum } from "./checksum.js";

const NAME = "snapshot";
export const BLOCK = 4096;

/** After so many failures in a row no more snapshots are made. */
const MAX_FAILURES = 3;

/** What the header says of no snapshot. */
const NOTHING = { size: 0, head: 0, headChecksum: "", checksum: "" };
const CHANGED = "It is not what was stored.";

/**
 * @typedef {object} Header
 * @property {string} key see key.js
 * @property {number} size bytes behind the header, 0 for no snapshot
 * @property {number} head how many of them are the head
 * @property {string} headChecksum (checksum.js)
 * @property {string} checksum of the pages behind it (body.js)
 * @property {boolean} begun a start uses it, or ended before it was known whether it works
 * @property {number} failures how often in a row it could not be made or used
 * @property {string} refused why none can be made, "" if one can
 */

export class SnapshotFile {
  /** @type {Header} */
  header;
  /** Why the snapshot that was there is deleted, "" if it is not, or if there was none. */
  lost = "";
  #handle;

  /**
   * Open the file; what was made under another key, or did not work, is deleted.
   * @param {FileSystemSyncAccessHandle} handle
   * @param {string} key
   */
  constructor(handle, key) {
    this.#handle = handle;
    const found = this.#readHeader();
    const known = found !== null && found.key === key;
    this.header = known
      ? found
      : { key, ...NOTHING, begun: false, failures: 0, refused: "" };
    const whole = sizeOf(handle) === BLOCK + this.header.size;
    if (known && whole && !this.header.begun) return;
    if (found ? found.size > 0 : sizeOf(handle) > 0) this.lost = reasonOf(found, known, whole);
    this.discard();
  }

  /**
   * @param {string} scope absolute URL
   * @param {string} key
   * @throws {DOMException} NoModificationAllowedError while another worker has it open,
   *   NotFoundError if snapshots are switched off and there never was one
   */
  static async open(scope, key) {
    const folder = await openFolder(scope);
    const file = await folder.getFileHandle(NAME, { create: BUILD.snapshot });
    return new SnapshotFile(await file.createSyncAccessHandle(), key);
  }

  /** Whether there is a snapshot to start from. */
  get usable() {
    return this.header.size > 0;
  }

  /** Whether one can be made and is not there. */
  get wanted() {
    const { size, refused, failures } = this.header;
    return size === 0 && refused === "" && failures < MAX_FAILURES;
  }

  /** @returns {Uint8Array<ArrayBuffer>} @throws {Error} when it is not what was stored */
  readHead() {
    const head = new Uint8Array(this.header.head);
    readWhole(this.#handle, head, BLOCK);
    if (checksum([head]) !== this.header.headChecksum) throw new Error(CHANGED);
    return head;
  }

  /**
   * Fill the pieces of a memory with what was stored of them.
   * @param {Uint8Array<ArrayBuffer>[]} pieces as they were given to `write`
   * @throws {Error} when it is not what was stored
   */
  readPieces(pieces) {
    let at = BLOCK + this.header.head;
    for (const piece of pieces) {
      readWhole(this.#handle, piece, at);
      at += piece.length;
    }
    if (checksum(pieces) !== this.header.checksum) throw new Error(CHANGED);
  }

  /** A start from it begins. Until `end`, every other start takes it for one that failed. */
  begin() {
    this.#writeHeader({ begun: true, failures: this.header.failures + 1 });
  }

  /** The start from it worked. */
  end() {
    this.#writeHeader({ begun: false, failures: 0 });
  }

  /** One is going to be made. If that ends before `write` or `refuse`, it counts as a failure. */
  attempt() {
    this.#writeHeader({ failures: this.header.failures + 1 });
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} head
   * @param {Uint8Array<ArrayBuffer>[]} pieces of the memory
   * @throws {DOMException} QuotaExceededError
   */
  write(head, pieces) {
    const checksums = { headChecksum: checksum([head]), checksum: checksum(pieces) };
    resize(this.#handle, 0);
    let end = BLOCK;
    for (const piece of [head, ...pieces]) {
      writeWhole(this.#handle, piece, end);
      end += piece.length;
    }
    this.#handle.flush();
    const failures = this.header.failures - 1;
    const found = { size: end - BLOCK, head: head.length, ...checksums };
    this.#writeHeader({ ...found, begun: false, failures });
    this.#handle.flush();
  }

  /** None can be made of this build. @param {string} reason */
  refuse(reason) {
    this.header.refused = reason.slice(0, BLOCK / 8);
    this.discard();
  }

  /** Delete what is kept. The file stays, because creating one is not durable in Chromium. */
  discard() {
    resize(this.#handle, 0);
    this.#writeHeader({ ...NOTHING, begun: false });
    this.#handle.flush();
  }

  close() {
    this.#handle.close();
  }

  /** @returns {Header | null} */
  #readHeader() {
    const block = new Uint8Array(Math.min(BLOCK, sizeOf(this.#handle)));
    readWhole(this.#handle, block, 0);
    try {
      return JSON.parse(new TextDecoder().decode(block));
    } catch {
      return null;
    }
  }

  /** @param {Partial<Header>} changes */
  #writeHeader(changes) {
    this.header = { ...this.header, ...changes };
    const block = new Uint8Array(BLOCK).fill(0x20);
    const { written } = new TextEncoder().encodeInto(JSON.stringify(this.header), block);
    if (written === BLOCK) throw new Error("the snapshot's header does not fit");
    writeWhole(this.#handle, block, 0);
  }
}

/**
 * @param {Header | null} found
 * @param {boolean} known
 * @param {boolean} whole
 * @returns {string}
 */
function reasonOf(found, known, whole) {
  if (found === null) return "it was not written to its end";
  if (!known) return "it is of another build, browser, language or time zone";
  return whole ? "the last start from it did not come to its end" : "a part of its file is missing";
}
