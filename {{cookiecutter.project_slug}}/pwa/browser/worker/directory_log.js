// What the files of a volume are called and where they lie, kept so that each change takes place
// as a whole or not at all, whenever the power fails.
//
// A change is appended to the log in use. When that one is full, everything is written as a
// snapshot to the other log, with a higher generation, and that one is in use from then on. So
// one of the two is always whole: the log in use is never overwritten, and the other one is not
// needed. A record that arrived torn, or one left over from an earlier use of the file, does not
// continue the checksum of the record before it.

import { apply, encodeRecord, newest, readLog, snapshot } from "../volume_format.js";
import { isFull } from "./emscripten.js";

/**
 * @typedef {import("../volume_format.js").Change} Change
 * @typedef {import("../volume_format.js").Directory} Directory
 * @typedef {import("./files.js").DurableFile} DurableFile
 */

/** Room that a log has at least, in bytes. It is there before it is needed: see `grow`. */
const CAPACITY = 65536;

export class DirectoryLog {
  /** @type {readonly [DurableFile, DurableFile]} */
  #files;
  #capacity;
  #used = 0;
  #generation = 0;
  #end = 0;
  #checksum = 0;
  /** @type {Directory} what the records say, the last one included */
  directory = new Map();

  /**
   * @param {readonly [DurableFile, DurableFile]} files
   * @param {number} [capacity] in bytes
   */
  constructor(files, capacity = CAPACITY) {
    this.#files = files;
    this.#capacity = capacity;
    const logs = files.map((file) => {
      const bytes = new Uint8Array(file.size);
      file.read(bytes, 0);
      return readLog(bytes);
    });
    const log = newest(logs);
    if (!log) return;
    this.#used = logs.indexOf(log);
    this.#generation = log.generation;
    this.#end = log.end;
    this.#checksum = log.checksum;
    this.directory = log.directory;
  }

  /** Whether there has been a directory here before. */
  get exists() {
    return this.#generation > 0;
  }

  /**
   * Write a change. It counts at once, and is on the disk after the next `flush`. If this throws,
   * nothing has changed.
   * @param {Change} change
   */
  write(change) {
    let record = encodeRecord(change, this.#checksum);
    if (this.#end + record.bytes.length > this.#file.size) {
      this.compact(record.bytes.length);
      record = encodeRecord(change, this.#checksum);
    }
    this.#file.write(record.bytes, this.#end);
    this.#end += record.bytes.length;
    this.#checksum = record.checksum;
    apply(this.directory, change);
  }

  /** Return only when all changes are on the disk. */
  flush() {
    if (this.#file.dirty) this.#file.flush();
  }

  /**
   * Go over to the other log.
   * @param {number} [more] bytes that it needs room for
   */
  compact(more = 0) {
    const before = this.#file;
    const other = 1 - this.#used;
    const file = /** @type {DurableFile} */ (this.#files[other]);
    const { bytes, checksum } = encodeRecord(snapshot(this.#generation + 1, this.directory), 0);
    const room = Math.max(this.#capacity, 2 * bytes.length + more);
    grow(file, room);
    file.write(bytes, 0);
    file.flush();
    this.#used = other;
    this.#generation += 1;
    this.#end = bytes.length;
    this.#checksum = checksum;
    grow(before, room); // it is the next one
  }

  get #file() {
    return /** @type {DurableFile} */ (this.#files[this.#used]);
  }
}

/**
 * Make the file at least that large, by zeros, as long as the disk gives the room: a change must
 * not fail later because the disk is full, or nothing could be removed from a full disk.
 * @param {DurableFile} file
 * @param {number} size
 */
function grow(file, size) {
  try {
    if (file.size < size) file.write(new Uint8Array(size - file.size), file.size);
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}
