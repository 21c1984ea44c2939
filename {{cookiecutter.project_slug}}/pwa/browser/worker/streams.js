// What Emscripten calls for open files and folders of the data folder. Its `stream` knows the
// node; positions, lengths and offsets are bytes.

import { Errno, report } from "./emscripten.js";
import { MemoryFile } from "./files.js";

/**
 * @typedef {import("./emscripten.js").FS} FS
 * @typedef {import("./files.js").File} File
 * @typedef {import("./opfs_filesystem.js").OpfsNode} OpfsNode
 * @typedef {{node: OpfsNode, position: number, flags: number}} OpfsStream
 */

const PAGE = 65536; // WebAssembly's page: what mmap must align to
const SEEK_CUR = 1;
const SEEK_END = 2;
const MAP_PRIVATE = 2;
const ACCESS_MODE = 3; // O_WRONLY, O_RDWR

/**
 * @param {FS} FS Pyodide's
 * @param {import("./emscripten.js").Module} module Pyodide's
 * @param {<T>(action: () => T) => T} io runs what may fail, and throws Emscripten's errors
 * @param {(node: OpfsNode) => void} own makes a file of the site one that can be changed
 */
export function fileStreams(FS, module, io, own) {
  const fileOf = (/** @type {OpfsStream} */ stream) => /** @type {File} */ (stream.node.item);

  return {
    // Counted, because a file that is open may lose its name and still be read.
    open(/** @type {OpfsStream} */ { node, flags }) {
      if (flags & ACCESS_MODE) io(() => own(node)); // for writing
      node.opens += 1;
    },

    dup(/** @type {OpfsStream} */ { node }) {
      node.opens += 1;
    },

    close(/** @type {OpfsStream} */ stream) {
      stream.node.opens -= 1;
      if (stream.node.opens === 0) io(() => fileOf(stream).close());
    },

    /** @param {OpfsStream} stream @param {number} offset @param {number} whence */
    llseek(stream, offset, whence) {
      let position = offset;
      if (whence === SEEK_CUR) position += stream.position;
      if (whence === SEEK_END) position += fileOf(stream).size;
      if (position < 0) throw new FS.ErrnoError(Errno.EINVAL);
      return position;
    },

    /**
     * @param {OpfsStream} stream @param {Int8Array} buffer @param {number} offset
     * @param {number} length @param {number} position
     */
    read(stream, buffer, offset, length, position) {
      return io(() => fileOf(stream).read(bytes(buffer, offset, length), position));
    },

    /**
     * @param {OpfsStream} stream @param {Int8Array} buffer @param {number} offset
     * @param {number} length @param {number} position
     */
    write(stream, buffer, offset, length, position) {
      if (length === 0) return 0;
      return io(() => fileOf(stream).write(bytes(buffer, offset, length), position));
    },

    // Emscripten calls this for fsync, and for fdatasync thanks to pwa/build/runtime.py. It
    // wants a number, not an exception.
    fsync(/** @type {OpfsStream} */ stream) {
      return errnoFrom(() => fileOf(stream).flush());
    },

    // Always a copy. That is enough for -shm: SQLite maps each region of it once in a process,
    // and all connections share that mapping. A shared mapping of any other file would have to
    // show what is written to the file later, so it is refused, and SQLite reads instead.
    /**
     * @param {OpfsStream} stream @param {number} length @param {number} position
     * @param {number} _protection @param {number} flags
     */
    mmap(stream, length, position, _protection, flags) {
      const file = fileOf(stream);
      if (!(file instanceof MemoryFile) && !(flags & MAP_PRIVATE)) {
        throw new FS.ErrnoError(Errno.ENODEV);
      }
      const size = Math.ceil(length / PAGE) * PAGE;
      const ptr = module._emscripten_builtin_memalign(PAGE, size);
      if (!ptr) throw new FS.ErrnoError(Errno.ENOMEM);
      module.HEAPU8.fill(0, ptr, ptr + size);
      io(() => file.read(module.HEAPU8.subarray(ptr, ptr + length), position));
      return { ptr, allocated: true };
    },

    /**
     * @param {OpfsStream} stream @param {Uint8Array} buffer @param {number} offset
     * @param {number} length
     */
    msync(stream, buffer, offset, length) {
      io(() => fileOf(stream).write(buffer.subarray(0, length), offset));
      return 0;
    },
  };
}

/** @param {import("./volume.js").Volume} volume */
export function directoryStreams(volume) {
  return {
    // os.listdir rewinds by whence=1; without it it would never end.
    /** @param {OpfsStream} stream @param {number} offset @param {number} whence */
    llseek: (stream, offset, whence) => (whence === SEEK_CUR ? stream.position + offset : offset),

    // SQLite does this after it made or removed a journal.
    fsync: () => errnoFrom(() => volume.flush()),
  };
}

/** @param {() => void} action @returns {number} 0, or the errno of what it threw */
function errnoFrom(action) {
  try {
    action();
    return 0;
  } catch (error) {
    return report(error);
  }
}

/**
 * A view of what Emscripten passes as (buffer, offset, length); the buffer is its signed heap.
 * @param {Int8Array | Uint8Array} buffer
 * @param {number} offset
 * @param {number} length
 */
function bytes(buffer, offset, length) {
  return new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);
}
