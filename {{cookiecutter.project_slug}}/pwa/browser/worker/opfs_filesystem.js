// An Emscripten file system whose files are already open access handles of the OPFS, so that
// Python's sqlite3 reads and writes them synchronously and a commit reaches the disk.
//
// Pyodide's own NATIVEFS and IDBFS copy the whole database at every sync; this one writes the
// pages that SQLite writes. Names: those given at mount (durable), and `*-shm`, which is shared
// memory for the connections of this one process and never needs to outlive it.

import { Errno } from "./emscripten.js";
import { MemoryFile } from "./files.js";

/**
 * @typedef {import("./emscripten.js").FS} FS
 * @typedef {import("./emscripten.js").Node & {file: import("./files.js").File | null,
 *   children: Map<string, OpfsNode>}} OpfsNode
 * @typedef {{node: OpfsNode, position: number}} OpfsStream
 * @typedef {{HEAPU8: Uint8Array,
 *   _emscripten_builtin_memalign: (alignment: number, size: number) => number}} Module
 */

const DIRECTORY_MODE = 0o40777;
const FILE_MODE = 0o100666;
const DEVICE = 0x5a4; // any constant: with `ino` it tells SQLite which files are the same
const PAGE = 65536; // WebAssembly's page: what mmap must align to
const SEEK_CUR = 1;
const SEEK_END = 2;

/**
 * @param {FS} FS Pyodide's
 * @param {Module} module Pyodide's
 * @param {Map<string, import("./files.js").DurableFile>} durable by name
 * @returns {object} a file-system type for `FS.mount`
 */
export function createOpfsFilesystem(FS, module, durable) {
  const fail = (/** @type {unknown} */ error) => {
    console.error("The database's file could not be used:", error);
    const full = error instanceof DOMException && error.name === "QuotaExceededError";
    return new FS.ErrnoError(full ? Errno.ENOSPC : Errno.EIO);
  };

  /** Run `action`; what the browser throws becomes an errno that SQLite understands.
   * @template T @param {() => T} action @returns {T} */
  const io = (action) => {
    try {
      return action();
    } catch (error) {
      throw fail(error);
    }
  };

  const fileOf = (/** @type {OpfsNode} */ node) => {
    if (!node.file) throw new FS.ErrnoError(Errno.EINVAL);
    return node.file;
  };

  const createNode = (
    /** @type {OpfsNode | null} */ parent,
    /** @type {string} */ name,
    /** @type {number} */ mode,
    /** @type {import("./files.js").File | null} */ file,
  ) => {
    const node = /** @type {OpfsNode} */ (FS.createNode(parent, name, mode, 0));
    node.node_ops = file ? fileOperations : directoryOperations;
    node.stream_ops = file ? fileStreamOperations : directoryStreamOperations;
    node.file = file;
    node.children = new Map();
    parent?.children.set(name, node);
    return node;
  };

  const attributes = (/** @type {OpfsNode} */ node) => {
    const size = node.file ? node.file.size : 4096;
    return {
      dev: DEVICE,
      ino: node.id,
      mode: node.mode,
      nlink: 1,
      uid: 0,
      gid: 0,
      rdev: 0,
      size,
      atime: new Date(node.atime),
      mtime: new Date(node.mtime),
      ctime: new Date(node.ctime),
      blksize: 4096,
      blocks: Math.ceil(size / 512),
    };
  };

  const setAttributes = (
    /** @type {OpfsNode} */ node,
    /** @type {{size?: number, mode?: number, atime?: number, mtime?: number}} */ change,
  ) => {
    if (change.mode !== undefined) node.mode = change.mode;
    if (change.atime !== undefined) node.atime = change.atime;
    if (change.mtime !== undefined) node.mtime = change.mtime;
    if (change.size !== undefined) {
      const { size } = change;
      io(() => fileOf(node).truncate(size));
    }
  };

  const fileOperations = { getattr: attributes, setattr: setAttributes };

  const directoryOperations = {
    getattr: attributes,
    setattr: setAttributes,

    // Every node that exists is made at mount or by mknod, so Emscripten finds it without us.
    lookup() {
      throw new FS.ErrnoError(Errno.ENOENT);
    },

    mknod(
      /** @type {OpfsNode} */ parent,
      /** @type {string} */ name,
      /** @type {number} */ mode,
    ) {
      const file = durable.get(name) ?? (name.endsWith("-shm") ? new MemoryFile() : null);
      if (!file || !FS.isFile(mode)) {
        console.error(`Only the database can be kept here, not "${name}".`);
        throw new FS.ErrnoError(Errno.EPERM);
      }
      return createNode(parent, name, mode, file);
    },

    unlink(/** @type {OpfsNode} */ parent, /** @type {string} */ name) {
      const node = /** @type {OpfsNode} */ (parent.children.get(name));
      io(() => fileOf(node).remove());
      parent.children.delete(name);
    },

    rename() {
      throw new FS.ErrnoError(Errno.EPERM);
    },

    rmdir() {
      throw new FS.ErrnoError(Errno.EPERM);
    },

    readdir: (/** @type {OpfsNode} */ node) => [".", "..", ...node.children.keys()],
  };

  const fileStreamOperations = {
    llseek(
      /** @type {OpfsStream} */ stream,
      /** @type {number} */ offset,
      /** @type {number} */ whence,
    ) {
      let position = offset;
      if (whence === SEEK_CUR) position += stream.position;
      if (whence === SEEK_END) position += fileOf(stream.node).size;
      if (position < 0) throw new FS.ErrnoError(Errno.EINVAL);
      return position;
    },

    read(
      /** @type {OpfsStream} */ stream,
      /** @type {Int8Array} */ buffer,
      /** @type {number} */ offset,
      /** @type {number} */ length,
      /** @type {number} */ position,
    ) {
      const target = bytes(buffer, offset, length);
      return io(() => fileOf(stream.node).read(target, position));
    },

    write(
      /** @type {OpfsStream} */ stream,
      /** @type {Int8Array} */ buffer,
      /** @type {number} */ offset,
      /** @type {number} */ length,
      /** @type {number} */ position,
    ) {
      if (length === 0) return 0;
      const source = bytes(buffer, offset, length);
      const written = io(() => fileOf(stream.node).write(source, position));
      if (written === 0) throw new FS.ErrnoError(Errno.ENOSPC);
      stream.node.mtime = stream.node.ctime = Date.now();
      return written;
    },

    // Emscripten calls this for fsync, and for fdatasync thanks to pwa/build/runtime.py. It
    // wants a number, not an exception.
    fsync(/** @type {OpfsStream} */ stream) {
      try {
        fileOf(stream.node).flush();
        return 0;
      } catch (error) {
        fail(error);
        return Errno.EIO;
      }
    },

    // A copy is enough: SQLite maps each region of -shm once in a process, and all connections
    // of the process share that mapping.
    mmap(
      /** @type {OpfsStream} */ stream,
      /** @type {number} */ length,
      /** @type {number} */ position,
    ) {
      const size = Math.ceil(length / PAGE) * PAGE;
      const ptr = module._emscripten_builtin_memalign(PAGE, size);
      if (!ptr) throw new FS.ErrnoError(Errno.ENOMEM);
      module.HEAPU8.fill(0, ptr, ptr + size);
      fileOf(stream.node).read(module.HEAPU8.subarray(ptr, ptr + length), position);
      return { ptr, allocated: true };
    },

    msync(
      /** @type {OpfsStream} */ stream,
      /** @type {Uint8Array} */ buffer,
      /** @type {number} */ offset,
      /** @type {number} */ length,
    ) {
      const source = buffer.subarray(0, length);
      io(() => fileOf(stream.node).write(source, offset));
      return 0;
    },
  };

  const directoryStreamOperations = {
    // os.listdir rewinds by whence=1; without it it would never end.
    llseek: (
      /** @type {OpfsStream} */ stream,
      /** @type {number} */ offset,
      /** @type {number} */ whence,
    ) => (whence === SEEK_CUR ? stream.position + offset : offset),
    fsync: () => 0,
  };

  return {
    mount(/** @type {object} */ mount) {
      const root = createNode(null, "/", DIRECTORY_MODE, null);
      root.mount = mount;
      for (const [name, file] of durable) {
        if (file.size > 0) createNode(root, name, FILE_MODE, file);
      }
      return root;
    },
  };
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
