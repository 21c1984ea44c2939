// What the browser says about the room that it gives, and whether it may take it back.

/**
 * Less free room than this is worth a warning, in bytes: some photos, and what SQLite needs while
 * it writes.
 */
export const LITTLE = 50e6;

/**
 * @typedef {object} StorageState
 * @property {boolean} persistent whether only the person may remove the data
 * @property {number | null} used bytes by all sites of this origin; null if the browser says nothing
 * @property {number | null} quota bytes that the browser gives at most, if the disk has them
 * @property {boolean} installed whether this is the installed app
 * @property {boolean} homeScreen whether an app on the home screen has another storage (iOS)
 */

/** @returns {Promise<StorageState>} */
export async function storageState() {
  const { storage } = navigator;
  const { usage = null, quota = null } = (await storage.estimate?.()) ?? {};
  return {
    persistent: (await storage.persisted?.()) ?? false,
    used: usage,
    quota,
    installed: isInstalled(),
    homeScreen: isIos(),
  };
}

/**
 * Whether less than LITTLE is free. Chromium's estimate() says usage and 10 GiB, whatever the disk
 * has, so it is tried.
 * @param {string} scope absolute URL of the site
 * @returns {Promise<boolean>} false also where it cannot be tried
 */
export async function hasLittleRoom(scope) {
  const worker = new Worker(new URL("_pwa/worker.js", scope), { type: "module" });
  try {
    return await new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data.problem?.code === "storage-full");
      worker.onerror = () => resolve(false);
      /** @type {import("./messages.js").Probe} */
      const probe = { type: "probe", room: LITTLE };
      worker.postMessage(probe);
    });
  } finally {
    worker.terminate();
  }
}

/** @returns {Promise<boolean>} whether the browser agreed to keep the data */
export async function askToPersist() {
  return (await navigator.storage.persist?.()) ?? false;
}

/**
 * Whether `askToPersist` makes the browser ask the person. Chromium and Safari decide by
 * themselves; no API tells which.
 */
export const browserAsks = () => navigator.userAgent.includes("Firefox/");

function isInstalled() {
  const { standalone } = /** @type {Navigator & {standalone?: boolean}} */ (navigator);
  return standalone === true || !matchMedia("(display-mode: browser)").matches;
}

/** An iPad says that it is a Mac, but no Mac has a touch screen. */
function isIos() {
  const { platform, maxTouchPoints, userAgent } = navigator;
  return /iPhone|iPad|iPod/.test(userAgent) || (platform === "MacIntel" && maxTouchPoints > 1);
}

/** @param {number} bytes @returns {string} in the unit that people use */
export function inWords(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
