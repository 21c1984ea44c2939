// Runs the worker, if this tab is the one elected to. The other tabs wait for the same lock, so
// that one of them runs the worker as soon as this one is gone, and use it meanwhile through the
// service worker.

import { electionLock, ownerLock } from "../messages.js";
import { keptCredentials } from "./sign_in.js";

/**
 * @typedef {object} WorkerEvents
 * @property {(stage: import("../messages.js").Stage["stage"]) => void} stage
 * @property {(how: "cold" | "snapshot", cookies: string) => void} started
 * @property {(thrown: unknown) => void} failed  A Problem, or whatever was thrown.
 * @property {(entry: import("../messages.js").LogEntry) => void} logged
 */

/** Whether the app has started on this device before: its first visit came from the host. */
const AGAIN = Boolean(navigator.serviceWorker?.controller);

/** More breakdowns than this within the window are no accident: say so instead of trying on. */
const CRASHES = 3;
const CRASH_WINDOW_MS = 60_000;

/**
 * A Python from a snapshot that does not answer within this, in milliseconds, hangs. It is milliseconds
 * of work; what waits for the disk or the compiler, however slow, does not count.
 */
const RESTORE_MS = 8000;

export class WorkerOwner {
  /** @type {Worker | null} */
  #worker = null;
  #started = false;
  /** Whether this tab was elected: it runs the worker. */
  elected = false;
  /** @type {AbortController | null} while this tab stands for election, or is elected */
  #candidacy = null;
  /** @type {number[]} when workers broke down, in the page's milliseconds */
  #crashes = [];
  /** The timer of RESTORE_MS. */
  #restoring = 0;
  /** @type {() => void} */
  #release = () => {};

  /**
   * @param {string} scope absolute URL of the site
   * @param {string} script absolute URL of the worker's script
   * @param {WorkerEvents} events
   */
  constructor(scope, script, events) {
    this.scope = scope;
    this.script = script;
    this.events = events;
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data.type === "need-worker") this.#offer();
      if (data.type === "restart-worker" && this.#worker) this.#restart("it hung, and was stopped");
    });
    // A page in the back/forward cache keeps its lock and its file handles: no other tab could
    // take over. So it lets go of both when it is hidden for good and stands again when it
    // returns.
    window.addEventListener("pagehide", () => this.#resign());
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.stand());
    // A frozen page runs nothing and keeps its lock all the same (Chromium). On the way into the
    // back/forward cache and out of it both pairs of events come.
    document.addEventListener("freeze", () => this.#resign());
    document.addEventListener("resume", () => this.stand());
  }

  /** @returns {Promise<boolean>} whether some tab, this one or another, runs the worker already */
  async isTaken() {
    const { held = [] } = await navigator.locks.query();
    return held.some(({ name }) => name === electionLock(this.scope));
  }

  /** Stand for election; when it is won, now or later, start the worker. */
  stand() {
    if (this.#candidacy) return;
    this.#candidacy = new AbortController();
    const { signal } = this.#candidacy;
    const elected = () => {
      this.elected = true;
      this.#start();
      return new Promise((release) => (this.#release = () => release(undefined)));
    };
    navigator.locks.request(electionLock(this.scope), { signal }, elected).catch((error) => {
      if (error?.name !== "AbortError") return this.events.failed(error);
      if (signal.aborted) return; // withdrawn by #resign
      // Taken away by rescue_worker/at_rest.js, which needs the files for itself for a while.
      this.#resign();
      this.stand();
    });
  }

  #start() {
    performance.mark("pwa:worker");
    const worker = new Worker(this.script, { type: "module", name: "asgi-pwa" });
    worker.onmessage = ({ data }) => {
      try {
        this.#receive(data);
      } catch (error) {
        this.events.failed(error);
      }
    };
    worker.onerror = (event) => {
      this.events.failed({ code: "worker-failed", detail: event.message || "no details" });
    };
    this.#worker = worker;
    /** @type {import("../messages.js").Start} */
    const start = { type: "start", scope: this.scope, again: AGAIN };
    worker.postMessage(start);
  }

  /** @param {import("../messages.js").WorkerToShell} message */
  #receive(message) {
    if (message.type === "logged") return this.events.logged(message.entry);
    clearTimeout(this.#restoring);
    if (message.type === "stage") this.events.stage(message.stage);
    if (message.type === "stage" && message.stage === "snapshot") {
      this.#restoring = setTimeout(() => this.#restart("the snapshot hangs"), RESTORE_MS);
    }
    if (message.type === "failed") {
      this.#started = message.problem.code === "application-failed";
      this.#offer();
      this.events.failed(message.problem);
    }
    if (message.type === "crashed") this.#restart(message.detail);
    if (message.type === "started") {
      this.#started = true;
      this.events.started(message.how, message.cookies); // before a page is answered
      this.#offer();
    }
  }

  /** Give the service worker a port of its own to the worker. */
  #offer() {
    if (!this.#worker || !this.#started) return;
    const { port1, port2 } = new MessageChannel();
    /** @type {import("../messages.js").Connect} */
    const connect = { type: "connect" };
    this.#worker.postMessage(connect, [port1]);
    /** @type {import("../messages.js").Offer} */
    const offer = {
      type: "offer",
      lock: ownerLock(this.scope),
      version: BUILD.version,
      credentials: keptCredentials(),
    };
    navigator.serviceWorker.controller?.postMessage(offer, [port2]);
  }

  /**
   * Start another worker in the place of one that broke down. The service worker notices by itself.
   * @param {string} detail
   */
  #restart(detail) {
    this.#worker?.terminate();
    this.#worker = null;
    this.#started = false;
    const recent = performance.now() - CRASH_WINDOW_MS;
    this.#crashes = [...this.#crashes.filter((moment) => moment > recent), performance.now()];
    if (this.#crashes.length > CRASHES) this.events.failed({ code: "worker-failed", detail });
    else this.#start();
  }

  #resign() {
    clearTimeout(this.#restoring);
    this.#candidacy?.abort();
    this.#candidacy = null;
    this.elected = false;
    this.#worker?.terminate();
    this.#worker = null;
    this.#started = false;
    this.#release();
  }
}
