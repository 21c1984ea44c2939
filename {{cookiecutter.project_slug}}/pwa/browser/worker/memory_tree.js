// Fills Emscripten's file system in memory with many files, without a look-up of each path.

/** What Emscripten's file system in memory keeps of a file or folder.
 * @typedef {import("./emscripten.js").Node & {usedBytes: number, contents: any,
 *   node_ops: {mknod: (parent: object, name: string, mode: number, device: number) => MemoryNode}}}
 *   MemoryNode
 */

const FILE = 0o100644;
const FOLDER = 0o40755;

/**
 * When everything was changed: the same in each start, as a memory snapshot knows the times that an
 * earlier one has seen.
 */
const CHANGED = Date.UTC(1980);

export class MemoryTree {
  /** @type {Map<string, MemoryNode>} by path below the root */
  #folders = new Map();

  /**
   * @param {any} FS
   * @param {string} root a folder, made if it is missing
   */
  constructor(FS, root) {
    FS.mkdirTree(root);
    this.#folders.set("", FS.lookupPath(root).node);
  }

  /**
   * Add a file that is not there yet.
   * @param {string} path below the root
   * @param {number} size bytes
   * @returns {MemoryNode} whose `contents` are still to be set
   */
  add(path, size) {
    const node = this.#make(path, FILE);
    node.usedBytes = size;
    return node;
  }

  /** @param {string} path @returns {MemoryNode} */
  #folder(path) {
    const known = this.#folders.get(path);
    if (known) return known;
    const { parent, name } = this.#placeOf(path);
    const there = Object.hasOwn(parent.contents, name); // of another archive
    const folder = there ? parent.contents[name] : this.#make(path, FOLDER);
    this.#folders.set(path, folder);
    return folder;
  }

  /** @param {string} path */
  #placeOf(path) {
    const slash = path.lastIndexOf("/");
    const parent = this.#folder(path.slice(0, Math.max(slash, 0)));
    return { parent, name: path.slice(slash + 1) };
  }

  /** @param {string} path @param {number} mode */
  #make(path, mode) {
    const { parent, name } = this.#placeOf(path);
    const node = parent.node_ops.mknod(parent, name, mode, 0);
    for (const changed of [parent, node]) changed.atime = changed.mtime = changed.ctime = CHANGED;
    return node;
  }
}
