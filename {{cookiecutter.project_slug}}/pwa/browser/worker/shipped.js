// What the site brings to the project's folder: files and folders of Emscripten's memory, read from
// the archives. They are never changed. What the app changes becomes a file of the volume first, and
// stands before the site's from then on, in this version and in later ones.

import { pathOf, PROJECT_FILES, ROOT } from "../volume_format.js";
import { Errno, Refused } from "./emscripten.js";
import { MemoryFile } from "./files.js";

/**
 * @typedef {import("./memory_tree.js").MemoryNode} MemoryNode
 * @typedef {import("./opfs_filesystem.js").OpfsNode} OpfsNode
 */

const FILE_MODE = 0o100666;

/** Begins the name of an empty file that says: what the site brings by the rest of the name is removed.
 * (Docker's layers have it from aufs.) */
export const REMOVED = ".wh.";

/**
 * What the app has written in the project's folder, or removed there.
 * @param {import("../volume_format.js").Directory} directory of the volume
 * @returns {string[]} paths below the project's folder
 */
export function writtenInProject(directory) {
  const isTop = (/** @type {import("../volume_format.js").Entry} */ { parent, name }) =>
    parent === ROOT && name === PROJECT_FILES;
  if (![...directory.values()].some(isTop)) return [];
  const start = `${PROJECT_FILES}/`;
  const paths = [...directory.keys()].map((number) => pathOf(directory, number));
  const written = paths.filter((path) => path.startsWith(start));
  return written.map((path) => {
    const slash = path.lastIndexOf("/") + 1;
    const name = path.slice(slash);
    const plain = name.startsWith(REMOVED) ? name.slice(REMOVED.length) : name;
    return path.slice(start.length, slash) + plain;
  });
}

export class ShippedFile extends MemoryFile {
  #node;

  /** @param {MemoryNode} node */
  constructor(node) {
    super();
    this.#node = node;
    this.mode = node.mode;
    this.modified = node.mtime;
    this.size = node.usedBytes;
  }

  /** @returns {Uint8Array} read from the archive now, if it was not before */
  get content() {
    return this.#node.contents.subarray(0, this.size);
  }

  /** @override @param {Uint8Array} target @param {number} at */
  read(target, at) {
    const source = this.content.subarray(at, at + target.length);
    target.set(source);
    return source.length;
  }
}

export class ShippedFolder {
  /** @param {MemoryNode} node */
  constructor(node) {
    this.node = node;
    this.mode = node.mode;
    this.modified = node.mtime;
  }
}

/**
 * What goes before a change in the project's folder. In the data folder none of it has anything to do.
 * @param {import("./volume.js").Volume} volume
 */
export function overSite(volume) {
  /** A folder of the site becomes one of the volume, too. @param {OpfsNode} node @returns {number} */
  const numberOf = (node) => {
    if (node.item instanceof ShippedFolder) {
      const top = node.parent === node;
      const parent = top ? ROOT : numberOf(node.parent);
      node.item = volume.createFolder(parent, top ? PROJECT_FILES : node.name, node.mode);
    }
    return /** @type {import("./volume.js").VolumeFolder} */ (node.item).number;
  };

  /** A file of the site becomes one of the volume before it is changed: whole, or not at all.
   * @param {OpfsNode} node @returns {import("./files.js").File} */
  const own = (node) => {
    const { item } = node;
    if (item instanceof ShippedFile) {
      const file = volume.newFile(numberOf(node.parent), node.name, node.mode);
      try {
        file.write(item.content, 0);
        volume.flushData();
        file.record();
      } catch (error) {
        volume.release(file.takeBlocks());
        throw error;
      }
      volume.flush();
      node.item = file;
    }
    return /** @type {import("./files.js").File} */ (node.item);
  };

  /** The site's file of that name is not to come back at the next start; what is at its place, stays.
   * @param {OpfsNode} parent @param {string} name */
  const removeBelow = (parent, name) => {
    const files = parent.below?.contents;
    if (!files || !Object.hasOwn(files, name) || parent.removed.has(name)) return;
    const file = volume.createFile(numberOf(parent), REMOVED + name, FILE_MODE);
    parent.removed.set(name, file);
    volume.flush();
  };

  /** A folder that is going to be removed has nothing in it. @param {OpfsNode} folder */
  const forgetRemoved = ({ removed }) => {
    for (const file of removed.values()) volume.remove(file, false);
    removed.clear();
  };

  const refuseFolderOfSite = (/** @type {OpfsNode} */ { below, name }) => {
    if (below) throw new Refused(Errno.EPERM, `${name} is a folder of the site itself.`);
  };

  return { forgetRemoved, numberOf, own, refuseFolderOfSite, removeBelow };
}
