// What the import of the application left that a snapshot of its memory cannot hold. Runs in the
// maker, and in the build's trial start (pwa/build/node/trial.mjs).

/**
 * @typedef {object} Node
 * @property {Record<string, Node> | Uint8Array} contents
 * @property {number} mode
 * @property {number} mtime
 * @property {number} usedBytes
 * @property {Record<"lookup" | "mknod" | "readdir", (...values: any[]) => unknown>} node_ops
 *
 * @typedef {object} FS  What this uses of Emscripten's file system.
 * @property {({path: string, fd: number} | null)[]} streams
 * @property {Node} root
 * @property {(mode: number) => boolean} isDir
 * @property {(mode: number) => boolean} isFile
 * @property {(path: string) => {node: Node}} lookupPath
 * @property {(node: Node) => string} getPath
 * @property {{onOpenFile?: (path: string) => void}} trackingDelegate
 *
 * @typedef {object} Looked  What was seen of the project's folder: paths below it.
 * @property {string[]} paths files that were opened, and what was looked for and not there
 * @property {string[]} listed folders whose names were read
 * @property {string[]} searched the same, but with modules in them: there Python itself looks for them
 */

const STANDARD_STREAMS = 3;
const FOLDER = "folder";
const MODULE = /\.(py|so)$/;

/**
 * Import the application.
 * @param {any} pyodide loaded with `_makeSnapshot`
 * @param {string[]} application its name, such as "app.main:app", and its interface
 * @param {string} data the folder where the device's files will be; the snapshot has none
 * @param {string} project the folder of the site's files, which the device's own may cover
 * @returns {{obstacles: string[], notes: Uint8Array, looked: Looked, folders: string[]}} what a
 *   snapshot cannot hold, in words; Pyodide's notes of the JavaScript objects that Python holds; and
 *   as Layout has it
 */
export function watchImport(pyodide, application, data, project) {
  const watch = new ImportWatch(pyodide, data, project);
  /** @type {string[]} */
  const failures = [];
  try {
    pyodide.pyimport("pwa.bridge.snapshot").import_application(...application);
  } catch (error) {
    failures.push(String(error));
  }
  const { obstacles, ...rest } = watch.end();
  return { obstacles: [...failures, ...obstacles], ...rest };
}

/**
 * @param {Looked} looked
 * @param {string[]} written paths below the project's folder of what the app has changed
 * @returns {string | undefined} one of these that the import would have seen
 */
export function wouldSee({ paths, listed, searched }, written) {
  return written.find((path) => {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    const names = MODULE.test(path) ? [...listed, ...searched] : listed;
    return paths.includes(path) || names.includes(folder);
  });
}

/** Watches an import: begin before it, ask after it. */
class ImportWatch {
  /** @type {Set<string>} what was looked for in the data folder */
  #asked = new Set();
  /** @type {Set<string>} paths that were opened, or looked for in vain */
  #opened = new Set();
  /** @type {Set<string>} folders */
  #listed = new Set();
  #before;
  #pyodide;
  #data;
  #project;
  #memory;
  #operations;

  /**
   * @param {any} pyodide
   * @param {string} data
   * @param {string} project
   */
  constructor(pyodide, data, project) {
    this.#pyodide = pyodide;
    this.#data = data;
    this.#project = project;
    this.#before = filesOf(pyodide.FS);
    /** @type {FS} */
    const FS = pyodide.FS;
    // All folders in memory have the same object of operations.
    this.#memory = FS.lookupPath(project).node.node_ops;
    this.#operations = { ...this.#memory };
    FS.trackingDelegate.onOpenFile = (path) => this.#opened.add(path);
    this.#memory.lookup = (parent, name) => {
      this.#opened.add(`${FS.getPath(parent)}/${name}`);
      return this.#operations.lookup(parent, name);
    };
    this.#memory.readdir = (folder) => {
      this.#listed.add(FS.getPath(folder));
      return this.#operations.readdir(folder);
    };
    const { node } = pyodide.FS.lookupPath(data);
    const { lookup, mknod, readdir } = node.node_ops;
    const watched =
      (/** @type {Function} */ operation) =>
      (/** @type {any[]} */ ...values) => {
        this.#asked.add(values.length > 1 ? `${data}/${values[1]}` : data);
        return operation(...values);
      };
    node.node_ops = {
      ...node.node_ops,
      lookup: watched(lookup),
      mknod: watched(mknod),
      readdir: watched(readdir),
    };
  }

  /** @returns {ReturnType<typeof watchImport>} */
  end() {
    const { FS } = this.#pyodide;
    Object.assign(this.#memory, this.#operations);
    delete FS.trackingDelegate.onOpenFile;
    const python = this.#pyodide.pyimport("pwa.bridge.snapshot").obstacles().toJs();
    const { objects, notes } = notesOf(this.#pyodide);
    const after = filesOf(FS);
    const changed = [...after].filter(([path, state]) => this.#before.get(path) !== state);
    const written = changed.filter(([, state]) => state !== FOLDER);
    const folders = changed.filter(([, state]) => state === FOLDER).map(([path]) => path);
    const open = FS.streams.slice(STANDARD_STREAMS).filter(Boolean);
    const obstacles = [
      ...python,
      ...objects.map((object) => `a JavaScript object is kept: ${object}`),
      ...[...this.#asked].map((path) => `${path} is read or written`),
      ...open.map((/** @type {{path: string}} */ { path }) => `${path} is open`),
      ...written
        .filter(([path]) => !path.startsWith(`${this.#data}/`))
        .map(([path]) => `${path} is written`),
    ];
    return { obstacles, notes, looked: this.#looked(after), folders };
  }

  /** @param {Map<string, string>} files as filesOf returns them @returns {Looked} */
  #looked(files) {
    const start = `${this.#project}/`;
    const below = (/** @type {string[]} */ paths) =>
      paths.filter((path) => `${path}/`.startsWith(start)).map((path) => path.slice(start.length));
    const modules = [...files.keys()].filter((path) => MODULE.test(path));
    const packages = new Set(modules.map((path) => path.slice(0, path.lastIndexOf("/"))));
    packages.add(this.#project);
    const folders = [...this.#listed];
    return {
      paths: below([...this.#opened].filter((path) => files.get(path) !== FOLDER)),
      listed: below(folders.filter((path) => !packages.has(path))),
      searched: below(folders.filter((path) => packages.has(path))),
    };
  }
}

/**
 * Pyodide's snapshot of a memory of no bytes: ours goes another way, without a copy of it.
 * @param {any} pyodide
 */
function notesOf(pyodide) {
  const { _module: module } = pyodide;
  /** @type {string[]} */
  const objects = [];
  module.HEAP8 = new Int8Array(0);
  try {
    const notes = pyodide.makeMemorySnapshot({
      serializer: (/** @type {unknown} */ object) => (objects.push(String(object)), null),
    });
    return { objects, notes };
  } finally {
    module.HEAP8 = new Int8Array(module.HEAPU8.buffer);
  }
}

/**
 * @param {FS} FS
 * @returns {Map<string, string>} each file in memory, and what changes when it is written; and FOLDER
 *   for each folder
 */
function filesOf(FS) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const visit = (/** @type {Node} */ folder, /** @type {string} */ path) => {
    for (const [name, node] of Object.entries(folder.contents ?? {})) {
      if (name === "__pycache__") continue; // Python writes it again, or does without
      if (FS.isFile(node.mode)) found.set(`${path}/${name}`, `${node.usedBytes} ${node.mtime}`);
      else if (FS.isDir(node.mode)) {
        found.set(`${path}/${name}`, FOLDER);
        visit(node, `${path}/${name}`);
      }
    }
  };
  visit(FS.root, "");
  return found;
}
