// Pyodide begins to fetch and compile its WebAssembly only when its scripts are there. Here both
// begin at once, and Pyodide finds them done: it has no option for that.

/**
 * @param {string} url of pyodide.asm.wasm
 * @returns {Promise<WebAssembly.Module>} for lendModule
 */
export function compileEarly(url) {
  const module = WebAssembly.compileStreaming(fetch(url)); // streaming: browsers cache the code
  module.catch(() => {}); // whoever awaits it hears of it
  return module;
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
