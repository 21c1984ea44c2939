// Gets the site under its service worker: on the first visit this downloads all of it.

import { say, setState, showProgress } from "./cover.js";
import { whenReachable } from "./reachable.js";

/** @typedef {import("../messages.js").Problem} Problem */

const REASON_MS = 1000;
/** How often the same may go wrong: a file that is not what it should be, one that is cut. */
const TRIES = { "install-failed": 3, "install-cut": 10 };
const AGAIN = {
  "install-failed": "A file did not arrive as it should. It is fetched again…",
  "install-cut":
    "The connection is gone. The download goes on by itself when it is back, or the next time that " +
    "this page is opened: what is here is kept.",
};

/** What the browser lacks, as far as a page can tell. @returns {Problem | null} */
export function missing() {
  const detail = location.href;
  if (window !== window.top) return { code: "framed", detail };
  if (!window.isSecureContext) return { code: "insecure", detail };
  if (!("serviceWorker" in navigator)) return { code: "no-service-worker", detail };
  const { storage, locks } = navigator;
  if (!storage?.getDirectory || !locks || !("caches" in window)) return { code: "no-storage", detail };
  return null;
}

/**
 * Try the storage in a worker, the only place that has it, before anything large is fetched.
 * @param {string} url the worker's script
 * @returns {Promise<Problem | null>}
 */
export function probe(url) {
  const worker = new Worker(url, { type: "module" });
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data.problem);
    worker.onerror = (event) => {
      // Only an error in the script has a message; that the script did not arrive has none.
      const detail = `${url}: ${event.message || "did not load"}`;
      resolve({ code: event.message ? "worker-failed" : "install-failed", detail });
    };
    /** @type {import("../messages.js").Probe} */
    const message = { type: "probe" };
    worker.postMessage(message);
  }).then((problem) => {
    worker.terminate();
    return /** @type {Problem | null} */ (problem);
  });
}

/**
 * Register the service worker and wait until it controls this page.
 * @param {string} scope absolute URL
 * @returns {Promise<ServiceWorkerRegistration>}
 * @throws {Problem} when the download cannot complete
 */
export async function control(scope) {
  const container = navigator.serviceWorker;
  container.addEventListener("message", ({ data }) => {
    /** @type {import("../messages.js").ServiceWorkerToShell} */
    const message = data;
    if (message.type === "progress" && !container.controller) showProgress(message);
  });
  container.startMessages();
  const controlled = new Promise((resolve) => {
    container.addEventListener("controllerchange", resolve, { once: true });
  });
  const registration = await download(scope);
  if (container.controller) return registration;
  // A hard reload leaves the page without its service worker, though there is one.
  /** @type {import("../messages.js").Claim} */
  const claim = { type: "claim", version: BUILD.version };
  registration.active?.postMessage(claim);
  say("Starting…");
  await controlled;
  return registration;
}

/**
 * Register the service worker, which downloads the site. A download that is cut goes on, where it
 * was, as soon as the site can be reached again.
 * @param {string} scope
 * @returns {Promise<ServiceWorkerRegistration>}
 * @throws {Problem}
 */
async function download(scope) {
  /** @type {Map<string, number>} how often each thing went wrong */
  const failures = new Map();
  for (;;) {
    try {
      const registration = await register(scope);
      const { installing } = registration;
      if (installing && !navigator.serviceWorker.controller) await installed(installing);
      return registration;
    } catch (error) {
      const { code, detail } = /** @type {Problem} */ (error);
      if (code !== "install-cut" && code !== "install-failed") throw error;
      const count = (failures.get(detail) ?? 0) + 1;
      failures.set(detail, count);
      if (count === TRIES[code]) throw error;
      setState("installing");
      say(AGAIN[code]);
      await whenReachable(scope);
    }
  }
}

/**
 * @param {string} scope absolute URL
 * @returns {Promise<ServiceWorkerRegistration>}
 * @throws {Problem}
 */
export async function register(scope) {
  const options = { scope, updateViaCache: /** @type {const} */ ("none") };
  const url = new URL("service-worker.js", scope);
  try {
    return await navigator.serviceWorker.register(url, options);
  } catch (error) {
    const detail = `${url}: ${error}`;
    throw /** @type {Problem} */ ({ code: await whyNot(url, error), detail });
  }
}

/**
 * Why a service worker was not registered, which the browser does not tell.
 * @param {URL} url of its script
 * @param {unknown} error
 * @returns {Promise<Problem["code"]>}
 */
async function whyNot(url, error) {
  const answer = await fetch(url, { cache: "no-store" }).catch(() => null);
  if (!answer) return "install-cut";
  const isScript = answer.ok && /\bjavascript\b/i.test(answer.headers.get("content-type") ?? "");
  // A script that is not what it should be is a TypeError; a page in its place is a SecurityError,
  // and so is what the browser refuses (https://w3c.github.io/ServiceWorker/#register-algorithm).
  return isScript && !(error instanceof TypeError) ? "no-service-worker" : "install-failed";
}

/**
 * @param {ServiceWorker} worker that downloads the site
 * @throws {Problem}
 */
async function installed(worker) {
  const said = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data.type === "install-failed") resolve(data.problem);
    });
  });
  await new Promise((resolve) => {
    const check = () => worker.state !== "installing" && resolve(undefined);
    worker.addEventListener("statechange", check);
    check();
  });
  if (worker.state !== "redundant") return;
  // The state and the message come by different ways, in either order; a service worker that the
  // browser itself ended says nothing.
  /** @type {Problem} */
  const unknown = { code: "install-cut", detail: "no reason was given" };
  const nothing = new Promise((resolve) => setTimeout(resolve, REASON_MS, unknown));
  throw await Promise.race([said, nothing]);
}
