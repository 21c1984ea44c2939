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

  /** What a disk holds; the logs of its volume are small, so that they change over often. */
  const open = (disk, capacity) => {
    const names = [...DATABASE_FILES, DATA, ...LOGS];
    const files = new Map(names.map((name) => [name, new DurableFile(disk.open(name))]));
    return assembleStorage(files, capacity);
  };

  /** Mount a disk at `folder`. */
  const mount = (disk, folder, capacity = 2048) => {
    const storage = open(disk, capacity);
    FS.mkdirTree(folder);
    FS.mount(createOpfsFilesystem(FS, python._module, storage), {}, folder);
    return storage;
  };

  /** Mount a disk as the data folder, and over what is in memory at `folder`: the site's files. */
  const mountProject = (disk, folder, data) => {
    const storage = mount(disk, data);
    FS.mkdirTree(folder);
    const { node } = FS.lookupPath(folder);
    const own = { ...storage, databases: new Map() };
    FS.mount(createOpfsFilesystem(FS, python._module, own, node), {}, folder);
  };

  /** Let the site have these files at `folder`, which is not mounted: contents by path. */
  const publish = (folder, site) => {
    if (FS.analyzePath(folder).exists) python.pyimport("shutil").rmtree(folder);
    for (const [path, content] of Object.entries(site)) {
      FS.mkdirTree(`${folder}/${path}`.replace(/\/[^/]*$/, ""));
      FS.writeFile(`${folder}/${path}`, content);
    }
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
  return { python, mount, mountProject, publish, unmount, addModules };
}
