// Runs file_checks.py, sqlite_checks.py, filesystem_errors.py and project_checks.py on the worker's
// file system.
// Standard output: {"<check>": "" or what failed}.

import { readFileSync } from "node:fs";
import { MemoryDisk, WAYS } from "./memory_disk.mjs";
import { startPython } from "./python_on_disk.mjs";

const { runtime, browser, tests } = JSON.parse(readFileSync(0, "utf8"));
const { python, mount, mountProject, publish, unmount, addModules } = await startPython(runtime, browser);
addModules(tests, "file_checks", "sqlite_checks", "filesystem_errors", "project_checks");
python.runPython(`
import traceback
from pathlib import Path

from checks import file_checks, filesystem_errors, project_checks, sqlite_checks

data = Path("/data")

def outcome(check, *arguments):
    try:
        check(*arguments)
    except BaseException:
        return traceback.format_exc()
    return ""

def content():
    """The data folder's; a database file that is empty counts as none at the next start."""
    tree = file_checks.tree(data)
    return {path: bytes for path, bytes in tree.items() if bytes or not path.startswith("app.db")}

def same(before):
    assert content() == before, "another content after a restart"
`);
const get = (name) => python.globals.get(name);
const names = (module) => [...python.runPython(`list(${module}.CHECKS)`).toJs()];
const report = {};

/** Run a check on a new disk, which works by small pieces; what is there then must be there after a
 * restart. */
function run(key, check, ...values) {
  const disk = new MemoryDisk();
  disk.most = 1000;
  mount(disk, "/data");
  report[key] = get("outcome")(check, ...values);
  const before = get("content")();
  unmount("/data");
  mount(new MemoryDisk(disk.images()), "/data");
  report[key] ||= get("outcome")(get("same"), before);
  unmount("/data");
}

for (const name of names("file_checks")) {
  run(`files ${name}`, get("file_checks").CHECKS.get(name), get("data"));
}
for (const database of ["app.db", "other.db"]) {
  for (const name of names("sqlite_checks")) {
    const path = python.runPython(`data / "${database}"`);
    run(`${database} ${name}`, get("sqlite_checks").CHECKS.get(name), path);
  }
}
const errors = names("filesystem_errors");
for (const [way, name] of Object.keys(WAYS).flatMap((way) => errors.map((name) => [way, name]))) {
  const disk = new MemoryDisk();
  disk.whenFull = way;
  mount(disk, "/data");
  const broken = new Set();
  disk.onFlush = (file) => {
    if (broken.has(file)) throw new DOMException("The disk said no", "InvalidStateError");
  };
  const controls = {
    leave: (room) => (disk.quota = disk.size + room),
    fail_flushes: (file) => broken.add(file),
    restart() {
      unmount("/data");
      disk.quota = Infinity;
      broken.clear();
      mount(disk, "/data");
    },
  };
  report[`errors ${name}, ${way}`] = get("outcome")(
    get("filesystem_errors").CHECKS.get(name),
    get("data"),
    controls,
  );
  unmount("/data");
}

const PROJECT = "/project";
const SITE = get("project_checks").SITE.toJs({ dict_converter: Object.fromEntries });
for (const name of names("project_checks")) {
  const disk = new MemoryDisk();
  const latin1 = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const start = (site) => {
    const bytes = Object.entries(site).map(([path, text]) => [path, latin1(text)]);
    publish(PROJECT, Object.fromEntries(bytes));
    mountProject(disk, PROJECT, "/data");
  };
  const end = () => [PROJECT, "/data"].forEach(unmount);
  let site = SITE;
  const controls = {
    leave: (room) => (disk.quota = disk.size + room),
    restart(...changes) {
      end();
      disk.quota = Infinity;
      const pairs = changes.flatMap((path, at) => (at % 2 ? [] : [[path, changes[at + 1]]]));
      if (pairs.length) site = Object.fromEntries(pairs);
      start(site);
    },
  };
  start(SITE);
  report[`project ${name}`] = get("outcome")(
    get("project_checks").CHECKS.get(name),
    python.runPython(`Path("${PROJECT}")`),
    controls,
  );
  end();
}
process.stdout.write(JSON.stringify(report));
