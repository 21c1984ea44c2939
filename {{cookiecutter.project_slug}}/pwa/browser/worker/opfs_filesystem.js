// An Emscripten file system over open access handles of the OPFS, so that Python's sqlite3 reads
// and writes them synchronously and a commit reaches the disk.
//
// Pyodide's own NATIVEFS and IDBFS copy the whole database at every sync; this one writes the
// pages that SQLite writes. Three kinds of files: the databases, each an OPFS file of its own;
// files of any other name, in a volume; and `-shm`, which is shared memory for the connections of
// this one process. This module has the tree of names; streams.js has open files.
//
// It is mounted twice: as the data folder, and over the project's folder, where what the site brings
// (shipped.js) lies below what the app has written there.

import { PROJECT_FILES, ROOT } from "../volume_format.js";
import { Errno, Refused, report } from "./emscripten.js";
import { DurableFile, MemoryFile } from "./files.js";
import { overSite, REMOVED, ShippedFile, ShippedFolder } from "./shipped.js";
import { directoryStreams, fileStreams } from "./streams.js";
import { VolumeFolder } from "./volume.js";
import { VolumeFile } from "./volume_file.js";

/**
 * @typedef {import("./emscripten.js").FS} FS
 * @typedef {import("./files.js").File} File
 * @typedef {import("./shipped.js").MemoryNode} MemoryNode
 * @typedef {VolumeFolder | ShippedFolder} Folder
 * @typedef {import("./emscripten.js").Node & {item: File | Folder, opens: number, parent: OpfsNode,
 *   children: Map<string, OpfsNode>, below: MemoryNode | null, removed: Map<string, VolumeFile>}}
 *   OpfsNode  `opens`: how many streams there are. `below`: the folder of the site in the same place;
 *   `removed`: what says of its files that they are no more, by their names.
 * @typedef {{databases: Map<string, DurableFile>, volume: import("./volume.js").Volume}} Storage
 */

const DIRECTORY_MODE = 0o40777;
const DEVICE = 0x5a4; // any constant: with `ino` it tells SQLite which files are the same
const SHARED_MEMORY = "-shm";

/**
 * @param {File | Folder} item
 * @returns {item is VolumeFile | VolumeFolder} whether the volume has an entry for it
 */
const stored = (item) => item instanceof VolumeFile || item instanceof VolumeFolder;

/** @param {File | Folder} item @returns {item is Folder} */
const isFolder = (item) => item instanceof VolumeFolder || item instanceof ShippedFolder;

/**
 * @param {FS} FS Pyodide's
 * @param {import("./emscripten.js").Module} module Pyodide's
 * @param {Storage} storage
 * @param {MemoryNode | null} [site] the project's folder, as the site brings it; null for the data folder
 * @returns {object} a file-system type for `FS.mount`
 */
export function createOpfsFilesystem(FS, module, { databases, volume }, site = null) {
  const { forgetRemoved, numberOf, own, refuseFolderOfSite, removeBelow } = overSite(volume);

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

  /** @param {OpfsNode | null} parent @param {string} name @param {File | Folder} item */
  const createNode = (parent, name, item) => {
    const node = /** @type {OpfsNode} */ (FS.createNode(parent, name, item.mode, 0));
    const folder = isFolder(item);
    node.node_ops = folder ? directoryOperations : fileOperations;
    node.stream_ops = folder ? directoryStreamOperations : fileStreamOperations;
    node.item = item;
    node.opens = 0;
    node.atime = item.modified;
    node.children = new Map();
    node.removed = new Map();
    node.below = null;
    parent?.children.set(name, node);
    return node;
  };

  const getattr = (/** @type {OpfsNode} */ node) => {
    const { item } = node;
    const size = isFolder(item) ? 4096 : item.size;
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
    if (size !== undefined && !isFolder(node.item)) io(() => own(node).truncate(size));
    const { item } = node;
    // Null is what Emscripten says for a time that is to stay as it is.
    if (mode !== undefined) item.mode = node.mode = mode;
    if (typeof atime === "number") node.atime = atime;
    if (typeof mtime === "number") item.modified = mtime;
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
        removeBelow(parent, name);
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
      io(() => {
        for (const each of replaced ? [node, replaced] : [node]) refuseFolderOfSite(each);
        if (replaced) forgetRemoved(replaced);
        own(node);
        removeBelow(node.parent, node.name);
        move(node, folder, name, replaced);
      });
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
      io(() => {
        refuseFolderOfSite(node);
        removeBelow(parent, name);
        forgetRemoved(node);
        volume.remove(/** @type {VolumeFolder} */ (node.item), false);
      });
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

  /** @param {OpfsNode} folder @param {string} name */
  const isReserved = (folder, name) =>
    site ? name.startsWith(REMOVED) : folder.parent === folder && name === PROJECT_FILES;

  /** @param {OpfsNode} parent @param {string} name @param {number} mode */
  const create = (parent, name, mode) => {
    // Bytecode of this version's sources must not be found by the next one's. Python does without.
    if (site && [parent.name, name].includes("__pycache__")) throw new FS.ErrnoError(Errno.EROFS);
    if (isReserved(parent, name)) throw new Refused(Errno.EPERM, `${name} is kept for the runtime.`);
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
    if (isReserved(folder, name)) throw new Refused(Errno.EPERM, `${name} is kept for the runtime.`);
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
      volume.rename(/** @type {VolumeFile | VolumeFolder} */ (item), numberOf(folder), name, old, open);
    }
  };

  /** @param {OpfsNode} parent @param {string} name @param {MemoryNode} below */
  const ship = (parent, name, below) => {
    const item = FS.isDir(below.mode) ? new ShippedFolder(below) : new ShippedFile(below);
    return createNode(parent, name, item);
  };

  const fileStreamOperations = fileStreams(FS, module, io, own);
  const directoryStreamOperations = directoryStreams(volume);

  return {
    mount(/** @type {object} */ mount) {
      const items = volume.items();
      const isProject = (/** @type {VolumeFile | VolumeFolder} */ { parent, name }) =>
        parent === ROOT && name === PROJECT_FILES;
      const entry = { parent: ROOT, name: "", mode: DIRECTORY_MODE, modified: Date.now() };
      const top = site
        ? (items.get(ROOT)?.find(isProject) ?? new ShippedFolder(site))
        : new VolumeFolder(ROOT, entry);
      const root = createNode(null, "/", top);
      root.mount = mount;
      root.below = site;
      const fill = (/** @type {OpfsNode} */ folder) => {
        const stored = folder.item instanceof VolumeFolder ? items.get(folder.item.number) : [];
        for (const item of stored ?? []) {
          const removed = site && item.name.startsWith(REMOVED) && item instanceof VolumeFile;
          if (removed) folder.removed.set(item.name.slice(REMOVED.length), item);
          else if (site || !isProject(item)) createNode(folder, item.name, item);
        }
        for (const [name, below] of Object.entries(folder.below?.contents ?? {})) {
          const node =
            folder.children.get(name) ?? (folder.removed.has(name) ? null : ship(folder, name, below));
          if (node && FS.isDir(node.mode) && FS.isDir(below.mode)) node.below = below;
        }
        for (const child of folder.children.values()) if (isFolder(child.item)) fill(child);
      };
      fill(root);
      for (const [name, database] of databases) {
        if (database.size > 0) createNode(root, name, database);
      }
      return root;
    },
  };
}
