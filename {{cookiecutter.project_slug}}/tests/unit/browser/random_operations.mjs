// Runs random_operations.py on the worker's file system. Standard input: {"seeds", "steps"}.
// Standard output: for each seed what it returned, and whether the same is there after a restart.

import { readFileSync } from "node:fs";
import { MemoryDisk } from "./memory_disk.mjs";
import { startPython } from "./python_on_disk.mjs";

const { runtime, browser, tests, seeds, steps } = JSON.parse(readFileSync(0, "utf8"));
const { python, mount, unmount, addModules } = await startPython(runtime, browser);
addModules(tests, "file_checks", "random_operations");
const { run } = python.pyimport("checks.random_operations");
const { tree } = python.pyimport("checks.file_checks");
const { Path } = python.pyimport("pathlib");

const report = [];
for (const seed of seeds) {
  const disk = new MemoryDisk();
  mount(disk, "/data");
  const results = run(Path("/data"), seed, steps).toJs();
  const before = tree(Path("/data"));
  unmount("/data");
  mount(new MemoryDisk(disk.images()), "/data");
  report.push({ results, same: before.__eq__(tree(Path("/data"))) });
  unmount("/data");
}
process.stdout.write(JSON.stringify(report));
