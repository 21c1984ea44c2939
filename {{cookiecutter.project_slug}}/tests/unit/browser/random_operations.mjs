// Runs random_operations.py on the worker's file system. Standard input: {"seeds", "steps", "site"}:
// in the data folder, or in a project's folder for which the site brings files, by path.
// Standard output: for each seed what it returned, and whether the same is there after a restart.

import { readFileSync } from "node:fs";
import { MemoryDisk } from "./memory_disk.mjs";
import { startPython } from "./python_on_disk.mjs";

const { runtime, browser, tests, seeds, steps, site } = JSON.parse(readFileSync(0, "utf8"));
const { python, mount, mountProject, publish, unmount, addModules } = await startPython(runtime, browser);
addModules(tests, "file_checks", "random_operations");
const { run } = python.pyimport("checks.random_operations");
const { tree } = python.pyimport("checks.file_checks");
const { Path } = python.pyimport("pathlib");

const folder = site ? "/project" : "/data";
if (site) publish(folder, site);

function start(disk) {
  if (site) mountProject(disk, folder, "/data");
  else mount(disk, folder);
}

function end() {
  unmount("/data");
  if (site) unmount(folder);
}

const report = [];
for (const seed of seeds) {
  const disk = new MemoryDisk();
  start(disk);
  const results = run(Path(folder), seed, steps).toJs();
  const before = tree(Path(folder));
  end();
  start(new MemoryDisk(disk.images()));
  report.push({ results, same: before.__eq__(tree(Path(folder))) });
  end();
}
process.stdout.write(JSON.stringify(report));
