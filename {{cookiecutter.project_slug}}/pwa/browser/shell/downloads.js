// Saves what a link with `download` names. A hidden frame is navigated to it, which the service worker
// answers with an attachment: so the browser itself saves, piece by piece, shows how far it is, and says
// if it breaks off.

import { downloadAddress } from "../messages.js";
import { show } from "./notice.js";

/** @param {Document} page that came instead of a file (service_worker/notices.js) */
function sayFailure(page) {
  const link = page.querySelector("a");
  const words = `${page.querySelector("h1")?.textContent}. ${page.querySelector("p")?.textContent}`;
  show("download", words, link ? { more: [link.textContent, link.href] } : {});
}

/**
 * @param {HTMLIFrameElement} place the frame with the app's pages, which ask for it
 * @param {string} scope absolute URL of the site
 */
export function saveDownloads(place, scope) {
  place.addEventListener("asgi-pwa:download", (event) => {
    /** @type {import("../page/downloads.js").Download} */
    const { url, name, page } = /** @type {CustomEvent} */ (event).detail;
    const src = downloadAddress(scope, url, name, page);
    const frame = Object.assign(document.createElement("iframe"), { src, hidden: true });
    // It stays where a file comes: nothing says when the browser has taken that over.
    frame.addEventListener("load", () => {
      if (!frame.contentDocument?.querySelector("h1")) return;
      sayFailure(frame.contentDocument);
      frame.remove();
    });
    document.body.append(frame);
  });
}
