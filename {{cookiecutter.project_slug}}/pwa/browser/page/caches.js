// `caches` of a page: the app's own, as the browser has them, and nothing of those that the runtime
// keeps in the same origin. Source of the rules: W3C Service Workers, section 5.5 (CacheStorage).

import { isRuntime } from "../messages.js";
import { dress, replace } from "./stand_in.js";

/** A cache that never is. */
const NONE = "asgi-pwa:none";

/** @param {CacheStorage} own */
const standIn = (own) =>
  dress({}, CacheStorage, {
    async keys() {
      return (await own.keys()).filter((name) => !isRuntime(name));
    },
    /** @param {string} name */
    async has(name) {
      return !isRuntime(name) && own.has(name);
    },
    /** @param {string} name */
    async delete(name) {
      return !isRuntime(name) && own.delete(name);
    },
    /** @param {string} name */
    async open(name) {
      if (!isRuntime(name)) return own.open(name);
      throw new DOMException(`The cache ${name} is not the application's.`, "SecurityError");
    },
    /** @param {RequestInfo | URL} request @param {MultiCacheQueryOptions} [options] */
    async match(request, options) {
      const named = options?.cacheName;
      const names = named === undefined ? await this.keys() : [isRuntime(named) ? NONE : named];
      for (const cacheName of [...names, NONE]) {
        const found = await own.match(request, { ...options, cacheName }); // of none: checks `request`
        if (found) return found;
      }
      return undefined;
    },
  });

export function guardCaches() {
  if ("caches" in window) replace(window, "caches", standIn(window.caches));
}
