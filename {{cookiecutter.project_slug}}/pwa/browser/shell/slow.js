// That a request takes long, in each tab, and the button that ends a worker which hangs.

import { element } from "../elements.js";
import { state } from "./cover.js";

const slow = element("slow", HTMLElement);
const hangs = element("hangs", HTMLElement);
/** A service worker that says nothing more for so long, in milliseconds, was stopped. */
const SILENT_MS = 20_000;
let timer = 0;

element("stop", HTMLButtonElement).onclick = () => {
  slow.hidden = hangs.hidden = true;
  /** @type {import("../messages.js").StopWorker} */
  const message = { type: "stop-worker" };
  navigator.serviceWorker.controller?.postMessage(message);
};

/** @param {import("../messages.js").Slow} message */
export function showSlow(message) {
  if (message.hangs !== undefined) hangs.hidden = !message.hangs;
  // While the app starts here, the page says so by itself.
  slow.hidden = !message.waiting || (state() !== "ready" && hangs.hidden);
  clearTimeout(timer);
  if (message.waiting) timer = setTimeout(() => (slow.hidden = hangs.hidden = true), SILENT_MS);
}
