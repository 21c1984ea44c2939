// The worker: one for each site and browser profile. It owns the database's files and runs the
// application; the shell starts it, the service worker talks to it over a port of its own.

import { holdLock, ownerLock } from "../messages.js";
import { Answers, serve } from "./answers.js";
import { onLog } from "./log.js";
import { fetchCode, startApplication, startViewer } from "./python.js";
import { Start } from "./snapshot/start.js";
import { openSocket } from "./sockets.js";
import { StartFailed } from "./start_failed.js";
import { openFolder, openStorage, probeStorage } from "./storage.js";

const answers = new Answers();

/** @type {PromiseWithResolvers<import("./python.js").Door>} */
const door = Promise.withResolvers();
door.promise.catch(() => {}); // reported by `run`; a port that waits for it needs no second word

/** @param {import("../messages.js").WorkerToShell} message */
const tell = (message) => self.postMessage(message);

onLog((entry) => tell({ type: "logged", entry }));

/**
 * Say in which step the start failed.
 * @template T
 * @param {import("../shell/problems.js").ProblemCode} code
 * @param {Promise<T>} step
 * @returns {Promise<T>}
 * @throws {StartFailed}
 */
async function stepOf(code, step) {
  try {
    return await step;
  } catch (error) {
    throw StartFailed.from(code, error);
  }
}

/** How long the worker of a page that was just left may take to end, in milliseconds. */
const ENDING_MS = 1000;

/** @param {import("../messages.js").Start} message */
async function run(message) {
  const { scope, again } = message;
  fetchCode(again); // while the rest waits for its turn
  const start = new Start(message, tell, answers);
  openFolder(scope).catch(() => {}); // a browser that was just opened has to open its own files first
  const waiting = setTimeout(() => tell({ type: "stage", stage: "waiting" }), ENDING_MS);
  await holdLock(ownerLock(scope));
  clearTimeout(waiting);
  tell({ type: "stage", stage: "python" });
  start.open();
  const storage = stepOf("no-storage", openStorage(scope));
  const python = await stepOf("python-failed", start.python(storage));
  // A stack that overflows in WebAssembly, an abort: Pyodide refuses every call from then on.
  python._api.on_fatal = (/** @type {unknown} */ error) => {
    tell({ type: "crashed", detail: String(error) });
  };
  tell({ type: "stage", stage: "application" });
  const started = start.application(startApplication(python, answers, scope));
  const application = stepOf("application-failed", started);
  application.catch(() => door.resolve(startViewer(python, answers, scope)));
  const bridge = await application;
  door.resolve(bridge);
  tell({ type: "started", how: start.how, cookies: bridge.visible_cookies() });
}

/**
 * @param {import("../messages.js").PageToWorker} message
 * @param {readonly MessagePort[]} ports
 */
async function fromPage(message, [port]) {
  const bridge = await door.promise;
  if (message.type === "cookie") {
    const taken = bridge.set_cookie(message.assigned, message.page);
    port?.postMessage(taken);
  } else if (port) openSocket(bridge, message, port);
}

self.onmessage = (event) => {
  /** @type {import("../messages.js").ShellToWorker} */
  const message = event.data;
  if (message.type === "probe") {
    void probeStorage(message.room).then((problem) => tell({ type: "probed", problem }));
  } else if (message.type === "connect") {
    const [port] = event.ports;
    if (port) serve(port, door.promise, answers, fromPage);
  } else {
    run(message).catch((/** @type {StartFailed} */ { code, message: detail }) => {
      console.error(detail);
      tell({ type: "failed", problem: { code, detail } });
    });
  }
};
