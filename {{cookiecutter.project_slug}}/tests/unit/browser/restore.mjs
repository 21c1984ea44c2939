// Restores sets of files on a disk in memory (rescue_worker/exchange.js), and cuts the power at every
// operation. Standard output: JSON {"cuts", "old", "new", "mixed": [what was wrong], "kept": paths,
// "left": paths after each full disk}.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MemoryDisk, WAYS } from "./memory_disk.mjs";
import { afterPowerCut, randomFrom } from "./power_cut.mjs";

const ROUNDS = 20; // each leaves other pieces of what was not flushed
const { browser, seed } = JSON.parse(readFileSync(0, "utf8"));
const load = (path) => import(pathToFileURL(join(browser, path)).href);
const { DurableFile } = await load("worker/files.js");
const { assembleStorage, DATABASE_FILES } = await load("worker/storage.js");
const { DATA, LOGS, contentOf, pathOf } = await load("volume_format.js");
const { Exchange } = await load("rescue_worker/exchange.js");
const { KEPT } = await load("rescue_worker/stored.js");

/** What a start does with the disk. */
function open(disk) {
  const names = [...DATABASE_FILES, DATA, ...LOGS];
  return assembleStorage(new Map(names.map((name) => [name, new DurableFile(disk.open(name))])), 8192);
}

/** A set of files: [path, content], each content telling its set. */
const set = (letter, sizes) =>
  Object.entries(sizes).map(([path, size]) => [path, new Uint8Array(size).fill(letter.charCodeAt(0))]);
const OLD = set("o", { "app.db": 40_000, "app.db-wal": 9000, "photos/1.jpg": 5000, "photos/2.jpg": 70_000, "note.txt": 9 });
const NEW = set("n", { "app.db": 90_000, "photos/1.jpg": 8000, "other/deep/3.jpg": 100, "note.txt": 0 });

function restore(storage, files, keepAs) {
  const exchange = new Exchange(storage);
  for (const [path, content] of files) {
    const target = exchange.createFile(path, 1000);
    target.write(content);
    target.end();
  }
  exchange.commit(keepAs);
  storage.volume.finish(storage.databases);
}

/** @returns {Promise<Record<string, string>>} content by path */
async function found(disk) {
  const { databases, volume } = open(disk);
  const images = disk.images();
  const text = (bytes) => new TextDecoder().decode(bytes);
  const result = {};
  for (const name of databases.keys()) if (images[name].length > 0) result[name] = text(images[name]);
  const data = new Blob([images[DATA]]);
  for (const [number, entry] of volume.log.directory) {
    if (!entry.extents) continue;
    result[pathOf(volume.log.directory, number)] = await contentOf(data, entry).text();
  }
  return result;
}

const expected = (files) => Object.fromEntries(files.map(([path, content]) => [path, new TextDecoder().decode(content)]));
const same = (one, other) =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

const below = (prefix, files) => Object.fromEntries(Object.entries(files).map(([path, text]) => [prefix + path, text]));

const report = { cuts: 0, old: 0, new: 0, mixed: [], kept: [], left: [] };
const random = randomFrom(seed);
for (const keepAs of ["", "then"]) {
  const disk = new MemoryDisk();
  restore(open(disk), OLD, "");
  const images = disk.images();
  disk.log = [];
  restore(open(disk), NEW, keepAs);
  const { log } = disk;
  disk.log = null;
  const before = expected(OLD);
  const after = { ...expected(NEW), ...(keepAs && below(`${KEPT}/${keepAs}/`, before)) };
  report.kept.push(same(await found(disk), after));
  for (let turn = 0; turn < ROUNDS * (log.length + 1); turn++) {
    const point = turn % (log.length + 1);
    let cut = afterPowerCut(images, log, point, random);
    if (random() < 0.3) {
      const again = cut.images();
      cut.log = [];
      open(cut);
      cut = afterPowerCut(again, cut.log, Math.floor(random() * (cut.log.length + 1)), random);
    }
    const now = await found(cut);
    report.cuts += 1;
    if (same(now, before)) report.old += 1;
    else if (same(now, after)) report.new += 1;
    else report.mixed.push(`${keepAs} ${point} of ${log.length}: ${Object.keys(now)}`);
  }
}

// A disk that becomes full in the middle: what was there stays, and the room is given back.
for (const way of Object.keys(WAYS)) {
  for (const room of [60_000, 120_000]) {
    const full = new MemoryDisk();
    full.whenFull = way;
    restore(open(full), OLD, "");
    full.quota = full.size + room;
    const storage = open(full);
    const exchange = new Exchange(storage);
    try {
      const target = exchange.createFile("app.db", 1000);
      target.write(NEW[0][1]);
      target.end();
      exchange.commit("then");
      report.mixed.push(`${way}, ${room}: a full disk was not noticed`);
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
      exchange.discard();
    }
    if (!same(await found(full), expected(OLD))) report.mixed.push(`${way}, ${room}: changed`);
    restore(open(full), set("s", { "app.db": 10 }), "");
    report.left.push(Object.keys(await found(full)));
  }
}
process.stdout.write(JSON.stringify(report));
