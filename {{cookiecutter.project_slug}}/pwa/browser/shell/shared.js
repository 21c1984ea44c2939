// What another app has shared with this one and the application has not taken, because it did not
// start, say: it is never forgotten in silence.

import { SHARE_NUMBER, sharesCache, sharesFolder } from "../messages.js";
import { show } from "./notice.js";

/**
 * @param {string} scope absolute URL of the site
 * @returns {Promise<Request[]>} entries of the cache, the oldest first
 */
async function untaken(scope) {
  if (!("caches" in window) || !(await caches.has(sharesCache(scope)))) return [];
  const entries = await (await caches.open(sharesCache(scope))).keys();
  return entries.filter(({ url }) => url.startsWith(sharesFolder(scope)));
}

/** The app does not start: say what becomes of it. @param {string} scope */
export async function reassureOfShares(scope) {
  const words = /** @type {HTMLElement} */ (document.getElementById("problem-shared"));
  const shared = await untaken(scope).catch(() => []); // where nothing can be kept, nothing is
  words.hidden = shared.length === 0;
}

/**
 * Offer what was not taken, unless this tab is about to show it.
 * @param {string} scope
 * @param {(address: string) => void} open shows an address relative to the scope
 */
export async function offerShares(scope, open) {
  const shown = new URL(location.href).searchParams.get(SHARE_NUMBER);
  const numbers = (await untaken(scope)).map(({ url }) => url.slice(sharesFolder(scope).length));
  const number = numbers.find((other) => other !== shown);
  if (!number) return;
  const discard = async () => {
    await (await caches.open(sharesCache(scope))).delete(sharesFolder(scope) + number);
    await offerShares(scope, open);
  };
  show("share", "Something that was shared with this app was not taken yet.", {
    offer: ["Show it", () => open(`${BUILD.shareAction}?${SHARE_NUMBER}=${number}`)],
    decline: ["Discard it", () => void discard()],
  });
}
