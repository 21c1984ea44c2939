// What a file of the durable folder is made of: an access handle of the origin private file
// system, or memory for what SQLite shares between its own connections (-shm).
// Both have the same methods; positions and sizes are bytes.

export class DurableFile {
  /** @param {FileSystemSyncAccessHandle} handle opened for reading and writing */
  constructor(handle) {
    this.handle = handle;
    this.size = handle.getSize();
  }

  /**
   * @param {Uint8Array} target
   * @param {number} at
   * @returns {number} bytes read, 0 at the end of the file
   */
  read(target, at) {
    return at >= this.size ? 0 : this.handle.read(target, { at });
  }

  /**
   * @param {Uint8Array} source
   * @param {number} at
   * @returns {number} bytes written
   */
  write(source, at) {
    try {
      const written = this.handle.write(source, { at });
      this.size = Math.max(this.size, at + written);
      return written;
    } catch (error) {
      this.size = this.handle.getSize(); // a write that failed may have grown the file
      throw error;
    }
  }

  /** @param {number} size */
  truncate(size) {
    try {
      this.handle.truncate(size);
    } finally {
      this.size = this.handle.getSize();
    }
  }

  /** Return only when what was written is on the disk. */
  flush() {
    this.handle.flush();
  }

  /** The OPFS file stays, empty: creating one is not durable in Chromium, emptying one is. */
  remove() {
    this.truncate(0);
    this.flush();
  }
}

export class MemoryFile {
  constructor() {
    this.bytes = new Uint8Array(0);
    this.size = 0;
  }

  /** @param {Uint8Array} target @param {number} at */
  read(target, at) {
    const source = this.bytes.subarray(at, Math.min(this.size, at + target.length));
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

  remove() {
    this.bytes = new Uint8Array(0);
    this.size = 0;
  }

  /** @param {number} size */
  #reserve(size) {
    if (size <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(size, 2 * this.bytes.length, 4096));
    grown.set(this.bytes);
    this.bytes = grown;
  }
}

/** @typedef {DurableFile | MemoryFile} File */
