// Synchronous requests of Python's (urllib3, requests, bridge/browser_http.py): each ends with an
// answer or an error, at once.

/** As in bridge/browser_http.py. */
const WORDS =
  "the browser could not get it: there is no network or no such server, or the server does not let " +
  "pages of this site read it (CORS)";

const SCOPE = new URL("..", self.location.href).href;

/** @param {string} url absolute */
function isOwn(url) {
  const path = url.startsWith(SCOPE) ? url.slice(SCOPE.length) : undefined;
  return path !== undefined && !BUILD.networkPrefixes.some((prefix) => path.startsWith(prefix));
}

self.XMLHttpRequest = class extends XMLHttpRequest {
  #url = "";
  #waits = false;

  /**
   * @override
   * @param {string} method
   * @param {string | URL} url
   * @param {boolean} [async]
   * @param {[user?: string | null, password?: string | null]} rest
   */
  open(method, url, async = true, ...rest) {
    this.#url = new URL(url, self.location.href).href;
    this.#waits = !async;
    super.open(method, url, async, ...rest);
  }

  /** @override @param {XMLHttpRequestBodyInit | null} [body] */
  send(body) {
    if (!this.#waits) return super.send(body);
    // This worker would have to answer, and it waits here.
    if (isOwn(this.#url)) throw failure(`${this.#url} is the application itself: await it, or call it`);
    try {
      super.send(body);
    } catch (error) {
      const { name } = /** @type {DOMException} */ (error);
      if (name !== "NetworkError") throw error;
      throw failure(`${this.#url}: ${WORDS}`);
    }
    // Firefox does not throw, as the standard wants it, but leaves a status that no server sends.
    if (this.status === 0) throw failure(`${this.#url}: ${WORDS}`);
  }
};

/**
 * An Error, since Pyodide has no words for a DOMException that was not thrown by the browser itself.
 * @param {string} text
 */
const failure = (text) => Object.assign(new Error(text), { name: "NetworkError" });
