// Nobody has the files open while this page works on them.

import { electionLock, ownerLock } from "../messages.js";

/** Ending a worker that is busy takes about two seconds (Chromium). */
const ENDING_MS = 3000;

/**
 * Take the election away from the tab that runs the app, so that it ends its worker
 * (shell/worker_owner.js) and stands for election again, behind this. What counts is the owner's
 * lock: a worker holds it as long as it lives.
 * @template T
 * @param {string} scope absolute URL of the site
 * @param {() => void} waiting called if the app goes on running for long
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export function atRest(scope, waiting, task) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(waiting, ENDING_MS);
    const alone = async () => {
      clearTimeout(timer);
      await task().then(resolve, reject);
    };
    const elected = () => navigator.locks.request(ownerLock(scope), alone);
    navigator.locks.request(electionLock(scope), { steal: true }, elected).catch((error) => {
      if (error.name !== "AbortError") reject(error); // another page like this one took it: it waits
    });
  });
}
