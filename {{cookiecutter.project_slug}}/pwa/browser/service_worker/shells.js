import { sw } from "./global.js";

const OTHERS = ["_pwa/", ...BUILD.networkPrefixes].map((path) => sw.registration.scope + path);

/** Of `shells`: also the tabs without this service worker, or with an older one. */
export const EVERY_TAB = { includeUncontrolled: true };

/** @param {WindowClient} client @returns {boolean} a file of ours in a tab is no shell */
export const isShell = ({ frameType, url }) =>
  frameType === "top-level" && !OTHERS.some((start) => url.startsWith(start));

/**
 * @param {{includeUncontrolled?: boolean}} [options]
 * @returns {Promise<WindowClient[]>} the tabs of the site
 */
export async function shells(options) {
  const windows = await sw.clients.matchAll({ type: "window", ...options });
  return windows.filter(isShell);
}

/** How long a shell that is busy may hold up whoever asks it, in milliseconds. */
const ANSWER_MS = 500;

/**
 * Have a shell do something, and wait for its answer.
 * @param {import("../messages.js").ServiceWorkerToShell} message
 */
export async function askShell(message) {
  const [shell] = await shells();
  if (!shell) return;
  const { port1, port2 } = new MessageChannel();
  const done = new Promise((resolve) => (port1.onmessage = resolve));
  shell.postMessage(message, [port2]);
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, ANSWER_MS))]);
}

/**
 * @param {import("../messages.js").ServiceWorkerToShell} message
 * @param {{includeUncontrolled?: boolean}} [options] as of `shells`
 */
export async function tellShells(message, options) {
  for (const shell of await shells(options)) shell.postMessage(message);
}
