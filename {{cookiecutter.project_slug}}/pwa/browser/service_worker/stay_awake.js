// Firefox stops a service worker 30 seconds after the last event, and 30 seconds later also if one
// is not over: a download is cut, and so is an answer that is still on its way to the page. A message
// from a page is an event, one over a port is none; so the shells are asked for one.

import { EVERY_TAB, tellShells } from "./shells.js";

const ASK_MS = 15_000;

/**
 * Have no browser stop this service worker for being idle.
 * @param {() => boolean} busy whether something is under way
 */
export function stayAwakeWhile(busy) {
  setInterval(async () => {
    if (!busy()) return;
    // Those of an older version too: they wait for the download of this one.
    await tellShells({ type: "stay-awake" }, EVERY_TAB);
  }, ASK_MS);
}
