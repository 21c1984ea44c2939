import { isRuntime } from "./messages.js";

/**
 * Delete what the site at `scope` has in the browser's caches, which all sites of an origin share.
 * @param {string} scope absolute URL
 */
export async function deleteCaches(scope) {
  for (const name of await caches.keys()) {
    if (isRuntime(name) && name.endsWith(`:${scope}`)) await caches.delete(name);
  }
}
