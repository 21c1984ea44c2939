// What the service worker tells the shell, or asks it for.

import { isRuntime } from "../messages.js";
import { show } from "./notice.js";
import { askToSignIn, keepCredentials } from "./sign_in.js";
import { showSlow } from "./slow.js";
import { afterSave } from "./storage_notice.js";

const UNREADABLE =
  "Nothing was sent: a file that was picked cannot be read. It was changed, moved or removed since " +
  "then, or it is too large for this device. What you typed is still here. Pick the file again, then " +
  "send it again.";

/**
 * Make scripts see the cookies that they may see. Where the browser refuses it they do not, and the
 * app goes on.
 * @param {string} cookies JSON list of assignments to document.cookie, or ""
 */
export function showCookies(cookies) {
  try {
    for (const assigned of JSON.parse(cookies || "[]")) document.cookie = assigned;
  } catch (error) {
    console.warn("scripts do not see the cookies:", error);
  }
}

/** Remove what pages of the app have stored, not what the shell has. */
function clearPageStorage() {
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) if (!isRuntime(key)) storage.removeItem(key);
  }
}

/**
 * Do what the service worker asks for, from now on.
 * @param {import("./frame.js").AppFrame} frame
 * @param {string} scope absolute URL of the site
 */
export function listen(frame, scope) {
  /** @type {import("../messages.js").AskCredentials} */
  const ask = { type: "ask-credentials" };
  navigator.serviceWorker.controller?.postMessage(ask);
  navigator.serviceWorker.addEventListener("message", ({ data, ports, source }) => {
    /** @type {import("../messages.js").ServiceWorkerToShell} */
    const message = data;
    if (message.type === "show-cookies") {
      showCookies(message.cookies);
      ports[0]?.postMessage(null);
    } else if (message.type === "clear-storage") {
      clearPageStorage();
      ports[0]?.postMessage(null);
    } else if (message.type === "slow") {
      showSlow(message);
    } else if (message.type === "stay-awake") {
      /** @type {import("../messages.js").Awake} */
      const awake = { type: "awake" };
      /** @type {ServiceWorker} */ (source).postMessage(awake);
    } else if (message.type === "file") {
      frame.sayFile();
    } else if (message.type === "saved") {
      void afterSave(scope);
    } else if (message.type === "sign-in") {
      void askToSignIn(message).then((given) => ports[0]?.postMessage(given));
    } else if (message.type === "credentials") {
      keepCredentials(message);
    } else if (message.type === "unreadable" && frame.shows(message.page)) {
      show("unreadable", UNREADABLE);
    }
  });
}
