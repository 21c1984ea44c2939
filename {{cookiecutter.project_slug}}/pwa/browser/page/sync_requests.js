// Synchronous XMLHttpRequest: Chromium sends it past the service worker, to a host that knows nothing
// of the app (a 404, or no network). No page could tell that from the app's answer, so it fails.

import { isAnswered } from "./answered.js";

/** @param {URL} scope the site's root */
export function refuseSynchronousRequests(scope) {
  if (!("userAgentData" in navigator)) return; // Firefox asks the service worker
  const { open } = XMLHttpRequest.prototype;
  /** @this {XMLHttpRequest} @param {string} method @param {string | URL} url @param {any[]} rest */
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    const target = URL.parse(url, document.baseURI);
    if (rest.length === 0 || rest[0] || !target || !isAnswered(target.href, scope)) {
      return open.call(this, method, url, .../** @type {[any]} */ (rest));
    }
    const words =
      `A synchronous XMLHttpRequest does not reach the app (${target.pathname}): ` +
      "send it asynchronously, or use fetch().";
    console.error(words);
    throw new DOMException(words, "NetworkError");
  };
}
