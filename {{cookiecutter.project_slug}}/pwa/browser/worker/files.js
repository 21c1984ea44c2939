// Two kinds of files: a durable one, which is an access handle of the origin private file system,
// and memory for what SQLite shares between its own connections (-shm). The third kind is in
// volume_file.js. All have the same methods; positions and sizes are bytes.

import { readWhole, resize, sizeOf, writeWhole } from "./access_handle.js";
import { Errno, Refused } from "./emscripten.js";

const FILE_MODE = 0o100666;

export class DurableFile {
  mode = FILE_MODE;
  modified = Date.now();
  /** How often SQLite asked for a flush and got it: the self-test at the start looks at it. */
  flushes = 0;
  /** Whether something was written that no flush has followed. */
  dirty = false;
  /** Why nothing is written to this file any more, "" while it is. */
  #broken = "";
  /** Whether it may be read even so. */
  #readable = true;

  /** @param {FileSystemSyncAccessHandle} handle opened for reading and writing */
  constructor(handle) {
    this.handle = handle;
    this.size = sizeOf(handle);
  }

  /**
   * @param {Uint8Array} target
   * @param {number} at
   * @returns {number} bytes read: all that the file has there, 0 at its end
   */
  read(target, at) {
    if (!this.#readable) this.#check();
    const length = Math.max(0, Math.min(target.length, this.size - at));
    readWhole(this.handle, target.subarray(0, length), at);
    return length;
  }

  /**
   * @param {Uint8Array} source
   * @param {number} at
   * @returns {number} bytes written: all
   */
  write(source, at) {
    this.#check();
    this.dirty = true;
    this.modified = Date.now();
    try {
      writeWhole(this.handle, source, at);
    } catch (error) {
      this.size = sizeOf(this.handle); // a write that failed may have grown the file
      throw error;
    }
    this.size = Math.max(this.size, at + source.length);
    return source.length;
  }

  /** @param {number} size */
  truncate(size) {
    this.#check();
    this.dirty = true;
    this.modified = Date.now();
    try {
      resize(this.handle, size);
    } finally {
      this.size = sizeOf(this.handle);
    }
  }

  /**
   * Return only when what was written is on the disk. When that fails, nobody knows which of the
   * writes got there, and the operating system may say of the next flush that all is well. So
   * nothing is written any more until the file is opened anew.
   */
  flush() {
    this.#flush();
    this.flushes += 1;
  }

  /** What is closed is on the disk, even if nobody asked for it. */
  close() {
    if (this.dirty) this.#flush();
  }

  /** The OPFS file stays, empty: creating one is not durable in Chromium, emptying one is. */
  remove() {
    this.truncate(0);
    this.#flush();
  }

  #flush() {
    this.#check();
    try {
      this.handle.flush();
    } catch (error) {
      this.breakDown(`the browser could not write it to the disk (${error})`, true);
      throw error;
    }
    this.dirty = false;
  }

  /** Refuse writes from now on. @param {string} reason @param {boolean} readable */
  breakDown(reason, readable) {
    this.#broken = reason;
    this.#readable = readable;
  }

  #check() {
    if (!this.#broken) return;
    throw new Refused(Errno.EIO, `Nothing is saved here until the next start: ${this.#broken}.`);
  }
}

/** What need not outlive this process. It stays readable after its removal, while it is open. */
export class MemoryFile {
  mode = FILE_MODE;
  modified = Date.now();
  bytes = new Uint8Array(0);
  size = 0;

  /** @param {Uint8Array} target @param {number} at */
  read(target, at) {
    const source = this.bytes.subarray(at, Math.max(at, Math.min(this.size, at + target.length)));
    target.set(source);
    return source.length;
  }

  /** @param {Uint8Array} source @param {number} at */
  write(source, at) {
    this.#reserve(at + source.length);
    this.bytes.set(source, at);
    this.size = Math.max(this.size, at + source.length);
    return source.length;
  }

  /** @param {number} size */
  truncate(size) {
    this.#reserve(size);
    this.bytes.fill(0, size);
    this.size = size;
  }

  flush() {}

  close() {}

  remove() {}

  /** @param {number} size */
  #reserve(size) {
    if (size <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(size, 2 * this.bytes.length, 4096));
    grown.set(this.bytes);
    this.bytes = grown;
  }
}

/** @typedef {DurableFile | MemoryFile | import("./volume_file.js").VolumeFile} File */
