// Puts another set of files in the place of all that the data folder holds. The new contents are
// written beside the old ones, into blocks that no file has; then one record in the log says which
// count. Before it reached the disk everything is as it was; after it, the next start finishes
// what was cut off (`Volume.finish`).

import { ROOT } from "../volume_format.js";
import { APP_FILES, KEPT } from "./stored.js";

/**
 * @typedef {import("../worker/volume_file.js").VolumeFile} VolumeFile
 * @typedef {import("../worker/files.js").DurableFile} DurableFile
 * @typedef {import("../volume_format.js").Entry} Entry
 */

const PIECE = 1 << 20;

export class Exchange {
  #volume;
  #databases;
  /** @type {[VolumeFile, becomes: string | undefined][]} */
  #files = [];
  /** @type {Map<string, import("../worker/volume.js").VolumeFolder>} new ones, by path */
  #folders = new Map();

  /** @param {import("../worker/opfs_filesystem.js").Storage} storage */
  constructor({ volume, databases }) {
    this.#volume = volume;
    this.#databases = databases;
  }

  /** @param {string} path below the data folder, without a slash at the front */
  createFolder(path) {
    this.#folderAt(path);
  }

  /**
   * @param {string} path below the data folder; a database's name, too
   * @param {number} modified milliseconds since 1970
   * @returns {{write(piece: Uint8Array): void, end(): void}}
   */
  createFile(path, modified) {
    const slash = path.lastIndexOf("/");
    const database = APP_FILES.includes(path) ? path : undefined;
    const file = database
      ? this.#volume.newFile(ROOT, "")
      : this.#volume.newFile(this.#folderAt(path.slice(0, Math.max(0, slash))), path.slice(slash + 1));
    this.#files.push([file, database]);
    return {
      write: (piece) => void file.write(piece, file.size),
      end() {
        file.truncate(file.size); // gives back the room that it took ahead
        file.modified = modified;
      },
    };
  }

  /**
   * The new files count from here on, and no other one. `Volume.finish` is to follow.
   * @param {string} keepAs the folder below KEPT that the old ones are moved into; "" to remove them
   */
  commit(keepAs) {
    const old = [...this.#volume.log.directory];
    const kept = this.#keptNumbers(old);
    const replaced = old.filter(([number]) => !kept.has(number));
    const moved = keepAs ? this.#move(replaced, keepAs, kept) : [];
    for (const name of APP_FILES) {
      const named = this.#files.some(([, becomes]) => becomes === name);
      if (!named) this.#files.push([this.#volume.newFile(ROOT, ""), name]);
    }
    this.#volume.makeSureOfRoom(this.#growth());
    this.#volume.flushData();
    /** @type {[number, Entry][]} */
    const folders = [...this.#folders.values()].map((folder) => [folder.number, folder.entry]);
    /** @type {[number, Entry][]} */
    const files = this.#files.map(([file, becomes]) => [
      file.number,
      becomes === undefined ? file.entry : { ...file.entry, becomes },
    ]);
    const removed = keepAs ? [] : replaced;
    const remove = removed.map(([number]) => number);
    this.#volume.log.write({ put: [...folders, ...moved, ...files], remove });
    for (const [file] of this.#files) file.recorded();
    for (const [, { extents = [] }] of removed) this.#volume.release(extents);
    this.#volume.flush();
    this.#files = [];
  }

  /** Give back the room that was taken. What was there before is as it was. */
  discard() {
    for (const [file] of this.#files) this.#volume.release(file.takeBlocks());
    this.#files = [];
    this.#volume.flush();
  }

  /**
   * @param {[number, Entry][]} entries
   * @returns {Set<number>} the numbers of KEPT and of all that lies in it
   */
  #keptNumbers(entries) {
    const directory = new Map(entries);
    const within = (/** @type {Entry} */ entry) => {
      let top = entry;
      for (let up = directory.get(top.parent); up; up = directory.get(top.parent)) top = up;
      return top.name === KEPT && top.extents === undefined;
    };
    return new Set(entries.filter(([, entry]) => within(entry)).map(([number]) => number));
  }

  /**
   * @param {[number, Entry][]} replaced
   * @param {string} keepAs
   * @param {Set<number>} kept
   * @returns {[number, Entry][]} the old entries that get another parent
   */
  #move(replaced, keepAs, kept) {
    const top = [...this.#volume.log.directory].find(
      ([number, { parent }]) => kept.has(number) && parent === ROOT,
    );
    const parent = this.#volume.newFolder(top?.[0] ?? this.#folderAt(KEPT), keepAs);
    this.#folders.set(`${KEPT}/${keepAs}`, parent);
    for (const name of APP_FILES) {
      const database = /** @type {DurableFile} */ (this.#databases.get(name));
      if (database.size === 0) continue;
      const file = this.#volume.newFile(parent.number, name);
      this.#files.push([file, undefined]);
      copy(database, file);
    }
    return replaced
      .filter(([, entry]) => entry.parent === ROOT)
      .map(([number, entry]) => [number, { ...entry, parent: parent.number }]);
  }

  /** Bytes that the databases need more than they have. */
  #growth() {
    const grown = this.#files.map(([file, becomes]) => {
      const database = this.#databases.get(becomes ?? "");
      return database ? Math.max(0, file.size - database.size) : 0;
    });
    return grown.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** @param {string} path @returns {number} of the new folder there */
  #folderAt(path) {
    if (path === "") return ROOT;
    const slash = path.lastIndexOf("/");
    let folder = this.#folders.get(path);
    if (!folder) {
      const parent = this.#folderAt(path.slice(0, Math.max(0, slash)));
      folder = this.#volume.newFolder(parent, path.slice(slash + 1));
      this.#folders.set(path, folder);
    }
    return folder.number;
  }
}

/**
 * Remove what an earlier exchange has kept, in one step.
 * @param {import("../worker/opfs_filesystem.js").Storage} storage
 * @param {string} keptAs its folder's name
 */
export function removeKept({ volume }, keptAs) {
  const { directory } = volume.log;
  const isTop = (/** @type {Entry} */ { parent, name }) =>
    name === keptAs && directory.get(parent)?.name === KEPT;
  const within = (/** @type {Entry | undefined} */ entry) => {
    for (let at = entry; at; at = directory.get(at.parent)) if (isTop(at)) return true;
    return false;
  };
  const removed = [...directory].filter(([, entry]) => within(entry));
  volume.log.write({ put: [], remove: removed.map(([number]) => number) });
  for (const [, { extents = [] }] of removed) volume.release(extents);
  volume.flush();
}

/** @param {DurableFile} source @param {VolumeFile} target */
function copy(source, target) {
  const piece = new Uint8Array(Math.min(PIECE, source.size));
  while (target.size < source.size) {
    target.write(piece.subarray(0, source.read(piece, target.size)), target.size);
  }
  target.truncate(target.size);
}
