// A new version is looked for, downloaded in the background, and offered; it goes live in all tabs
// at once when the person says so, never while something is typed that is not saved.

import { kept } from "../web_storage.js";
import { show } from "./notice.js";
import { hasUnsaved } from "./unsaved.js";

const TOPIC = "update";

/** The least time between two looks at the host, in milliseconds; while open, one an hour. */
const MIN_PAUSE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** How long a service worker may take to find an older version, in milliseconds. */
const GIVE_WAY_MS = 10_000;

const READY =
  "A new version of the app is on this device. It starts when you say so, or when the app is " +
  "opened the next time.";

/** @type {Record<import("../messages.js").Obstacle, string>} */
const OBSTACLES = {
  "": "",
  "unsaved-here": "What you typed here is not saved yet. Save it, then update.",
  "unsaved-elsewhere": "In another tab of this app something is typed that is not saved yet. Save it, then update.",
  silent: "Another tab of this app does not answer. Close it, then update.",
};

const container = navigator.serviceWorker;

/** Kept for the version that takes the place of this one. @param {string} scope */
const reasonKey = (scope) => `asgi-pwa:did-not-start:${scope}`;

/**
 * @template T
 * @param {ServiceWorker} worker
 * @param {import("../messages.js").ShellToServiceWorker} message
 * @returns {Promise<T>} its answer
 */
function ask(worker, message) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, [port2]);
  });
}

/**
 * Follow the service worker from one version to the next: load this tab anew when another version
 * is served, as soon as nothing unsaved is in the way.
 * @param {HTMLIFrameElement} frame
 */
export function followVersion(frame) {
  const unsaved = () => hasUnsaved(frame.contentDocument);
  const reopen = () => {
    if (!unsaved()) location.reload();
    else show(TOPIC, "The app was updated. Save what you typed here; the page is then loaded anew.");
  };
  let reopening = false;
  frame.addEventListener("load", () => reopening && reopen());
  container.addEventListener("message", ({ data, ports }) => {
    if (data.type === "ask-unsaved") ports[0]?.postMessage(unsaved() ? "unsaved" : "free");
    if (data.type !== "reopen") return;
    reopening = true;
    reopen();
  });
  container.addEventListener("controllerchange", () => {
    /** @type {import("../messages.js").Claim} */
    const claim = { type: "claim", version: BUILD.version };
    container.controller?.postMessage(claim);
  });
}

/**
 * Look for new versions from now on, and offer each.
 * @param {ServiceWorkerRegistration} registration
 */
export function watchForUpdates(registration) {
  let looked = -Infinity;
  const look = () => {
    if (document.hidden || performance.now() - looked < MIN_PAUSE_MS) return;
    looked = performance.now();
    registration.update().catch(() => {}); // no network
  };
  look();
  setInterval(look, HOUR_MS);
  document.addEventListener("visibilitychange", look);
  const arrived = () => registration.waiting && offer(registration, READY);
  arrived();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", arrived);
  });
}

/**
 * @param {ServiceWorkerRegistration} registration
 * @param {string} words
 */
function offer(registration, words) {
  show(TOPIC, words, { offer: ["Update now", () => void apply(registration)] });
}

/** @param {ServiceWorkerRegistration} registration */
async function apply(registration) {
  const { controller } = container;
  /** @type {import("../messages.js").Obstacle} */
  const obstacle = controller ? await ask(controller, { type: "ask-all" }) : "";
  if (obstacle) {
    offer(registration, OBSTACLES[obstacle]);
    return;
  }
  /** @type {import("../messages.js").SkipWaiting} */
  const message = { type: "skip-waiting" };
  registration.waiting?.postMessage(message);
}

/**
 * The app has started: note that, and say if it is in place of a version that did not.
 * @param {string} scope absolute URL of the site
 */
export async function sayStarted(scope) {
  const { controller } = container;
  if (!controller) return;
  /** @type {string} */
  const rejected = await ask(controller, { type: "started", version: BUILD.version });
  const reason = kept.get(reasonKey(scope)) ?? "";
  if (!rejected) {
    kept.remove(reasonKey(scope));
    return;
  }
  /** @type {import("../messages.js").TryRejected} */
  const again = { type: "try-rejected" };
  show(
    TOPIC,
    `The newest version of the app (${rejected}) did not start on this device, so you have the one ` +
      `before it. Your records are not touched. The next version will be tried. ${reason}`,
    { offer: ["Try it again now", () => controller.postMessage(again)] },
  );
}

/** @type {readonly import("./problems.js").ProblemCode[]} */
const FAULTS = ["python-failed", "application-failed", "worker-failed"];

/**
 * The app did not start: let the version before this one take its place, if it never did.
 * @param {string} scope absolute URL of the site
 * @param {import("../messages.js").Problem} problem
 * @returns {Promise<boolean>} whether that is so; this tab is then loaded anew. False also where the
 *   service worker does not say it in time: should it do so later, the tab is loaded anew all the same
 */
export async function giveWay(scope, { code, detail }) {
  const { controller } = container;
  if (!controller || !FAULTS.includes(code)) return false;
  const [reason = ""] = detail.trim().split("\n").slice(-1);
  kept.set(reasonKey(scope), reason);
  const replaced = ask(controller, { type: "failed-start", version: BUILD.version });
  const late = new Promise((resolve) => setTimeout(resolve, GIVE_WAY_MS, false));
  return Promise.race([replaced, late]).catch(() => false);
}
