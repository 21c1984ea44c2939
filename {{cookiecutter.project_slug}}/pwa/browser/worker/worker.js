// The worker: one for each site and browser profile. It owns the database's files and runs the
// application; the shell starts it, the service worker talks to it over a port of its own.

import { ownerLock } from "../messages.js";
import { Answers } from "./answers.js";
import { startApplication, startPython } from "./python.js";
import { openDatabaseFiles, probeStorage } from "./storage.js";

/** @typedef {import("../messages.js").Problem} Problem */

const answers = new Answers();

/** @type {PromiseWithResolvers<import("./python.js").Door>} */
const door = Promise.withResolvers();
door.promise.catch(() => {}); // reported by `run`; a port that waits for it needs no second word

/** @param {import("../messages.js").WorkerToShell} message */
const tell = (message) => self.postMessage(message);

/** Hold the lock until this worker ends: never resolves its inner promise.
 * @param {string} name */
function holdLock(name) {
  return new Promise((held) => {
    void navigator.locks.request(name, () => {
      held(undefined);
      return new Promise(() => {});
    });
  });
}

/**
 * Say in which step the start failed.
 * @template T
 * @param {import("../shell/problems.js").ProblemCode} code
 * @param {Promise<T>} step
 * @returns {Promise<T>}
 */
async function stepOf(code, step) {
  try {
    return await step;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw /** @type {Problem} */ ({ code, detail });
  }
}

/** @param {string} scope absolute URL of the site */
async function run(scope) {
  tell({ type: "stage", stage: "waiting" });
  await holdLock(ownerLock(scope));
  tell({ type: "stage", stage: "python" });
  const files = stepOf("no-storage", openDatabaseFiles(scope));
  const python = await stepOf("python-failed", startPython(files));
  tell({ type: "stage", stage: "application" });
  door.resolve(await stepOf("application-failed", startApplication(python, answers, scope)));
  tell({ type: "started", how: "cold" });
}

self.onmessage = (event) => {
  /** @type {import("../messages.js").ShellToWorker} */
  const message = event.data;
  if (message.type === "probe") {
    void probeStorage().then((problem) => tell({ type: "probed", problem }));
  } else if (message.type === "connect") {
    const [port] = event.ports;
    if (port) answers.serve(port, door.promise);
  } else {
    run(message.scope).catch((/** @type {Problem} */ problem) => {
      console.error(problem.detail);
      tell({ type: "failed", problem });
    });
  }
};
