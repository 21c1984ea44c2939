// Writes a snapshot with browser/worker/snapshot/ and reads it after each of the operations that
// reached the disk, in part too. Standard output: JSON of what the next start finds each time.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MemoryDisk, WAYS } from "./memory_disk.mjs";

const { browser } = JSON.parse(readFileSync(0, "utf8"));
globalThis.BUILD = { storage: "asgi-pwa", snapshot: true };
const load = (name) => import(pathToFileURL(join(browser, "worker", "snapshot", name)).href);
const { SnapshotFile } = await load("file.js");
const { clear, decode, encode, occupiedPages, piecesOf } = await load("body.js");

const PAGE = 4096;
const memory = new Uint8Array(10 * PAGE);
for (const page of [0, 1, 4, 9]) memory.fill(page + 1, page * PAGE, (page + 1) * PAGE);
const notes = new TextEncoder().encode("notes");
const pages = occupiedPages(memory);
const layout = { memory: memory.length, pages, table: 7, libraries: [[1, "a.so", false]] };
const disk = new MemoryDisk();
const open = (disk, key = "this build") => new SnapshotFile(disk.open("snapshot"), key);

/** What a start finds: "nothing", "damaged" (its digest is wrong), or "whole". */
async function found(disk, key) {
  const file = open(disk, key);
  if (!file.usable) return "nothing";
  const restored = new Uint8Array(memory.length).fill(99);
  try {
    const head = decode(file.readHead());
    clear(restored, restored.length, head.layout.pages);
    file.readPieces(piecesOf(restored, head.layout.pages));
    const same = restored.every((byte, at) => byte === memory[at]);
    const asWritten = JSON.stringify(head.layout) === JSON.stringify(layout);
    return same && asWritten && new TextDecoder().decode(head.notes) === "notes" ? "whole" : "wrong";
  } catch (error) {
    if (error.message !== "It is not what was stored.") throw error;
    return "damaged";
  }
}

/** A disk on which only the first `count` operations arrived, and half of the next one's bytes. */
function cut(log, count) {
  const after = new MemoryDisk();
  const file = after.open("snapshot");
  const apply = ([, name, at, bytes], share = 1) => {
    if (name === "truncate") file.truncate(at);
    if (name === "write") file.write(bytes.subarray(0, bytes.length * share), { at });
  };
  log.slice(0, count).forEach((operation) => apply(operation));
  if (count < log.length) apply(log[count], 0.5);
  return after;
}

disk.log = [];
const file = open(disk);
file.attempt();
file.write(encode(layout, notes), piecesOf(memory, pages));
const afterCuts = [];
for (let count = 0; count <= disk.log.length; count++) {
  afterCuts.push(await found(cut(disk.log, count)));
}

const states = { written: await found(disk), otherKey: await found(cut(disk.log, 99), "other") };
open(disk).begin();
states.begunAndNotEnded = await found(disk);
states.failures = open(disk).header.failures;
for (let n = 0; n < 3; n++) {
  const again = open(disk);
  states[`wanted after ${again.header.failures} failures`] = again.wanted;
  again.attempt();
}
states[`wanted after ${open(disk).header.failures} failures`] = open(disk).wanted;
const other = open(disk, "next build");
states.wantedByTheNextBuild = other.wanted;
other.refuse("é".repeat(9999));
states.wantedAfterRefusal = open(disk, "next build").wanted;

const full = {};
for (const way of Object.keys(WAYS)) {
  const small = new MemoryDisk();
  small.whenFull = way;
  small.quota = 3 * PAGE;
  try {
    open(small).write(encode(layout, notes), piecesOf(memory, pages));
    full[way] = "";
  } catch (error) {
    full[way] = error.name;
  }
  full[`then, ${way}`] = await found(small);
}
process.stdout.write(JSON.stringify({ afterCuts, states, full }));
