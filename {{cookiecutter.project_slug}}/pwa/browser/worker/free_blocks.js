// Which blocks of a volume are free. Nothing of it is stored: what no file has is free.

/** @typedef {import("../volume_format.js").Extent} Extent */

export class FreeBlocks {
  /** @type {Extent[]} sorted; no two of them touch, and none reaches the end */
  #pieces = [];
  /** The number of blocks up to the last one in use. */
  end = 0;

  /**
   * @param {Extent[]} used by all files
   * @throws {Error} if two files have the same block
   */
  constructor(used) {
    for (const [first, count] of used.toSorted(([one], [other]) => one - other)) {
      if (first < this.end) throw new Error(`Two files of the data folder have block ${first}.`);
      if (first > this.end) this.#pieces.push([this.end, first - this.end]);
      this.end = first + count;
    }
  }

  /**
   * Take blocks: from the piece that follows the file's last block, or the first one that is
   * large enough, so that files are not scattered; else whatever is free, and the rest at the end.
   * @param {number} count
   * @param {number} next the block after the file's last one
   * @returns {Extent[]}
   */
  allocate(count, next) {
    const enough = this.#pieces.filter(([, size]) => size >= count);
    const piece = enough.find(([first]) => first === next) ?? enough[0];
    /** @type {Extent[]} */
    const taken = [];
    let missing = count;
    for (const source of piece ? [piece] : this.#pieces) {
      const size = Math.min(missing, source[1]);
      taken.push([source[0], size]);
      source[0] += size;
      source[1] -= size;
      missing -= size;
    }
    this.#pieces = this.#pieces.filter(([, size]) => size > 0);
    if (missing > 0) {
      taken.push([this.end, missing]);
      this.end += missing;
    }
    return taken;
  }

  /** @param {Extent[]} extents that no file has any more */
  release(extents) {
    const sorted = [...this.#pieces, ...extents].sort(([one], [other]) => one - other);
    this.#pieces = joined(sorted);
    const last = this.#pieces.at(-1);
    if (last && last[0] + last[1] === this.end) {
      this.end = last[0];
      this.#pieces.pop();
    }
  }
}

/**
 * @param {Extent[]} extents
 * @returns {Extent[]} copies; those that follow each other are one
 */
export function joined(extents) {
  /** @type {Extent[]} */
  const result = [];
  for (const [first, count] of extents) {
    const last = result.at(-1);
    if (last && last[0] + last[1] === first) last[1] += count;
    else result.push([first, count]);
  }
  return result;
}
