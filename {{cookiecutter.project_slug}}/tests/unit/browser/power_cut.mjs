// What a power cut leaves on a MemoryDisk. A disk keeps what was written before a flush. Of each
// later write, every piece of 512 bytes may have arrived or not, and of each later change of size,
// too.

import { MemoryDisk } from "./memory_disk.mjs";

const SECTOR = 512;

/** A generator of numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Do an operation of the log again; `arrives` decides on each piece of it. */
function redo(disk, [name, operation, at, bytes], arrives) {
  const file = disk.open(name);
  if (operation === "truncate") {
    if (arrives()) file.truncate(at);
    return;
  }
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + SECTOR - ((at + from) % SECTOR));
    if (arrives()) file.write(bytes.subarray(from, to), { at: at + from });
    from = to;
  }
}

/** The disk as the power cut leaves it, after the first `point` operations on `images`. */
export function afterPowerCut(images, log, point, random) {
  const disk = new MemoryDisk(images);
  let pending = [];
  for (const entry of log.slice(0, point)) {
    if (entry[1] === "flush") {
      const flushed = pending.filter(([name]) => name === entry[0]);
      for (const operation of flushed) redo(disk, operation, () => true);
      pending = pending.filter(([name]) => name !== entry[0]);
    } else if (entry[0] !== null) pending.push(entry);
  }
  const share = [0, 1, 0.5, 0.1, 0.9][Math.floor(random() * 5)];
  for (const operation of pending) redo(disk, operation, () => random() < share);
  return disk;
}
