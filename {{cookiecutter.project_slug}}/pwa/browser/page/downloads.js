// Links with `download`. Chromium fetches what they name past the service worker, so the host would
// answer: the shell has the browser fetch and save it in another way (shell/downloads.js).

import { isAnswered } from "./answered.js";
import { tellShell } from "./shell.js";

/**
 * @typedef {Event & {downloadRequest: string | null, destination: {url: string}}} NavigateEvent
 *   HTML standard, "navigate" event; `downloadRequest` is the attribute's value.
 * @typedef {{url: string, name: string, page: string}} Download  `name` is "" where the page gives none.
 */

const { navigation } = /** @type {Window & {navigation?: EventTarget}} */ (window);

/**
 * Save what links of this page name, if the application answers for it.
 * @param {URL} scope the site's root
 */
export function watchDownloads(scope) {
  const save = (/** @type {Event} */ event, /** @type {string} */ url, /** @type {string} */ name) => {
    if (!isAnswered(url, scope)) return;
    event.preventDefault();
    /** @type {Download} */
    const download = { url, name, page: location.href };
    tellShell("asgi-pwa:download", download);
  };
  if (navigation) {
    // For every kind of link, be it in no document, in a shadow root, or an SVG's, and after all
    // listeners of the page.
    navigation.addEventListener("navigate", (event) => {
      const { downloadRequest, destination } = /** @type {NavigateEvent} */ (event);
      if (downloadRequest !== null) save(event, destination.url, downloadRequest);
    });
    return;
  }
  // Firefox before 147 and Safari before 26.2; only links whose click reaches the window.
  window.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
    if (link?.hasAttribute("download")) save(event, link.href, link.download);
  });
}
