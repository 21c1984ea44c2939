// Starts Pyodide with everything in place: bytecode, packages, the application, the database.

import { checkDurability } from "./durability.js";
import "./key_derivation.js";
import "./sync_requests.js";
import { createWithLibraries, libraryFile } from "./libraries.js";
import { compileEarly, lendModule, shareWrappers } from "./early_wasm.js";
import { fetchFile } from "./fetch_file.js";
import { log, takeLine } from "./log.js";
import { createOpfsFilesystem } from "./opfs_filesystem.js";
import { inWords, watchUnkept } from "./unkept.js";
import { unpack } from "./zip.js";

export const RUNTIME = new URL("pyodide/", self.location.href);
const WASM = new URL("pyodide.asm.wasm", RUNTIME).href;
export const PROJECT = "/project";
export const DATA = "/data";
const DATABASE = `${DATA}/app.db`;
const STATE_NAME = "pwa.db";

/**
 * The environment that the application reads when it is imported (docs: design, contracts).
 */
const ENVIRONMENT = {
  ...BUILD.environment,
  DATABASE_URL: `sqlite:///${DATABASE}`,
  DATA_DIR: DATA,
};

/** Where the bridge keeps the site's cookies. */
const STATE = `${DATA}/${STATE_NAME}`;

/**
 * @typedef {{(...values: any[]): void, destroy(): void}} Callback  A function of Python's.
 * @typedef {object} Door  bridge/port.py: what serves requests
 * @property {(id: number, head: string, body: ArrayBuffer | undefined) => void} request
 * @property {(id: number) => void} pull
 * @property {(id: number) => void} cancel
 * @property {(url: string, page: string, protocols: string, peer: object) =>
 *   [receive: Callback, disconnect: Callback, taken: Callback] | undefined} websocket
 * @property {(assigned: string, page: string) => boolean} set_cookie
 * @property {() => string} visible_cookies
 */

/** @typedef {import("./files.js").DurableFile} DurableFile */

/**
 * @typedef {{loader: Promise<any>, script: Promise<any>, wasm: Promise<WebAssembly.Module>,
 *   libraries: import("./libraries.js").Library[]}} Code
 * @type {Code | undefined}
 */
let code;

/**
 * @typedef {object} Archives  Of standard library, packages and project: options for loadPyodide.
 * @property {string} stdLibURL
 * @property {(FS: import("./emscripten.js").FS, folders: {sitePackages: string}) =>
 *   Promise<void>} fsInit
 */

/** @param {string} name @returns {Promise<Uint8Array>} */
async function archive(name) {
  const response = await fetchFile(new URL(name, RUNTIME));
  return new Uint8Array(await response.arrayBuffer());
}

/** @returns {Archives} on their way into memory */
export function wholeArchives() {
  const all = Promise.all(["packages.zip", "project.zip", "static.zip"].map(archive));
  all.catch(() => {}); // fsInit hears of it
  return {
    stdLibURL: new URL("stdlib.zip", RUNTIME).href,
    async fsInit(FS, { sitePackages }) {
      const [packages, ...project] = await all;
      unpack(FS, /** @type {Uint8Array} */ (packages), sitePackages);
      for (const archive of project) unpack(FS, archive, PROJECT);
    },
  };
}

/**
 * @param {boolean} [keep] as of compileEarly. Not in a first start: it runs all that importing needs,
 *   and compiling the kept code of that would cost each start from a snapshot a tenth of a second
 * @returns {Code} on its way, once
 */
export function fetchCode(keep = false) {
  return (code ??= {
    loader: import(new URL("pyodide.mjs", RUNTIME).href),
    script: import(new URL("pyodide.asm.mjs", RUNTIME).href),
    wasm: compileEarly(WASM, keep),
    libraries: BUILD.libraries.map(({ path, needs }) => {
      return { path, needs, code: compileEarly(new URL(libraryFile(path), RUNTIME).href, keep) };
    }),
  });
}

/**
 * @param {Archives & Record<string, unknown>} options more for loadPyodide
 * @param {(module: any) => Promise<void>} [prepareModule] called with Emscripten's module, before
 *   Python is used
 * @returns {Promise<any>} Pyodide, its packages importable
 */
export async function loadPython(options, prepareModule = async () => {}) {
  const { loader, script, wasm, libraries } = fetchCode();
  const { loadPyodide } = await loader;
  lendModule(WASM, wasm);
  shareWrappers();
  return loadPyodide({
    indexURL: RUNTIME.href,
    // Everything is in our own archives; nothing is ever fetched from Pyodide's network.
    lockFileContents: {},
    packageBaseUrl: RUNTIME.href,
    stderr: takeLine,
    env: { HOME: PROJECT, LANG: "C.UTF-8", ...ENVIRONMENT },
    async createPyodideModule(/** @type {any} */ settings) {
      const { default: createModule } = await script;
      const module = await createWithLibraries(createModule, settings, libraries);
      await prepareModule(module);
      return module;
    },
    ...options,
  });
}

/**
 * Let what is saved on this device be the folder DATA, and what is written below PROJECT be saved.
 * @param {any} pyodide
 * @param {import("./opfs_filesystem.js").Storage} storage
 * @throws {StartFailed} if what is saved there would not last
 */
export function mountStorage(pyodide, storage) {
  const { FS } = pyodide;
  FS.mkdirTree(DATA);
  const module = pyodide._module;
  FS.mount(createOpfsFilesystem(FS, module, storage), {}, DATA);
  const { node } = FS.lookupPath(PROJECT);
  const own = { ...storage, databases: new Map() };
  FS.mount(createOpfsFilesystem(FS, module, own, node), {}, PROJECT);
  warnOfUnkept(FS);
  const { commit } = pyodide.pyimport("pwa.bridge.durability");
  checkDurability(commit, STATE, /** @type {DurableFile} */ (storage.databases.get(STATE_NAME)));
}

/**
 * The diagnostics page has each folder once, and not the names of its files: they may be a person's.
 * @param {import("./unkept.js").FS} FS
 */
function warnOfUnkept(FS) {
  /** @type {Set<string>} */
  const folders = new Set();
  watchUnkept(FS, [DATA, PROJECT], (path) => {
    const folder = path.slice(0, path.lastIndexOf("/")) || "/";
    const [text, where] = [inWords(path), "storage"];
    if (folders.has(folder)) console.warn(`${where}: ${text}`);
    else log({ level: "warning", text, where, kept: inWords(`A file in ${folder}`) });
    folders.add(folder);
  });
}

/** Make Python's process what a server's would be. @param {any} pyodide */
export function prepareProcess(pyodide) {
  pyodide.pyimport("pwa.bridge.console").log_to_console(PROJECT);
  pyodide.pyimport("pwa.bridge.entry").prepare(PROJECT, pyodide.toPy(ENVIRONMENT));
}

/**
 * @param {Promise<import("./opfs_filesystem.js").Storage>} storage
 * @returns {Promise<any>} Pyodide, ready to import the application
 * @throws {StartFailed} if what is saved would not last
 */
export async function startPython(storage) {
  const pyodide = await loadPython(wholeArchives());
  mountStorage(pyodide, await storage);
  prepareProcess(pyodide);
  return pyodide;
}

/**
 * Import the application, run its start-up and return the door to it.
 * @param {any} pyodide
 * @param {import("./answers.js").Answers} answers
 * @param {string} scope absolute URL, with its trailing slash
 * @returns {Promise<Door>}
 */
export async function startApplication(pyodide, answers, scope) {
  const { open_door: openDoor } = pyodide.pyimport("pwa.bridge.port");
  const { userAgent, languages } = navigator;
  const { app, interface: spoken } = BUILD;
  return openDoor(app, spoken, answers, rootPath(scope), STATE, userAgent, languages.join(","));
}

/**
 * Show the database as it is, in place of an application that does not start.
 * @param {any} pyodide
 * @param {import("./answers.js").Answers} answers
 * @param {string} scope absolute URL, with its trailing slash
 * @returns {Promise<Door>}
 */
export async function startViewer(pyodide, answers, scope) {
  const { open_viewer: openViewer } = pyodide.pyimport("pwa.bridge.port");
  return openViewer(DATABASE, answers, rootPath(scope));
}

/** @param {string} scope @returns {string} its path without the trailing slash */
const rootPath = (scope) => new URL(scope).pathname.replace(/\/$/, "");
