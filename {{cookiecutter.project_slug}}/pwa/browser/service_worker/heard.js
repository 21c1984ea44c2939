// What this service worker takes of what is said to it, and from whom. A page of the app is of the
// same origin as the shell, and its scripts may say anything.

import { isShell } from "./shells.js";

/**
 * @typedef {import("../messages.js").ShellToServiceWorker} ShellToServiceWorker
 * @typedef {import("../messages.js").PageToWorker} PageToWorker
 */

/** The fields of each message, all text. @type {Record<ShellToServiceWorker["type"], string[]>} */
const OF_SHELLS = {
  offer: ["lock", "version"],
  claim: ["version"],
  awake: [],
  "stop-worker": [],
  started: ["version"],
  "failed-start": ["version"],
  "try-rejected": [],
  "ask-all": [],
  "skip-waiting": [],
  "check-files": [],
  "ask-credentials": [],
};

/** @type {Record<PageToWorker["type"], string[]>} */
const OF_PAGES = { websocket: ["url", "page", "lock"], cookie: ["assigned", "page"] };

/**
 * @param {Record<string, string[]>} table
 * @param {unknown} data
 */
function fits(table, data) {
  if (typeof data !== "object" || data === null || !("type" in data)) return false;
  const { type } = data;
  const fields = typeof type === "string" && Object.hasOwn(table, type) && table[type];
  return fields && fields.every((name) => typeof Reflect.get(data, name) === "string");
}

/** @param {unknown} protocols */
const areNames = (protocols) =>
  Array.isArray(protocols) && protocols.every((name) => typeof name === "string");

/**
 * @param {ExtendableMessageEvent} event
 * @returns {ShellToServiceWorker | PageToWorker | null} what a shell or a page may say; null, with a
 *   line in the console, for anything else
 */
export function heard({ data, source }) {
  if (source instanceof WindowClient) {
    if (isShell(source) && fits(OF_SHELLS, data)) return data;
    const socket = data?.type === "websocket";
    if (fits(OF_PAGES, data) && (!socket || areNames(data.protocols))) return data;
  }
  const url = source && "url" in source ? source.url : "somebody who is gone";
  console.warn(`a message of ${url} that the service worker does not take:`, data);
  return null;
}
