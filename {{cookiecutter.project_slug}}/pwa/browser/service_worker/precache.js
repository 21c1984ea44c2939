// The site's files: downloaded whole and checked, before the new version may go live.
// Workbox keeps one cache with a revision for each file, continues an install that was cut, and
// removes what is no longer used; here are only the check and the progress in bytes.

import { PrecacheController } from "workbox-precaching/PrecacheController.js";
import { createCacheKey } from "workbox-precaching/utils/createCacheKey.js";

import { codeOf } from "../problem_code.js";
import { sw } from "./global.js";
import { sha256 } from "../sha256.js";
import { EVERY_TAB, tellShells } from "./shells.js";
import { stayAwakeWhile } from "./stay_awake.js";
import { served } from "./versions.js";

export const SHELL = "index.html";
/** Held while files are added or removed: a version that is on its way has no other protection. */
const LOCK = `asgi-pwa:files:${sw.registration.scope}`;

/** @type {Map<string, PrecacheEntry>} by absolute URL */
const entries = new Map(
  PRECACHE.map((entry) => [new URL(entry.url, sw.registration.scope).href, entry]),
);
/** Bytes over the network: in all, if the host compresses; here already; of those, fetched now. */
let total = PRECACHE.reduce((sum, entry) => sum + entry.compressed, 0);
let loaded = 0;
let fetched = 0;
/** The address of the file that is being downloaded. */
let file = "";
/** Whether the host is waited for: what fails meanwhile is the connection. */
let awaited = false;

/** @param {number} bytes */
function advance(bytes) {
  loaded += bytes;
  fetched += bytes;
  void tellShells({ type: "progress", loaded, total, fetched }, EVERY_TAB);
}

/**
 * @param {Response} response
 * @param {PrecacheEntry | undefined} entry
 * @returns {Promise<Uint8Array<ArrayBuffer>>} its body, reported as it arrives
 */
async function readWithProgress(response, entry) {
  const pieces = [];
  // What arrives here is unpacked already; the person pays for what was sent.
  const packed = response.headers.has("content-encoding");
  const share = packed && entry ? entry.compressed / entry.size : 1;
  if (!packed && entry) total += entry.size - entry.compressed;
  if (response.body) {
    const reader = response.body.getReader();
    awaited = true;
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      pieces.push(step.value);
      advance(step.value.length * share);
    }
    awaited = false;
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/**
 * @param {Response} response
 * @param {Uint8Array<ArrayBuffer>} bytes its body, as it arrived here
 */
function asStored({ status, headers: sent }, bytes) {
  const headers = new Headers(sent);
  headers.delete("content-encoding"); // it is unpacked, and so is its length
  headers.set("content-length", String(bytes.length));
  return new Response(bytes, { status, headers });
}

const verifier = {
  /** @param {{request: Request}} context */
  async requestWillFetch({ request }) {
    file = request.url;
    awaited = true;
    return request;
  },

  /** @param {{request: Request, response: Response}} context */
  async fetchDidSucceed({ request, response }) {
    awaited = false;
    if (!response.ok) throw new Error(`the host answered ${response.status}`);
    const entry = entries.get(request.url.split("?")[0] ?? "");
    const bytes = await readWithProgress(response, entry);
    if (!entry || (await sha256(bytes)) !== entry.revision) {
      throw new Error(`arrived changed (${bytes.length} bytes instead of ${entry?.size ?? 0})`);
    }
    return asStored(response, bytes);
  },

  /** @param {{request: Request, cachedResponse?: Response | undefined}} context */
  async cachedResponseWillBeUsed({ request, cachedResponse }) {
    const entry = entries.get(request.url.split("?")[0] ?? "");
    if (cachedResponse && entry) loaded += entry.compressed; // here since an earlier try
    return cachedResponse ?? null;
  },
};

const controller = new PrecacheController({
  cacheName: `asgi-pwa:${sw.registration.scope}`, // caches are shared by the whole origin
  plugins: [verifier],
  fallbackToNetwork: false,
});
controller.addToCacheList(PRECACHE.map(({ url, revision }) => ({ url, revision })));

let installing = false;
stayAwakeWhile(() => installing);

/** @param {ExtendableEvent} event */
export function install(event) {
  installing = true;
  const over = () => (installing = false);
  const installed = navigator.locks.request(LOCK, () => controller.install(event));
  void installed.then(over, over);
  // The event waits for both: a service worker whose install failed gets no time to say so.
  event.waitUntil(installed.catch(tellFailure));
}

/** @param {Error} error why the install fails */
async function tellFailure(error) {
  const code = awaited ? "install-cut" : codeOf(error, "install-failed");
  const detail = `${file}: ${error.name}: ${error.message}`;
  await tellShells({ type: "install-failed", problem: { code, detail } }, EVERY_TAB);
}

/**
 * Remove the files of other versions, unless one is on its way.
 * @param {ExtendableEvent} event
 */
export async function removeOthers(event) {
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    const { installing, waiting } = sw.registration;
    if (lock && !installing && !waiting) await controller.activate(event);
  });
}

/**
 * @param {string | URL} url absolute, or relative to the scope
 * @returns {string} the file's path below the scope, as a server reads it
 */
function pathOf(url) {
  const { origin, pathname } = new URL(url, sw.registration.scope);
  const path = (origin + pathname).slice(sw.registration.scope.length);
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // no UTF-8: no file of ours
  }
}

/** @param {string} path @returns {Promise<string | undefined>} */
async function revisionOf(path) {
  const { files } = await served();
  return Object.hasOwn(files, path) ? files[path] : undefined;
}

/** A file of the site is neither on the device nor, as it was, at the host. */
export class FileMissing extends Error {}

/**
 * @param {string | URL} url absolute, or relative to the scope; its query and fragment do not count
 * @returns {Promise<Response | undefined>} the file of the version that is served, if it has one
 * @throws {FileMissing}
 */
export async function precached(url) {
  const path = pathOf(url);
  const revision = await revisionOf(path);
  if (revision === undefined) return undefined;
  const { cacheKey } = createCacheKey({ url: path, revision });
  const cache = await caches.open(controller.strategy.cacheName);
  return (await cache.match(cacheKey)) ?? fetchAgain(path, revision);
}

/**
 * What the browser, or somebody, has dropped: from now on it is here again.
 * @param {string} path below the scope
 * @param {string} revision
 */
async function fetchAgain(path, revision) {
  const url = new URL(path, sw.registration.scope);
  const response = await fetch(url, { cache: "reload" }).catch(() => null);
  const bytes = await response?.arrayBuffer();
  if (!response || !bytes || (await sha256(bytes)) !== revision) throw new FileMissing(path);
  const file = asStored(response, new Uint8Array(bytes));
  const cache = await caches.open(controller.strategy.cacheName);
  const { cacheKey } = createCacheKey({ url: path, revision });
  await cache.put(cacheKey, file.clone()).catch(() => {}); // no room: it can be shown all the same
  return file;
}

/**
 * Fetch the files of the version that is served, where they are missing.
 * @returns {Promise<boolean>} whether all are here
 */
export async function complete() {
  const cache = await caches.open(controller.strategy.cacheName);
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  const { files } = await served();
  try {
    for (const [url, revision] of Object.entries(files)) {
      if (!kept.has(createCacheKey({ url, revision }).cacheKey)) await fetchAgain(url, revision);
    }
  } catch {
    return false;
  }
  return true;
}

/**
 * @param {URL} url
 * @returns {Promise<import("./static_file.js").StaticFile | undefined>} the application's file that
 *   this names, in the version that is served
 * @throws {FileMissing}
 */
export async function staticFile(url) {
  const path = pathOf(url);
  const tag = await revisionOf(path);
  if (tag === undefined || path === SHELL) return undefined;
  const stored = /** @type {Response} */ (await precached(url));
  const { type } = entries.get(new URL(path, sw.registration.scope).href) ?? {};
  return { stored, tag, type: type ?? stored.headers.get("content-type") ?? "" };
}
