// A disk in memory whose files have the interface of FileSystemSyncAccessHandle. It can write
// down what is done to it, be full in each of the ways that browsers have, and work by small pieces.

/** What Chromium returns in a private window: base::File::FILE_ERROR_NO_SPACE, -8, without a sign. */
export const NO_SPACE = 2 ** 32 - 8;

/** How a full disk says so: what `write` returns where there are `room` bytes, and wrote those. */
export const WAYS = {
  throws() {
    throw new DOMException("No space left", "QuotaExceededError");
  },
  "returns an error": () => NO_SPACE,
  "writes a part": (room) => room,
};

export class MemoryDisk {
  /** Operations in order, if it is set to an array: [name, "write", at, bytes], [name,
   * "truncate", size], [name, "flush"]; and whatever else a test puts between them. */
  log = null;
  /** Bytes that all files may have together. */
  quota = Infinity;
  /** @type {keyof typeof WAYS} */
  whenFull = "throws";
  /** The most bytes that are read or written at once; the count says so. */
  most = Infinity;
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
    const end = Math.min(at + Math.min(target.length, this.#disk.most), this.#size);
    const source = this.#bytes.subarray(Math.min(at, end), end);
    target.set(source);
    return source.length;
  }

  write(source, { at }) {
    const end = this.#size + Math.max(0, this.#disk.quota - this.#disk.size);
    const room = Math.max(0, end - at);
    const size = Math.min(source.length, this.#disk.most);
    const count = size > room ? WAYS[this.#disk.whenFull](room) : size;
    const written = source.slice(0, Math.min(size, room));
    if (written.length === 0) return count;
    this.#resize(Math.max(this.#size, at + written.length));
    this.#bytes.set(written, at);
    this.#disk.log?.push([this.#name, "write", at, written]);
    return count;
  }

  truncate(size) {
    if (this.#disk.size - this.#size + size > this.#disk.quota && size > this.#size) {
      WAYS[this.#disk.whenFull](0);
      return; // it says nothing, and the file is as it was
    }
    this.#resize(size);
    this.#disk.log?.push([this.#name, "truncate", size]);
  }

  flush() {
    this.#disk.onFlush(this.#name);
    this.#disk.log?.push([this.#name, "flush"]);
  }

  close() {}

  #resize(size) {
    if (size > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(size, 2 * this.#bytes.length));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    if (size < this.#size) this.#bytes.fill(0, size, this.#size);
    this.#size = size;
  }
}
