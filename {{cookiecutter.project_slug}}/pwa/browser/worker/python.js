// Starts Pyodide with everything in place: bytecode, packages, the application, the database.

import { checkDurability } from "./durability.js";
import { libraryFile, loadLibraries } from "./libraries.js";
import { createOpfsFilesystem } from "./opfs_filesystem.js";
import { unpack } from "./zip.js";

const RUNTIME = new URL("pyodide/", self.location.href);
const PROJECT = "/project";
const DATA = "/data";
const DATABASE = `${DATA}/app.db`;
const STATE_NAME = "pwa.db";

/**
 * The environment that the application reads when it is imported (docs: design, contracts).
 */
const ENVIRONMENT = {
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
 *   [receive: Callback, disconnect: Callback]} websocket
 * @property {(assigned: string, page: string) => void} set_cookie
 * @property {() => string} visible_cookies
 */

/** @typedef {import("./files.js").DurableFile} DurableFile */

/** @param {string} name @returns {Promise<Uint8Array>} */
async function archive(name) {
  const response = await fetch(new URL(name, RUNTIME));
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** @param {string} name @returns {Promise<WebAssembly.Module>} */
function compile(name) {
  const module = WebAssembly.compileStreaming(fetch(new URL(name, RUNTIME)));
  module.catch(() => {}); // whoever awaits it hears of it
  return module;
}

/**
 * @param {Promise<import("./opfs_filesystem.js").Storage>} storage
 * @returns {Promise<any>} Pyodide, its packages importable, DATA mounted
 * @throws {StartFailed} if what is saved there would not last
 */
export async function startPython(storage) {
  const packages = archive("packages.zip");
  const project = archive("project.zip");
  const libraries = new Map(BUILD.libraries.map((path) => [path, compile(libraryFile(path))]));
  let packagesFolder = "";
  const { loadPyodide } = await import(new URL("pyodide.mjs", RUNTIME).href);
  /** @type {any} */
  const pyodide = await loadPyodide({
    indexURL: RUNTIME.href,
    stdLibURL: new URL("stdlib.zip", RUNTIME).href,
    // Everything is in our own archives; nothing is ever fetched from Pyodide's network.
    lockFileContents: { info: BUILD.pyodideInfo, packages: {} },
    packageBaseUrl: RUNTIME.href,
    env: { HOME: PROJECT, LANG: "C.UTF-8", ...ENVIRONMENT },
    async fsInit(
      /** @type {import("./emscripten.js").FS} */ FS,
      /** @type {{sitePackages: string}} */ { sitePackages },
    ) {
      packagesFolder = sitePackages;
      unpack(FS, await packages, sitePackages);
      unpack(FS, await project, PROJECT);
    },
  });
  await loadLibraries(pyodide._module, packagesFolder, libraries);
  const { FS } = pyodide;
  FS.mkdirTree(DATA);
  const files = await storage;
  FS.mount(createOpfsFilesystem(FS, pyodide._module, files), {}, DATA);
  pyodide.pyimport("pwa.bridge.entry").prepare(PROJECT, pyodide.toPy(ENVIRONMENT));
  const { commit } = pyodide.pyimport("pwa.bridge.durability");
  checkDurability(commit, STATE, /** @type {DurableFile} */ (files.databases.get(STATE_NAME)));
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
  return openDoor(BUILD.app, answers, rootPath(scope), STATE, userAgent, languages.join(","));
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
