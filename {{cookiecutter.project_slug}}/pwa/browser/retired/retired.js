// The service worker of a site that was withdrawn (pwa/build/retire.py): it removes the app's files
// from the device, then itself. What the person has saved stays, for the rescue page.

import { sw } from "../service_worker/global.js";
import { EVERY_TAB } from "../service_worker/shells.js";
import { askAll } from "../service_worker/unsaved.js";
import { deleteCaches } from "../site_caches.js";

sw.addEventListener("install", (event) => event.waitUntil(install()));
sw.addEventListener("activate", (event) => event.waitUntil(leave()));
sw.addEventListener("message", (event) => {
  /** @type {import("../messages.js").ShellToServiceWorker} */
  const message = event.data;
  if (message.type === "skip-waiting") event.waitUntil(sw.skipWaiting());
});

/** Go live at once, unless somebody types in a tab; a tab that does not answer may be what is broken. */
async function install() {
  const obstacle = await askAll(null, EVERY_TAB);
  if (obstacle !== "unsaved-elsewhere") await sw.skipWaiting();
}

async function leave() {
  const { scope } = sw.registration;
  await deleteCaches(scope);
  await sw.registration.unregister();
  for (const tab of await sw.clients.matchAll({ type: "window" })) {
    const { frameType, url } = tab;
    if (frameType === "top-level") await tab.navigate(url).catch(() => {}); // closed meanwhile
  }
}
