// Runs lines of Python that write files, and says what browser/worker/unkept.js tells of each.
// Standard input: {"lines": [...]}. Standard output: the paths, for each line.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MemoryDisk } from "./memory_disk.mjs";
import { startPython } from "./python_on_disk.mjs";

const { runtime, browser, lines } = JSON.parse(readFileSync(0, "utf8"));
const { watchUnkept } = await import(pathToFileURL(join(browser, "worker", "unkept.js")).href);
const { python, mountProject } = await startPython(runtime, browser);
mountProject(new MemoryDisk(), "/project", "/data");
let told = [];
watchUnkept(python.FS, ["/data", "/project"], (path) => told.push(path));
python.runPython(`
import asyncio, os, shutil, sqlite3, tempfile
from pathlib import Path

os.chdir("/project")
os.makedirs("/srv/below")
`);
const report = lines.map((line) => {
  told = [];
  python.runPython(line);
  return told;
});
process.stdout.write(JSON.stringify(report));
