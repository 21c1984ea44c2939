// Calls browser/worker/access_handle.js and files.js with a handle that returns the counts it is told.
// Standard input: {"counts": [[...], ...]}, each for the calls in succession; the last one for all
// that follow. Standard output: what came of each row.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { browser, counts } = JSON.parse(readFileSync(0, "utf8"));
const load = (name) => import(pathToFileURL(join(browser, "worker", name)).href);
const { readWhole, resize, sizeOf } = await load("access_handle.js");
const { DurableFile } = await load("files.js");
const { report: errnoOf } = await load("emscripten.js");
console.error = () => {};

const LENGTH = 100;
const KNOWN = { NaN: NaN, undefined: undefined };

function handleOf(row) {
  const rest = [...row];
  const next = () => {
    const count = rest.length > 1 ? rest.shift() : rest[0];
    return count in KNOWN ? KNOWN[count] : count;
  };
  const asked = [];
  const call = (piece, { at }) => {
    asked.push([at, piece.length]);
    if (asked.length > 1000) throw new Error("for ever");
    return next();
  };
  return { asked, read: call, write: call, getSize: () => 7, truncate() {} };
}

function outcome(action) {
  try {
    return action() ?? "done";
  } catch (error) {
    return `errno ${errnoOf(error)}`;
  }
}

const report = counts.map((row) => {
  const writing = handleOf(row);
  const file = new DurableFile(writing);
  const wrote = outcome(() => file.write(new Uint8Array(LENGTH), 50));
  const reading = handleOf(row);
  const read = outcome(() => readWhole(reading, new Uint8Array(LENGTH), 50));
  return { wrote, size: file.size, asked: writing.asked, read, readAsked: reading.asked };
});
const sized = (size) => ({ getSize: () => size, truncate() {} });
const sizes = [NaN, -1, 0.5, undefined].map((size) => outcome(() => sizeOf(sized(size))));
const resized = [8, 6].map((size) => outcome(() => resize(sized(7), size)));
process.stdout.write(JSON.stringify({ counts: report, sizes, resized }));
