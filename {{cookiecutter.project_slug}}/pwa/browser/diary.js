// What a device remembers of its last starts and troubles, for the diagnostics page. There is nothing
// of the records in it. The shell writes it, in localStorage; each list is short.

import { kept } from "./web_storage.js";

const STARTS = 10;
const LINES = 50;
/** Characters of one line. */
const LONGEST = 400;

/**
 * @typedef {object} StartNote  A start, and when it had come how far, in milliseconds after the tab
 *   was opened.
 * @property {string} at when, ISO 8601
 * @property {string} version
 * @property {string} how "cold", "snapshot", or "" where another tab ran the worker
 * @property {number} shell
 * @property {number | undefined} worker
 * @property {number} ready
 */

/** @typedef {{at: string, level: string, text: string}} Line */

const startsKey = (/** @type {string} */ scope) => `asgi-pwa:starts:${scope}`;
const linesKey = (/** @type {string} */ scope) => `asgi-pwa:lines:${scope}`;

/** @template T @param {string} key @returns {T[]} the oldest first */
function read(key) {
  try {
    const found = JSON.parse(kept.get(key) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return []; // not ours
  }
}

/** @template T @param {string} key @param {T} entry @param {number} most */
const add = (key, entry, most) => kept.set(key, JSON.stringify([...read(key), entry].slice(-most)));

/** @param {string} scope absolute URL @returns {StartNote[]} */
export const startsOf = (scope) => read(startsKey(scope));

/** @param {string} scope absolute URL @returns {Line[]} */
export const linesOf = (scope) => read(linesKey(scope));

/** @param {string} scope absolute URL @param {Omit<StartNote, "at">} start */
export const noteStart = (scope, start) =>
  add(startsKey(scope), { at: new Date().toISOString(), ...start }, STARTS);

/** @param {string} scope absolute URL @param {string} level @param {string} text */
export const noteLine = (scope, level, text) =>
  add(linesKey(scope), { at: new Date().toISOString(), level, text: text.slice(0, LONGEST) }, LINES);
