// Offers to install the app: where the browser can do it by itself, on a later visit or when
// something was saved; on iOS, where the installed app has a storage of its own, before anything is
// collected. Never beside a form, and never again when it was answered.

import { startsOf } from "../diary.js";
import { storageState } from "../storage_state.js";
import { kept } from "../web_storage.js";
import { state } from "./cover.js";
import { isFree, show, withdraw } from "./notice.js";
import { hasOpenForm } from "./open_form.js";

/** @typedef {Event & {prompt: () => Promise<{outcome: string}>}} InstallEvent  W3C, Chromium only. */

const WHY =
  "This app can be installed: it then opens from the home screen, in a window of its own, and the " +
  "browser is less likely to remove its data.";

const TOPIC = "install";
const frame = /** @type {HTMLIFrameElement} */ (document.getElementById("app"));
const scope = new URL("./", document.baseURI).href;
/** Kept for ever: the person has answered, or installed it. */
const ANSWERED = `asgi-pwa:install-answered:${scope}`;
const answer = () => kept.set(ANSWERED, new Date().toISOString());

/** @type {InstallEvent | null} */
let offered = null;
let saved = false;

/** Offer it when there is a good moment, from now on: before others hear of a save. */
export function offerInstall() {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault(); // the browser's own banner would come at a moment of its own
    offered = /** @type {InstallEvent} */ (event);
    void consider();
  });
  window.addEventListener("appinstalled", answer);
  frame.addEventListener("load", () => void consider());
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.type !== "saved") return;
    saved = true; // the next page that loads is the moment
    withdraw(TOPIC); // keeping what was saved comes first (storage_notice.js)
  });
}

/** Is this the moment? Called whenever another page is shown. */
export async function consider() {
  if (state() !== "ready") return;
  if (kept.get(ANSWERED)) return;
  const { installed, homeScreen } = await storageState();
  if (installed || !isFree() || hasOpenForm(frame.contentDocument)) return;
  if (homeScreen) {
    const words = /** @type {HTMLTemplateElement} */ (document.getElementById("install-on-ios"));
    show(TOPIC, words.content.cloneNode(true), { put: answer, yields: true });
  } else if (offered && (saved || startsOf(scope).length > 1)) {
    const event = offered;
    show(TOPIC, WHY, { put: answer, offer: ["Install", () => void ask(event)], yields: true });
  }
}

/** @param {InstallEvent} event can ask once */
async function ask(event) {
  offered = null;
  await event.prompt();
}
