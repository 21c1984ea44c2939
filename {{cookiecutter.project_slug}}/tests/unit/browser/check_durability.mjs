// Runs browser/worker/durability.js as the worker does. Standard output: JSON of the problem that
// it finds, "" for none. `full` in the order: there is no room on the disk.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MemoryDisk } from "./memory_disk.mjs";
import { startPython } from "./python_on_disk.mjs";

const { runtime, browser, full } = JSON.parse(readFileSync(0, "utf8"));
const worker = (name) => import(pathToFileURL(join(browser, "worker", name)).href);
const { checkDurability } = await worker("durability.js");
const { StartFailed } = await worker("start_failed.js");
const { python, mount, addModules } = await startPython(runtime, browser);
addModules(join(browser, "..", "bridge"), "durability");
const { commit } = python.pyimport("checks.durability");
const disk = new MemoryDisk();
const { databases } = mount(disk, "/data");
if (full) disk.quota = disk.size;
let problem = "";
try {
  checkDurability(commit, "/data/pwa.db", databases.get("pwa.db"));
} catch (error) {
  if (!(error instanceof StartFailed)) throw error;
  problem = error.code;
}
process.stdout.write(JSON.stringify(problem));
