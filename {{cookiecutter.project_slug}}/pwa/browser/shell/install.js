// Gets the site under its service worker: on the first visit this downloads all of it.

import { say, showProgress } from "./cover.js";

/** @typedef {import("../messages.js").Problem} Problem */

const REASON_MS = 1000;

/** What the browser lacks, as far as a page can tell. @returns {Problem | null} */
export function missing() {
  const detail = location.href;
  if (window !== window.top) return { code: "framed", detail };
  if (!window.isSecureContext) return { code: "insecure", detail };
  if (!("serviceWorker" in navigator)) return { code: "no-service-worker", detail };
  if (!navigator.storage?.getDirectory || !navigator.locks) return { code: "no-storage", detail };
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
 * @returns {Promise<void>}
 * @throws {Problem} when the download did not complete
 */
export async function control(scope) {
  const container = navigator.serviceWorker;
  /** @type {PromiseWithResolvers<Problem>} */
  const problem = Promise.withResolvers();
  container.addEventListener("message", ({ data }) => {
    /** @type {import("../messages.js").ServiceWorkerToShell} */
    const message = data;
    if (message.type === "progress" && !container.controller) showProgress(message);
    if (message.type === "install-failed") problem.resolve(message.problem);
    if (message.type === "reopen") location.reload();
  });
  container.startMessages();
  const registration = await register(scope);
  if (container.controller) return;

  const controlled = new Promise((resolve) => {
    container.addEventListener("controllerchange", resolve, { once: true });
  });
  const { installing, active } = registration;
  if (installing) await installed(installing, problem.promise);
  // A hard reload leaves the page without its service worker, though there is one.
  /** @type {import("../messages.js").Claim} */
  const claim = { type: "claim", version: BUILD.version };
  active?.postMessage(claim);
  say("Starting…");
  await controlled;
}

/** @param {string} scope */
async function register(scope) {
  const options = { scope, updateViaCache: /** @type {const} */ ("none") };
  try {
    return await navigator.serviceWorker.register(new URL("service-worker.js", scope), options);
  } catch (error) {
    throw /** @type {Problem} */ ({ code: "install-failed", detail: String(error) });
  }
}

/**
 * @param {ServiceWorker} worker
 * @param {Promise<Problem>} problem what the service worker says before it gives up
 * @returns {Promise<void>}
 */
async function installed(worker, problem) {
  await new Promise((resolve) => {
    const check = () => worker.state !== "installing" && resolve(undefined);
    worker.addEventListener("statechange", check);
    check();
  });
  if (worker.state !== "redundant") return;
  // The state and the message come by different ways, in either order; a service worker that the
  // browser itself ended says nothing.
  /** @type {Problem} */
  const unknown = { code: "install-failed", detail: "no reason was given" };
  const nothing = new Promise((resolve) => setTimeout(resolve, REASON_MS, unknown));
  throw await Promise.race([problem, nothing]);
}
