// The compiled parts of packages (.so, WebAssembly side modules). Each is a file of its own, so that
// the browser compiles it while it arrives, beside everything else, and caches the machine code;
// Python finds an empty file in its place and, on import, the library already loaded.

/**
 * @typedef {object} Linker  What this uses of Pyodide's Emscripten module.
 * @property {Record<string, object>} preloadedWasm exports of loaded libraries by path
 * @property {(code: WebAssembly.Module, flags: object, name: string, scope: object) =>
 *   Promise<object>} loadWebAssemblyModule
 */

/**
 * The name of a library's file below `_pwa/pyodide/`. Hosts know `.wasm`, and compiling while it
 * arrives needs the right type.
 * @param {string} path below site-packages
 */
export const libraryFile = (path) => `native/${path}.wasm`;

/**
 * Load libraries before anything imports them.
 * @param {Linker} linker
 * @param {string} sitePackages
 * @param {Map<string, Promise<WebAssembly.Module>>} libraries by path below site-packages
 */
export async function loadLibraries(linker, sitePackages, libraries) {
  for (const [path, code] of libraries) {
    const name = `${sitePackages}/${path}`;
    const flags = { loadAsync: true, nodelete: true };
    linker.preloadedWasm[name] = await linker.loadWebAssemblyModule(await code, flags, name, {});
  }
}
