// Asks, after the first save, that the browser keep the data, and warns before the room is gone.

import { isFree, show } from "./notice.js";
import { askToPersist, browserAsks, hasLittleRoom, inWords, LITTLE, storageState } from "../storage_state.js";
import { kept, keptInTab } from "../web_storage.js";

/** The room is tried at the start, and after a save if this long ago, in milliseconds. */
const TRY_MS = 60_000;
let tried = -Infinity;
let little = false;

/** Kept for ever: the question was answered, or put away. @param {string} scope */
const asked = (scope) => `asgi-pwa:asked-to-persist:${scope}`;

/** Kept for this tab: the next start warns again. @param {string} scope */
const warned = (scope) => `asgi-pwa:warned-of-little-room:${scope}`;

/** @type {import("./notice.js").Link} */
const HERE = ["Your data here", "_pwa/rescue.html"];
const WHY =
  "Saved, on this device only. The browser may remove it when space runs short, unless you tell it " +
  "to keep it.";
const REFUSED =
  "Saved, on this device only. The browser may remove it when space runs short: install the app, or " +
  "save copies.";
const HOME_SCREEN =
  "Saved here, but Safari removes what is not used for seven days. Add the app to the home screen, " +
  "open it there once with a network, and collect there.";

/**
 * The app has saved something.
 * @param {string} scope absolute URL of the site
 */
export async function afterSave(scope) {
  if (await warnOfLittleRoom(scope)) return;
  if (kept.get(asked(scope)) || !isFree()) return;
  const { persistent, installed, homeScreen } = await storageState();
  if (persistent) return;
  const put = () => kept.set(asked(scope), new Date().toISOString());
  if (homeScreen && !installed) {
    show("storage", HOME_SCREEN, { put, more: HERE });
  } else if (browserAsks()) {
    // Firefox asks the person: not before the reason is said, and not without a click.
    show("storage", WHY, { put, more: HERE, offer: ["Keep it", () => void askToPersist()] });
  } else if (!(await askToPersist())) {
    show("storage", REFUSED, { put, more: HERE });
  }
}

/**
 * @param {string} scope absolute URL of the site
 * @returns {Promise<boolean>} whether there is little room
 */
export async function warnOfLittleRoom(scope) {
  if (performance.now() - tried > TRY_MS) {
    tried = performance.now();
    little = await hasLittleRoom(scope);
  }
  if (!little || keptInTab.get(warned(scope))) return little;
  const words =
    `Less than ${inWords(LITTLE)} of space are left. What is saved stays saved, but new records may ` +
    "be refused. Free some space on the device; do not clear the data of this site.";
  const put = () => keptInTab.set(warned(scope), "1");
  show("room", words, { put, more: HERE });
  return true;
}
