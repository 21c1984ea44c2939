// Which version of the site this device is served: this service worker's own, or, if that did not
// start here, the last one that did. What is known of that is on the disk, beside the files.

import { sw } from "./global.js";

/**
 * @typedef {object} Version
 * @property {string} version
 * @property {string} protocol what its pages and this service worker say to each other
 * @property {Record<string, string>} files the SHA-256 of each, by its path below the scope
 *
 * @typedef {object} Known
 * @property {Version | null} proven the last version that has started on this device
 * @property {string} rejected the version that did not, "" for none
 */

/** @type {Version} */
const OWN = {
  version: BUILD.version,
  protocol: BUILD.protocol,
  files: Object.fromEntries(PRECACHE.map(({ url, revision }) => [url, revision])),
};

const CACHE = `asgi-pwa:versions:${sw.registration.scope}`;
const KEY = new URL("_pwa/versions.json", sw.registration.scope).href;

/** @type {Promise<Known> | null} */
let known = null;

/** @returns {Promise<Known>} */
async function read() {
  const stored = await (await caches.open(CACHE)).match(KEY);
  return stored ? stored.json() : { proven: null, rejected: "" };
}

/** @param {Known} next */
async function write(next) {
  await (await caches.open(CACHE)).put(KEY, Response.json(next));
  known = Promise.resolve(next);
}

/** @returns {Promise<Version>} the version whose files are served */
export async function served() {
  known ??= read();
  known.catch(() => (known = null)); // a disk that fails once may not the next time
  const { proven, rejected } = await known;
  return proven && rejected === OWN.version ? proven : OWN;
}

/** @returns {Promise<string>} the version that another is served in place of, "" for none */
export const rejected = async () => ((await served()) === OWN ? "" : OWN.version);

/**
 * A version has started on this device.
 * @param {string} version
 * @returns {Promise<boolean>} whether no other is needed any more
 */
export async function prove(version) {
  if (version !== OWN.version || (await served()) !== OWN) return false;
  const { proven } = await read();
  if (proven?.version !== OWN.version) await write({ proven: OWN, rejected: "" });
  return true;
}

/**
 * A version did not start on this device.
 * @param {string} version
 * @returns {Promise<boolean>} whether the last one that did is served from now on
 */
export async function reject(version) {
  const { proven } = await read();
  if (version !== OWN.version || !proven || proven.version === version) return false;
  if (proven.protocol !== OWN.protocol) return false; // its pages speak another language
  await write({ proven, rejected: version });
  return true;
}

/** Serve the version that did not start here once more. */
export async function giveAnotherChance() {
  await write({ ...(await read()), rejected: "" });
}
