// Clear-Site-Data, which browsers honour from a network only. Cookies are the bridge's matter
// (bridge/user_agent.py). The runtime's own caches, registration and records are no data of the site in
// this sense: they are the site. Source of the rules: W3C Clear Site Data.

import { answersCache, isRuntime } from "../messages.js";
import { sw } from "./global.js";
import { askShell } from "./shells.js";

/** Remove what the pages of the application have stored besides cookies. */
async function clearStorage() {
  await askShell({ type: "clear-storage" });
  const names = (await caches.keys()).filter((name) => !isRuntime(name));
  await Promise.all(names.map((name) => caches.delete(name)));
  // A database that a page has open goes when that page does: it is not waited for.
  for (const { name } of (await indexedDB.databases?.()) ?? []) if (name) indexedDB.deleteDatabase(name);
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) {
    if (name !== BUILD.storage) await root.removeEntry(name, { recursive: true }).catch(() => {}); // in use
  }
}

/**
 * Do what an answer of the application asks for.
 * @param {Headers} headers
 */
export async function clearSiteData(headers) {
  const types = (headers.get("clear-site-data") ?? "").split(",").map((type) => type.trim());
  const asks = (/** @type {string} */ type) => types.includes(`"${type}"`) || types.includes('"*"');
  if (asks("cache")) await caches.delete(answersCache(sw.registration.scope));
  if (asks("storage")) await clearStorage();
}
