// The compiled parts of packages (.so, WebAssembly side modules). Each is a file of its own, so that
// the browser compiles it while it arrives, beside everything else, and caches the machine code;
// Python finds an empty file in its place and, on import, the library already loaded.

/**
 * @typedef {object} Linker  What this uses of Pyodide's Emscripten module.
 * @property {Record<string, object>} preloadedWasm exports of loaded libraries by path
 * @property {(code: WebAssembly.Module, flags: object, name: string, scope: object) =>
 *   Promise<object>} loadWebAssemblyModule
 * @property {{loadedLibsByName: Record<string, object>}} LDSO
 * @property {{sitePackages: string}} API
 * @property {(exported: unknown) => number} addFunction
 * @property {(name: string) => void} addRunDependency
 * @property {(name: string) => void} removeRunDependency
 */

/**
 * @typedef {CompiledPart & {code: Promise<WebAssembly.Module>}} Library
 */

/**
 * The name of a library's file below `_pwa/pyodide/`. Hosts know `.wasm`, and compiling while it
 * arrives needs the right type.
 * @param {string} path below site-packages
 */
export const libraryFile = (path) => `native/${path}.wasm`;

/**
 * Make Emscripten's module with libraries loaded before Python starts, always in the same order: so
 * they are at the same addresses each time, as a memory snapshot needs them to be.
 * @template {Linker} M
 * @param {(settings: object) => Promise<M>} createModule
 * @param {{preRun: ((linker: Linker) => void)[], API: {lockFilePromise?: unknown}}} settings for
 *   createModule
 * @param {Library[]} libraries each behind those that it needs
 * @returns {Promise<M>}
 */
export async function createWithLibraries(createModule, settings, libraries) {
  // Without it, Pyodide does not read the metadata of each package to know which others to fetch.
  delete settings.API.lockFilePromise;
  /** @type {Promise<void>} */
  const loaded = new Promise((resolve, reject) => {
    settings.preRun.push((linker) => {
      linker.addRunDependency("libraries");
      load(linker, libraries).then(() => {
        linker.removeRunDependency("libraries");
        resolve();
      }, reject);
    });
  });
  const [module] = await Promise.all([createModule(settings), loaded]);
  return module;
}

/**
 * Emscripten finds what a library needs by its mere name, as long as Python does not run: it is lent
 * that name, since two packages may each bring one of their own.
 * @param {Linker} linker
 * @param {Library[]} libraries
 */
async function load(linker, libraries) {
  const { API, LDSO, preloadedWasm } = linker;
  const flags = { loadAsync: true, nodelete: true };
  for (const { path, needs, code } of libraries) {
    const name = `${API.sitePackages}/${path}`;
    const scope = {}; // its own: what it needs must not hide another's symbols
    for (const [needed, of] of Object.entries(needs)) {
      const exports = preloadedWasm[`${API.sitePackages}/${of}`];
      preloadedWasm[needed] = /** @type {object} */ (exports);
      Object.assign(scope, exports);
    }
    const exports = await linker.loadWebAssemblyModule(await code, flags, name, scope);
    preloadedWasm[name] = exports;
    // Emscripten gives only the first function of a name its place in the table at once. An import
    // would add another's, and where functions are added later, no memory snapshot is made.
    for (const [symbol, value] of Object.entries(exports)) {
      if (symbol.startsWith("PyInit_")) linker.addFunction(value);
    }
    for (const needed of Object.keys(needs)) {
      delete preloadedWasm[needed];
      delete LDSO.loadedLibsByName[needed];
    }
  }
}
