// Whether this device still has what an open tab depends on: the stored files, the registration of the
// service worker, and the site's files. A page's own worker or the browser's settings can remove
// them. What can be brought back is, while a tab is open; of the rest the person is told.

import { register } from "./install.js";
import { show, withdraw } from "./notice.js";

const TOPIC = "complete";
const MINUTE_MS = 60_000;
const INCOMPLETE =
  "Something has removed parts of this app from this device: a page, or a setting of the browser. " +
  "Your records are not touched. Keep this tab open: without a network the app could not be opened " +
  "again. What is missing is fetched by itself as soon as there is a network.";
const DELETED =
  "What this app had stored on this device was deleted: by a page, or in the browser's settings. What " +
  "you enter in this tab is no longer kept. Write down what you still see and need, close all tabs of " +
  "the app, and open it again where there is a network.";

const container = navigator.serviceWorker;

/** @param {string} scope @returns {Promise<boolean>} whether the database is still among the files */
async function hasRecords(scope) {
  try {
    let folder = await navigator.storage.getDirectory();
    for (const name of [BUILD.storage, encodeURIComponent(new URL(scope).pathname)]) {
      folder = await folder.getDirectoryHandle(name);
    }
    await folder.getFileHandle("app.db");
  } catch (error) {
    return !(error instanceof DOMException && error.name === "NotFoundError");
  }
  return true;
}

/**
 * Chromium gives back, without a network, the registration that still serves an open tab.
 * @param {string} scope
 * @returns {Promise<ServiceWorker | null>} the one that is registered
 */
async function registered(scope) {
  const found = await container.getRegistration(scope);
  if (found?.scope === scope) return found.active; // another one may be of a site above this one
  return register(scope).then(
    ({ active }) => active,
    () => null,
  );
}

/**
 * @param {ServiceWorker} worker
 * @returns {Promise<boolean>} whether all files are here, some of them perhaps fetched just now
 */
function hasFiles(worker) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    /** @type {import("../messages.js").CheckFiles} */
    const message = { type: "check-files" };
    worker.postMessage(message, [port2]);
  });
}

/**
 * Look, now and whenever something may have happened.
 * @param {string} scope absolute URL of the site
 * @param {HTMLIFrameElement} frame
 */
export function stayComplete(scope, frame) {
  const look = async () => {
    if (!(await hasRecords(scope))) return show(TOPIC, DELETED);
    const worker = await registered(scope);
    if (worker && (await hasFiles(worker))) withdraw(TOPIC);
    else show(TOPIC, INCOMPLETE);
  };
  let looking = Promise.resolve();
  const next = () => (looking = looking.then(look));
  frame.addEventListener("load", next);
  document.addEventListener("visibilitychange", next); // when it is hidden, it may be the last time
  window.addEventListener("online", next);
  container.addEventListener("controllerchange", next); // registered anew
  setInterval(next, MINUTE_MS);
  void next();
}
