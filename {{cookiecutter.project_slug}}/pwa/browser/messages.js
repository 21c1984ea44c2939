// The messages between the shell, the service worker and the worker, in one place.
// Each is a plain object with a `type`; what travels beside it (a port) is named in its line.

/**
 * Shell to worker.
 * @typedef {{type: "probe"}} Probe  Can this browser keep files? Answered by Probed.
 * @typedef {{type: "start", scope: string}} Start  Begin; `scope` is the site's absolute URL.
 * @typedef {{type: "connect"}} Connect  Serve the service worker at the other end of ports[0].
 * @typedef {Probe | Start | Connect} ShellToWorker
 */

/**
 * Worker to shell.
 * @typedef {{type: "probed", problem: Problem | null}} Probed
 * @typedef {{type: "stage", stage: "waiting" | "python" | "application"}} Stage
 * @typedef {{type: "started", how: "cold" | "snapshot"}} Started
 * @typedef {{type: "failed", problem: Problem}} Failed
 * @typedef {Probed | Stage | Started | Failed} WorkerToShell
 */

/**
 * What went wrong, for `shell/problems.js` to say in words; `detail` is for whoever helps.
 * @typedef {{code: import("./shell/problems.js").ProblemCode, detail: string}} Problem
 */

/**
 * Service worker to shell.
 * @typedef {{type: "need-worker"}} NeedWorker  Whoever owns the worker: send Offer.
 * @typedef {{type: "progress", loaded: number, total: number}} Progress  In bytes over
 *   the network.
 * @typedef {{type: "install-failed", url: string, reason: string}} InstallFailed
 * @typedef {NeedWorker | Progress | InstallFailed} ServiceWorkerToShell
 */

/**
 * Shell to service worker.
 * @typedef {{type: "offer", lock: string}} Offer  The worker is at the other end of ports[0] and
 *   holds the Web Lock `lock` for as long as it lives.
 * @typedef {{type: "claim"}} Claim  This page is not controlled (a hard reload): take it.
 * @typedef {Offer | Claim} ShellToServiceWorker
 */

/**
 * Service worker to worker. `body` is undefined for a request without one; `headers` is a JSON
 * list of pairs, as a string, because Python reads it faster than objects.
 * @typedef {{type: "request", id: number, method: string, url: string, headers: string,
 *   body: ArrayBuffer | undefined}} RequestMessage
 * @typedef {{type: "pull", id: number}} Pull  One more piece of the body, please.
 * @typedef {{type: "cancel", id: number}} Cancel  Nobody waits for this answer any more.
 * @typedef {RequestMessage | Pull | Cancel} ServiceWorkerToWorker
 */

/**
 * Worker to service worker.
 * @typedef {{type: "respond", id: number, status: number, headers: string, body: Uint8Array<ArrayBuffer>,
 *   more: boolean}} Respond
 * @typedef {{type: "chunk", id: number, body: Uint8Array<ArrayBuffer>, more: boolean}} Chunk
 * @typedef {{type: "fail", id: number, reason: string}} Fail
 * @typedef {Respond | Chunk | Fail} WorkerToServiceWorker
 */

/**
 * The name of the Web Lock whose holder may open the database of the site at `scope`.
 * @param {string} scope
 */
export const ownerLock = (scope) => `asgi-pwa:owner:${scope}`;

/**
 * The name of the Web Lock that elects the tab which runs the worker of the site at `scope`.
 * @param {string} scope
 */
export const electionLock = (scope) => `asgi-pwa:election:${scope}`;
