// What the import of the application left that a snapshot of its memory cannot hold. Runs in the
// maker, and in the build's trial start (pwa/build/node/trial.mjs).

/**
 * @typedef {object} Node
 * @property {Record<string, Node> | Uint8Array} contents
 * @property {number} mode
 * @property {number} mtime
 * @property {number} usedBytes
 * @property {Record<string, (...values: any[]) => unknown>} node_ops
 *
 * @typedef {object} FS  What this uses of Emscripten's file system.
 * @property {({path: string, fd: number} | null)[]} streams
 * @property {Node} root
 * @property {(mode: number) => boolean} isDir
 * @property {(mode: number) => boolean} isFile
 * @property {(path: string) => {node: Node}} lookupPath
 */

const STANDARD_STREAMS = 3;

/**
 * Import the application.
 * @param {any} pyodide loaded with `_makeSnapshot`
 * @param {string} reference of the application, such as "app.main:app"
 * @param {string} data the folder where the device's files will be; the snapshot has none
 * @returns {{obstacles: string[], notes: Uint8Array}} what a snapshot cannot hold, in words, and
 *   Pyodide's notes of the JavaScript objects that Python holds
 */
export function watchImport(pyodide, reference, data) {
  const watch = new ImportWatch(pyodide, data);
  /** @type {string[]} */
  const failures = [];
  try {
    pyodide.pyimport("pwa.bridge.snapshot").import_application(reference);
  } catch (error) {
    failures.push(String(error));
  }
  const { obstacles, notes } = watch.end();
  return { obstacles: [...failures, ...obstacles], notes };
}

/** Watches an import: begin before it, ask after it. */
class ImportWatch {
  /** @type {Set<string>} what was looked for in the data folder */
  #asked = new Set();
  #before;
  #pyodide;
  #data;

  /**
   * @param {any} pyodide
   * @param {string} data
   */
  constructor(pyodide, data) {
    this.#pyodide = pyodide;
    this.#data = data;
    this.#before = filesOf(pyodide.FS);
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

  /** @returns {{obstacles: string[], notes: Uint8Array}} as watchImport */
  end() {
    const { FS } = this.#pyodide;
    const python = this.#pyodide.pyimport("pwa.bridge.snapshot").obstacles().toJs();
    const { objects, notes } = notesOf(this.#pyodide);
    const after = filesOf(FS);
    const written = [...after].filter(([path, state]) => this.#before.get(path) !== state);
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
    return { obstacles, notes };
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
 * @returns {Map<string, string>} each file in memory, and what changes when it is written
 */
function filesOf(FS) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const visit = (/** @type {Node} */ folder, /** @type {string} */ path) => {
    for (const [name, node] of Object.entries(folder.contents ?? {})) {
      if (name === "__pycache__") continue; // Python writes it again, or does without
      if (FS.isFile(node.mode)) found.set(`${path}/${name}`, `${node.usedBytes} ${node.mtime}`);
      else if (FS.isDir(node.mode)) visit(node, `${path}/${name}`);
    }
  };
  visit(FS.root, "");
  return found;
}
