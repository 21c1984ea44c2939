// Files and folders of any name, in three OPFS files (volume_format.js has their layout).
//
// What keeps it whole when the power fails, in the order of the steps (docs/storage.md):
// contents reach the disk before an entry that names their blocks, and a block goes to another
// file only after the entry that gave it up is on the disk.

import { BLOCK, ROOT } from "../volume_format.js";
import { DirectoryLog } from "./directory_log.js";
import { FreeBlocks } from "./free_blocks.js";
import { VolumeFile } from "./volume_file.js";

/**
 * @typedef {import("../volume_format.js").Entry} Entry
 * @typedef {import("../volume_format.js").Extent} Extent
 * @typedef {import("./files.js").DurableFile} DurableFile
 */

/** Bytes that are copied at a time. */
const PIECE = 1 << 20;

/** Blocks that may be free at the end before the file gets shorter: 1 MiB. */
const SPARE = 256;

const FILE_MODE = 0o100666;
const FOLDER_MODE = 0o40777;
const ZEROS = new Uint8Array(65536);

export class VolumeFolder {
  /** @param {number} number @param {Entry} entry */
  constructor(number, { parent, name, mode, modified }) {
    this.number = number;
    this.parent = parent;
    this.name = name;
    this.mode = mode;
    this.modified = modified;
  }

  /** @returns {Entry} */
  get entry() {
    const { parent, name, mode, modified } = this;
    return { parent, name, mode, modified };
  }
}

export class Volume {
  /** @type {Extent[]} Given up by what was written to the log since its last flush. */
  #given = [];
  #next;

  /**
   * @param {DurableFile} data
   * @param {readonly [DurableFile, DurableFile]} logs
   * @param {number} [capacity] of a log, in bytes
   * @throws {Error} when the logs cannot be read, although there are contents
   */
  constructor(data, logs, capacity) {
    this.data = data;
    this.log = new DirectoryLog(logs, capacity);
    if (!this.log.exists) {
      if (data.size > 0) throw new Error("Neither log of the data folder's files can be read.");
      this.log.compact();
    }
    const entries = [...this.log.directory];
    this.free = new FreeBlocks(entries.flatMap(([, entry]) => entry.extents ?? []));
    this.#next = entries.reduce((most, [number]) => Math.max(most, number), ROOT) + 1;
  }

  /**
   * What lies directly in a folder.
   * @returns {Map<number, (VolumeFile | VolumeFolder)[]>} by the folder's number
   */
  items() {
    /** @type {Map<number, (VolumeFile | VolumeFolder)[]>} */
    const items = new Map();
    for (const [number, entry] of this.log.directory) {
      const item = entry.extents
        ? new VolumeFile(this, number, entry)
        : new VolumeFolder(number, entry);
      items.set(entry.parent, [...(items.get(entry.parent) ?? []), item]);
    }
    return items;
  }

  /**
   * It is on the disk when it, or its folder, is flushed, or when it is closed.
   * @param {number} parent @param {string} name @param {number} mode
   */
  createFile(parent, name, mode) {
    const file = this.newFile(parent, name, mode);
    file.record();
    return file;
  }

  /**
   * A folder that no record names yet.
   * @param {number} parent @param {string} name @param {number} [mode]
   */
  newFolder(parent, name, mode = FOLDER_MODE) {
    return new VolumeFolder(this.#next++, { parent, name, mode, modified: Date.now() });
  }

  /** @param {number} parent @param {string} name @param {number} mode */
  createFolder(parent, name, mode) {
    const folder = this.newFolder(parent, name, mode);
    this.record(folder);
    this.flush();
    return folder;
  }

  /** Write an entry as it is now; it is on the disk after the next flush.
   * @param {VolumeFile | VolumeFolder} item */
  record(item) {
    if (item instanceof VolumeFile) item.record();
    else this.log.write({ put: [[item.number, item.entry]], remove: [] });
  }

  /**
   * Give a file or folder another place, and remove what was there, in one step.
   * @param {VolumeFile | VolumeFolder} item
   * @param {number} parent
   * @param {string} name
   * @param {VolumeFile | VolumeFolder | null} replaced
   * @param {boolean} open whether someone still reads the replaced one
   */
  rename(item, parent, name, replaced, open) {
    this.flushData();
    const put = { ...item.entry, parent, name };
    this.log.write({ put: [[item.number, put]], remove: replaced ? [replaced.number] : [] });
    Object.assign(item, { parent, name });
    if (item instanceof VolumeFile) item.recorded();
    if (replaced) this.#forget(replaced, open);
    this.flush();
  }

  /**
   * @param {VolumeFile | VolumeFolder} item
   * @param {boolean} open whether someone still reads it
   */
  remove(item, open) {
    this.log.write({ put: [], remove: [item.number] });
    this.#forget(item, open);
    this.flush();
  }

  /**
   * Make a file the database of that name, in one step: should it be interrupted, `finish` goes on.
   * @param {VolumeFile} file
   * @param {string} name
   * @param {DurableFile} database
   */
  moveToDatabase(file, name, database) {
    this.flushData();
    this.makeSureOfRoom(file.size - database.size);
    this.log.write({ put: [[file.number, { ...file.entry, becomes: name }]], remove: [] });
    file.recorded();
    this.flush();
    this.#become(file, database);
  }

  /**
   * Make the database's content a file, and the database empty, in one step.
   * @param {string} database
   * @param {DurableFile} source
   * @param {number} parent
   * @param {string} name
   * @param {VolumeFile | VolumeFolder | null} replaced
   * @param {boolean} open whether someone still reads the replaced one
   * @returns {VolumeFile}
   */
  moveFromDatabase(database, source, parent, name, replaced, open) {
    const file = this.newFile(parent, name, source.mode);
    const empty = this.newFile(ROOT, "", source.mode);
    try {
      copy(source, file);
      this.flushData();
      this.log.write({
        put: [
          [file.number, file.entry],
          [empty.number, { ...empty.entry, becomes: database }],
        ],
        remove: replaced ? [replaced.number] : [],
      });
    } catch (error) {
      this.release(file.takeBlocks());
      throw error;
    }
    file.recorded();
    if (replaced) this.#forget(replaced, open);
    this.flush();
    this.#become(empty, source);
    return file;
  }

  /**
   * Finish what a power cut has interrupted.
   * @param {Map<string, DurableFile>} databases by name
   */
  finish(databases) {
    for (const [number, entry] of [...this.log.directory]) {
      const database = databases.get(entry.becomes ?? "");
      if (database) this.#become(new VolumeFile(this, number, entry), database);
    }
  }

  /** Return only when all contents are on the disk. */
  flushData() {
    if (this.data.dirty) this.data.flush();
  }

  /** Return only when all entries are on the disk; then what they gave up is free. */
  flush() {
    this.log.flush();
    this.free.release(this.#given);
    this.#given = [];
    const end = this.free.end * BLOCK;
    if (this.data.size > end + SPARE * BLOCK) this.data.truncate(end);
  }

  /** @param {Extent[]} extents that no entry in the log names any more */
  release(extents) {
    this.#given.push(...extents);
  }

  /** Fill with zeros. @param {number} place in the data @param {number} length */
  clear(place, length) {
    for (let done = 0; done < length; ) {
      const zeros = ZEROS.subarray(0, length - done);
      done += this.data.write(zeros, place + done);
    }
  }

  /**
   * A file that no record names yet: `createFile`, or whoever else writes that, makes it one.
   * @param {number} parent @param {string} name @param {number} [mode]
   */
  newFile(parent, name, mode = FILE_MODE) {
    const entry = { parent, name, mode, modified: Date.now(), size: 0, extents: [] };
    return new VolumeFile(this, this.#next++, entry);
  }

  /** @param {VolumeFile | VolumeFolder} item @param {boolean} open */
  #forget(item, open) {
    if (!(item instanceof VolumeFile)) return;
    item.removed = true;
    if (!open) this.release(item.takeBlocks());
  }

  /** @param {VolumeFile} file @param {DurableFile} database */
  #become(file, database) {
    try {
      database.truncate(0);
      copy(file, database);
      database.flush();
    } catch (error) {
      database.breakDown("another file takes its place, but could not be copied", false);
      throw error;
    }
    this.remove(file, false);
  }

  /** Find out before anything is changed. @param {number} bytes */
  makeSureOfRoom(bytes) {
    if (bytes <= 0) return;
    const end = this.data.size;
    try {
      this.clear(end, bytes);
    } finally {
      this.data.truncate(end);
    }
  }
}

/**
 * @param {VolumeFile | DurableFile} source
 * @param {VolumeFile | DurableFile} target
 */
function copy(source, target) {
  const piece = new Uint8Array(Math.min(PIECE, source.size));
  for (let at = 0; at < source.size; ) {
    const read = source.read(piece, at);
    at += target.write(piece.subarray(0, read), at);
  }
}
