// Pyodide begins to fetch and compile its WebAssembly only when its scripts are there. Here both
// begin at once, and Pyodide finds them done: it has no option for that, nor for the wrappers below.

import { fetchFile } from "./fetch_file.js";

/**
 * @param {string} url of pyodide.asm.wasm, or of a library
 * @param {boolean} keep whether the browser may keep the machine code, as Chromium does of what is
 *   compiled while it streams: that of the functions that ran soon after
 * @returns {Promise<WebAssembly.Module>} for lendModule
 */
export function compileEarly(url, keep) {
  const module = keep ? WebAssembly.compileStreaming(fetch(url)) : compileWhole(url);
  module.catch(() => {}); // whoever awaits it hears of it
  return module;
}

/** @param {string} url */
async function compileWhole(url) {
  return WebAssembly.compile(await (await fetchFile(url)).arrayBuffer());
}

/**
 * Have the next fetch of `url` and its compilation be those of `module`.
 * @param {string} url
 * @param {Promise<WebAssembly.Module>} module
 */
export function lendModule(url, module) {
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  const lent = new Response(); // nothing reads it
  self.fetch = async (resource, options) => {
    if (String(resource) !== url) return fetch(resource, options);
    self.fetch = fetch;
    return lent;
  };
  WebAssembly.instantiateStreaming = async (source, imports) => {
    if ((await source) !== lent) return instantiateStreaming(source, imports);
    WebAssembly.instantiateStreaming = instantiateStreaming;
    const compiled = await module;
    return { module: compiled, instance: await WebAssembly.instantiate(compiled, imports) };
  };
}

/** Emscripten's wrapper of a JavaScript function is a module of less than this, in bytes. */
const WRAPPER_SIZE = 100;

/**
 * Compile each different wrapper once: those of functions with the same types are the same bytes,
 * and Pyodide makes hundreds.
 */
export function shareWrappers() {
  /** @type {Map<string, WebAssembly.Module>} */
  const wrappers = new Map();
  WebAssembly.Module = new Proxy(WebAssembly.Module, {
    construct(Module, /** @type {[Uint8Array<ArrayBuffer>]} */ [bytes]) {
      if (!(bytes.length < WRAPPER_SIZE)) return new Module(bytes);
      const key = bytes.join();
      const wrapper = wrappers.get(key) ?? new Module(bytes);
      wrappers.set(key, wrapper);
      return wrapper;
    },
  });
}
