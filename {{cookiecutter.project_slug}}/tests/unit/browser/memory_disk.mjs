// A disk in memory whose files have the interface of FileSystemSyncAccessHandle. It can write
// down what is done to it, and be full.

export class MemoryDisk {
  /** Operations in order, if it is set to an array: [name, "write", at, bytes], [name,
   * "truncate", size], [name, "flush"]; and whatever else a test puts between them. */
  log = null;
  /** Bytes that all files may have together. */
  quota = Infinity;
  /** Called before each flush, with the file's name: a test may throw there. */
  onFlush = () => {};
  files = new Map();

  /** @param {Record<string, Uint8Array>} [images] contents by name */
  constructor(images = {}) {
    for (const [name, bytes] of Object.entries(images)) this.open(name).write(bytes, { at: 0 });
  }

  open(name) {
    if (!this.files.has(name)) this.files.set(name, new MemoryHandle(this, name));
    return this.files.get(name);
  }

  /** @returns {Record<string, Uint8Array>} contents by name */
  images() {
    return Object.fromEntries([...this.files].map(([name, file]) => [name, file.bytes]));
  }

  get size() {
    return [...this.files.values()].reduce((sum, file) => sum + file.getSize(), 0);
  }
}

class MemoryHandle {
  #disk;
  #name;
  #bytes = new Uint8Array(0);
  #size = 0;

  constructor(disk, name) {
    this.#disk = disk;
    this.#name = name;
  }

  get bytes() {
    return this.#bytes.slice(0, this.#size);
  }

  getSize() {
    return this.#size;
  }

  read(target, { at }) {
    const end = Math.min(at + target.length, this.#size);
    const source = this.#bytes.subarray(Math.min(at, end), end);
    target.set(source);
    return source.length;
  }

  write(source, { at }) {
    this.#resize(Math.max(this.#size, at + source.length));
    this.#bytes.set(source, at);
    this.#disk.log?.push([this.#name, "write", at, source.slice()]);
    return source.length;
  }

  truncate(size) {
    this.#resize(size);
    this.#disk.log?.push([this.#name, "truncate", size]);
  }

  flush() {
    this.#disk.onFlush(this.#name);
    this.#disk.log?.push([this.#name, "flush"]);
  }

  close() {}

  #resize(size) {
    if (this.#disk.size - this.#size + size > this.#disk.quota) {
      throw new DOMException("No space left", "QuotaExceededError");
    }
    if (size > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(size, 2 * this.#bytes.length));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    if (size < this.#size) this.#bytes.fill(0, size, this.#size);
    this.#size = size;
  }
}
