// An Emscripten file system over open access handles of the OPFS, so that Python's sqlite3 reads
// and writes them synchronously and a commit reaches the disk.
//
// Pyodide's own NATIVEFS and IDBFS copy the whole database at every sync; this one writes the
// pages that SQLite writes. Three kinds of files: the databases, each an OPFS file of its own;
// files of any other name, in a volume; and `-shm`, which is shared memory for the connections of
// this one process. This module has the tree of names; streams.js has open files.

import { Errno, Refused, report } from "./emscripten.js";
import { DurableFile, MemoryFile } from "./files.js";
import { directoryStreams, fileStreams } from "./streams.js";
import { VolumeFolder } from "./volume.js";
import { VolumeFile } from "./volume_file.js";

/**
 * @typedef {import("./emscripten.js").FS} FS
 * @typedef {import("./files.js").File} File
 * @typedef {import("./emscripten.js").Node & {item: File | VolumeFolder, opens: number,
 *   parent: OpfsNode, children: Map<string, OpfsNode>}} OpfsNode
 *   `opens`: how many streams there are.
 * @typedef {{databases: Map<string, DurableFile>, volume: import("./volume.js").Volume}} Storage
 */

const DIRECTORY_MODE = 0o40777;
const DEVICE = 0x5a4; // any constant: with `ino` it tells SQLite which files are the same
const SHARED_MEMORY = "-shm";

/**
 * @param {File | VolumeFolder} item
 * @returns {item is VolumeFile | VolumeFolder} whether the volume has an entry for it
 */
const stored = (item) => item instanceof VolumeFile || item instanceof VolumeFolder;

/**
 * @param {FS} FS Pyodide's
 * @param {import("./emscripten.js").Module} module Pyodide's
 * @param {Storage} storage
 * @returns {object} a file-system type for `FS.mount`
 */
export function createOpfsFilesystem(FS, module, { databases, volume }) {
  /** Run `action`; what it throws becomes an errno, and words in the console.
   * @template T @param {() => T} action @returns {T} */
  const io = (action) => {
    try {
      return action();
    } catch (error) {
      if (error instanceof FS.ErrnoError) throw error;
      throw new FS.ErrnoError(report(error));
    }
  };

  /** @param {OpfsNode | null} parent @param {string} name @param {File | VolumeFolder} item */
  const createNode = (parent, name, item) => {
    const node = /** @type {OpfsNode} */ (FS.createNode(parent, name, item.mode, 0));
    const folder = item instanceof VolumeFolder;
    node.node_ops = folder ? directoryOperations : fileOperations;
    node.stream_ops = folder ? directoryStreamOperations : fileStreamOperations;
    node.item = item;
    node.opens = 0;
    node.atime = item.modified;
    node.children = new Map();
    parent?.children.set(name, node);
    return node;
  };

  const getattr = (/** @type {OpfsNode} */ node) => {
    const { item } = node;
    const size = item instanceof VolumeFolder ? 4096 : item.size;
    const modified = new Date(item.modified);
    return {
      dev: DEVICE,
      ino: node.id,
      mode: node.mode,
      nlink: node.parent.children.get(node.name) === node || node.parent === node ? 1 : 0,
      uid: 0,
      gid: 0,
      rdev: 0,
      size,
      atime: new Date(node.atime),
      mtime: modified,
      ctime: modified,
      blksize: 4096,
      blocks: Math.ceil(size / 512),
    };
  };

  /** @param {OpfsNode} node @param {import("./emscripten.js").Change} change */
  const setattr = (node, { mode, atime, mtime, size }) => {
    const { item } = node;
    // Null is what Emscripten says for a time that is to stay as it is.
    if (mode !== undefined) item.mode = node.mode = mode;
    if (typeof atime === "number") node.atime = atime;
    if (typeof mtime === "number") item.modified = mtime;
    if (size !== undefined && !(item instanceof VolumeFolder)) io(() => item.truncate(size));
    // An open file is recorded when it is flushed or closed; the data folder itself never.
    if (node.opens === 0 && node.parent !== node && stored(item)) io(() => volume.record(item));
  };

  const fileOperations = { getattr, setattr };

  /** Importlib sees by a folder's time that it has to look again. @param {OpfsNode[]} folders */
  const touch = (...folders) => {
    for (const { item } of folders) item.modified = Date.now();
  };

  const directoryOperations = {
    getattr,
    setattr,

    // Every node that exists is made at mount or by mknod, so Emscripten finds it without us.
    lookup() {
      throw new FS.ErrnoError(Errno.ENOENT);
    },

    /** @param {OpfsNode} parent @param {string} name @param {number} mode */
    mknod(parent, name, mode) {
      const node = io(() => createNode(parent, name, create(parent, name, mode)));
      touch(parent);
      return node;
    },

    /** @param {OpfsNode} parent @param {string} name */
    unlink(parent, name) {
      io(() => {
        const { item, opens } = /** @type {OpfsNode} */ (parent.children.get(name));
        if (stored(item)) volume.remove(item, opens > 0);
        else if (item instanceof DurableFile) closed(name, opens).remove();
      });
      parent.children.delete(name);
      touch(parent);
    },

    /** @param {OpfsNode} node @param {OpfsNode} folder @param {string} name */
    rename(node, folder, name) {
      const replaced = folder.children.get(name) ?? null;
      if (replaced && replaced.children.size > 0) throw new FS.ErrnoError(Errno.ENOTEMPTY);
      io(() => move(node, folder, name, replaced));
      touch(node.parent, folder);
      node.parent.children.delete(node.name);
      if (replaced) FS.destroyNode(replaced);
      folder.children.set(name, node);
      node.name = name; // Emscripten sets the parent
    },

    /** @param {OpfsNode} parent @param {string} name */
    rmdir(parent, name) {
      const node = /** @type {OpfsNode} */ (parent.children.get(name));
      if (node.children.size > 0) throw new FS.ErrnoError(Errno.ENOTEMPTY);
      io(() => volume.remove(/** @type {VolumeFolder} */ (node.item), false));
      parent.children.delete(name);
      touch(parent);
    },

    readdir: (/** @type {OpfsNode} */ node) => [".", "..", ...node.children.keys()],
  };

  /** @param {OpfsNode} folder @param {string} name @returns {DurableFile | undefined} */
  const databaseAt = (folder, name) =>
    folder.parent === folder ? databases.get(name) : undefined;

  /** A database has one OPFS file, so it cannot be replaced while someone reads the old one.
   * @param {string} name @param {number} opens @returns {DurableFile} */
  const closed = (name, opens) => {
    if (opens > 0) throw new Refused(Errno.EBUSY, `${name} is open: close all connections first.`);
    return /** @type {DurableFile} */ (databases.get(name));
  };

  const numberOf = (/** @type {OpfsNode} */ node) =>
    /** @type {VolumeFolder} */ (node.item).number;

  /** @param {OpfsNode} parent @param {string} name @param {number} mode */
  const create = (parent, name, mode) => {
    const database = databaseAt(parent, name);
    if (FS.isDir(mode)) {
      if (database) throw new Refused(Errno.EPERM, `${name} is kept for a database.`);
      return volume.createFolder(numberOf(parent), name, mode);
    }
    if (!FS.isFile(mode)) throw new Refused(Errno.EPERM, `${name}: only files and folders here.`);
    if (database) return Object.assign(database, { mode });
    const shared = name.endsWith(SHARED_MEMORY) && name.slice(0, -SHARED_MEMORY.length);
    if (shared && parent.children.has(shared)) return new MemoryFile();
    return volume.createFile(numberOf(parent), name, mode);
  };

  /**
   * @param {OpfsNode} node @param {OpfsNode} folder @param {string} name
   * @param {OpfsNode | null} replaced
   */
  const move = (node, folder, name, replaced) => {
    const { item } = node;
    const open = replaced !== null && replaced.opens > 0;
    const old = replaced && stored(replaced.item) ? replaced.item : null;
    const database = databaseAt(folder, name);
    if (item instanceof MemoryFile) {
      throw new Refused(Errno.EPERM, `${node.name} is in memory only.`);
    } else if (item instanceof DurableFile) {
      if (database) throw new Refused(Errno.EXDEV, `${node.name} cannot become ${name}.`);
      const source = closed(node.name, node.opens);
      const number = numberOf(folder);
      node.item = volume.moveFromDatabase(node.name, source, number, name, old, open);
    } else if (database) {
      if (!(item instanceof VolumeFile)) {
        throw new Refused(Errno.EPERM, `${name} is kept for a database.`);
      }
      volume.moveToDatabase(item, name, closed(name, replaced?.opens ?? 0));
      node.item = database;
    } else {
      volume.rename(item, numberOf(folder), name, old, open);
    }
  };

  const fileStreamOperations = fileStreams(FS, module, io);
  const directoryStreamOperations = directoryStreams(volume);

  return {
    mount(/** @type {object} */ mount) {
      const items = volume.items();
      const entry = { parent: 0, name: "", mode: DIRECTORY_MODE, modified: Date.now() };
      const root = createNode(null, "/", new VolumeFolder(0, entry));
      root.mount = mount;
      const fill = (/** @type {OpfsNode} */ folder) => {
        for (const item of items.get(numberOf(folder)) ?? []) {
          const node = createNode(folder, item.name, item);
          if (item instanceof VolumeFolder) fill(node);
        }
      };
      fill(root);
      for (const [name, database] of databases) {
        if (database.size > 0) createNode(root, name, database);
      }
      return root;
    },
  };
}
