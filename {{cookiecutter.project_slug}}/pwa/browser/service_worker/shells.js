import { sw } from "./global.js";

/**
 * @param {{includeUncontrolled?: boolean}} [options] also those without this service worker, or with
 *   an older one
 * @returns {Promise<WindowClient[]>} the tabs of the site
 */
export async function shells(options) {
  const windows = await sw.clients.matchAll({ type: "window", ...options });
  return windows.filter((client) => client.frameType === "top-level");
}
