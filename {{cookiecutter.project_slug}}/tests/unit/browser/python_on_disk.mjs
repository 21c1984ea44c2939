// Pyodide in Node.js, with the worker's own file system over a MemoryDisk.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const load = (...parts) => import(pathToFileURL(join(...parts)).href);

/** @param {string} runtime folder of Pyodide's files @param {string} browser pwa/browser */
export async function startPython(runtime, browser) {
  const { loadPyodide } = await load(runtime, "pyodide.mjs");
  const { createOpfsFilesystem } = await load(browser, "worker", "opfs_filesystem.js");
  const { assembleStorage, DATABASE_FILES } = await load(browser, "worker", "storage.js");
  const { DurableFile } = await load(browser, "worker", "files.js");
  const { DATA, LOGS } = await load(browser, "volume_format.js");
  const python = await loadPyodide({ stdout: (line) => console.error(line) });
  const { FS } = python;

  /** Mount a disk at `folder`; the logs of its volume are small, so that they change over often. */
  const mount = (disk, folder, capacity = 2048) => {
    const names = [...DATABASE_FILES, DATA, ...LOGS];
    const files = new Map(names.map((name) => [name, new DurableFile(disk.open(name))]));
    const storage = assembleStorage(files, capacity);
    FS.mkdirTree(folder);
    FS.mount(createOpfsFilesystem(FS, python._module, storage), {}, folder);
    return storage;
  };
  const unmount = (folder) => FS.unmount(folder);

  /** Make modules of the tests importable, as a package "checks". */
  const addModules = (folder, ...names) => {
    FS.mkdirTree("/modules/checks");
    FS.writeFile("/modules/checks/__init__.py", "");
    for (const name of names) {
      FS.writeFile(`/modules/checks/${name}.py`, readFileSync(join(folder, `${name}.py`)));
    }
    python.runPython("import sys; sys.path.insert(0, '/modules')");
  };
  return { python, mount, unmount, addModules };
}
