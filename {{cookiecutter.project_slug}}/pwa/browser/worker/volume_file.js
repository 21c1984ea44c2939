// A file of a volume: its bytes lie in blocks of the volume's data.

import { BLOCK } from "../volume_format.js";
import { joined } from "./free_blocks.js";

/**
 * @typedef {import("../volume_format.js").Entry} Entry
 * @typedef {import("../volume_format.js").Extent} Extent
 */

/** A file that grows gets as many blocks again as it has, but not more than these: 1 MiB. */
const MOST_AHEAD = 256;

export class VolumeFile {
  #volume;
  /** @type {Extent[]} */
  #extents;
  /** @type {Extent[]} Blocks that this file has given up, but that its stored entry still names. */
  #cut = [];
  /** Whether the stored entry has another size or other blocks. */
  #moved = false;
  /** Whether the stored entry has another time or mode. */
  #touched = false;
  /** Whether it has no name any more; its content is there until it is closed. */
  removed = false;

  /**
   * @param {import("./volume.js").Volume} volume
   * @param {number} number
   * @param {Entry} entry
   */
  constructor(volume, number, entry) {
    this.#volume = volume;
    this.number = number;
    this.parent = entry.parent;
    this.name = entry.name;
    this.#mode = entry.mode;
    this.#modified = entry.modified;
    this.size = entry.size ?? 0;
    this.#extents = joined(entry.extents ?? []);
  }

  #mode;
  #modified;

  get mode() {
    return this.#mode;
  }

  set mode(mode) {
    this.#mode = mode;
    this.#touched = true;
  }

  get modified() {
    return this.#modified;
  }

  set modified(milliseconds) {
    this.#modified = milliseconds;
    this.#touched = true;
  }

  /** @returns {Entry} this file as it is now */
  get entry() {
    return {
      parent: this.parent,
      name: this.name,
      mode: this.#mode,
      modified: this.#modified,
      size: this.size,
      extents: joined(this.#extents),
    };
  }

  /**
   * @param {Uint8Array} target
   * @param {number} at
   * @returns {number} bytes read, 0 at the end of the file
   */
  read(target, at) {
    const length = Math.max(0, Math.min(target.length, this.size - at));
    target.fill(0, 0, length); // what was never written has no block
    for (const [from, to, place] of this.#places(at, at + length)) {
      this.#volume.data.read(target.subarray(from - at, to - at), place);
    }
    return length;
  }

  /**
   * @param {Uint8Array} source
   * @param {number} at
   * @returns {number} bytes written: all
   */
  write(source, at) {
    this.#reserve(at, at + source.length);
    for (const [from, to, place] of this.#places(at, at + source.length)) {
      this.#volume.data.write(source.subarray(from - at, to - at), place);
    }
    this.modified = Date.now();
    if (at + source.length > this.size) {
      this.size = at + source.length;
      this.#moved = true;
    }
    return source.length;
  }

  /** @param {number} size */
  truncate(size) {
    if (size > this.size) this.#clear(this.size, size);
    this.size = size;
    this.#moved = true;
    this.modified = Date.now();
    this.#cutBehind(size);
  }

  /** Return only when what was written is on the disk, and will be found there. */
  flush() {
    this.#volume.flushData();
    if (!this.#moved || this.removed) return;
    this.record();
    this.#volume.flush();
  }

  /** What is closed is on the disk, even if nobody asked for it. */
  close() {
    this.#cutBehind(this.size);
    if (this.removed) {
      this.#volume.release(this.takeBlocks());
    } else {
      this.#volume.flushData();
      if (this.#moved || this.#touched) this.record();
    }
    this.#volume.flush();
  }

  /** Write the entry; what it no longer names is free after the next flush. */
  record() {
    if (this.removed) return;
    this.#volume.log.write({ put: [[this.number, this.entry]], remove: [] });
    this.recorded();
  }

  /** The stored entry is as this file is now. */
  recorded() {
    this.#moved = this.#touched = false;
    this.#volume.release(this.#cut);
    this.#cut = [];
  }

  /** @returns {Extent[]} all blocks of a file that is no more */
  takeBlocks() {
    const blocks = [...this.#extents, ...this.#cut];
    this.#extents = this.#cut = [];
    return blocks;
  }

  get #blocks() {
    return this.#extents.reduce((sum, [, count]) => sum + count, 0);
  }

  /**
   * Where a range of the file lies in the volume's data, as far as it has blocks.
   * @param {number} start
   * @param {number} end
   * @returns {Generator<[from: number, to: number, place: number]>}
   */
  *#places(start, end) {
    let begin = 0;
    for (const [first, count] of this.#extents) {
      const from = Math.max(start, begin);
      const to = Math.min(end, begin + count * BLOCK);
      if (from < to) yield [from, to, first * BLOCK + from - begin];
      begin += count * BLOCK;
    }
  }

  /**
   * Have blocks up to `end`. Those that lie between the file's bytes and `start`, and those that
   * the file's size already covers, hold what another file has left there: clear them.
   * @param {number} start
   * @param {number} end
   */
  #reserve(start, end) {
    const before = this.#blocks;
    const missing = Math.ceil(end / BLOCK) - before;
    if (missing > 0) {
      const ahead = before > 0 ? Math.max(missing, Math.min(before, MOST_AHEAD)) : missing;
      const last = this.#extents.at(-1);
      const taken = this.#volume.free.allocate(ahead, last ? last[0] + last[1] : -1);
      const extents = this.#extents;
      this.#extents = joined([...extents, ...taken]);
      try {
        if (this.size > before * BLOCK) this.#clear(before * BLOCK, this.size);
      } catch (error) {
        this.#extents = extents; // or what another file has left there would be read as this one's
        this.#volume.free.release(taken);
        throw error;
      }
      this.#moved = true;
    }
    if (start > this.size) this.#clear(this.size, start);
  }

  /** @param {number} start @param {number} end */
  #clear(start, end) {
    for (const [from, to, place] of this.#places(start, end)) this.#volume.clear(place, to - from);
  }

  /** Give up the blocks that lie wholly behind `size`. @param {number} size */
  #cutBehind(size) {
    let left = Math.ceil(size / BLOCK);
    /** @type {Extent[]} */
    const kept = [];
    for (const [first, count] of this.#extents) {
      const keep = Math.min(count, left);
      left -= keep;
      if (keep > 0) kept.push([first, keep]);
      if (keep < count) this.#cut.push([first + keep, count - keep]);
    }
    if (this.#cut.length > 0) this.#moved = true;
    this.#extents = kept;
  }
}
