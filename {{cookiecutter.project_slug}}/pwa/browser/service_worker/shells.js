import { sw } from "./global.js";

/** @returns {Promise<WindowClient[]>} the tabs of the site */
export async function shells() {
  const windows = await sw.clients.matchAll({ type: "window" });
  return windows.filter((client) => client.frameType === "top-level");
}
