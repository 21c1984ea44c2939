// The messages between the shell, the service worker and the worker, in one place.
// Each is a plain object with a `type`; what travels beside it (a port) is named in its line.

/**
 * Shell to worker.
 * @typedef {{type: "probe", room?: number}} Probe  Can this browser keep a file, of `room` bytes?
 *   Answered by Probed.
 * @typedef {{type: "start", scope: string, again: boolean}} Start  Begin; `scope` is the site's
 *   absolute URL, `again`: the app has started on this device before.
 * @typedef {{type: "connect"}} Connect  Serve the service worker at the other end of ports[0].
 * @typedef {Probe | Start | Connect} ShellToWorker
 */

/**
 * Worker to shell.
 * @typedef {{type: "probed", problem: Problem | null}} Probed
 * @typedef {{type: "stage", stage: "waiting" | "python" | "snapshot" | "application"}} Stage
 * @typedef {{type: "started", how: "cold" | "snapshot", cookies: string}} Started  `cookies` as
 *   in Respond.
 * @typedef {{type: "failed", problem: Problem}} Failed  If it is the application that failed, the
 *   worker serves pages to look at the records, and nothing else.
 * @typedef {{type: "crashed", detail: string}} Crashed  Python broke down; it answers nothing more.
 * @typedef {{type: "logged", entry: LogEntry}} Logged
 * @typedef {Probed | Stage | Started | Failed | Crashed | Logged} WorkerToShell
 */

/**
 * What Python logged (bridge/console.py), or the worker itself. `kept` has no values in it, and may
 * be shown to others.
 * @typedef {{level: string, text: string, where: string, kept: string}} LogEntry
 */

/**
 * What went wrong, for `shell/problems.js` to say in words; `detail` is for whoever helps.
 * @typedef {{code: import("./shell/problems.js").ProblemCode, detail: string}} Problem
 */

/**
 * Service worker to shell.
 * @typedef {{type: "need-worker"}} NeedWorker  Whoever owns the worker: send Offer.
 * @typedef {{type: "progress", loaded: number, total: number, fetched: number}} Progress  In bytes
 *   over the network: what is here, of what, and how much of it came by this try.
 * @typedef {{type: "install-failed", problem: Problem}} InstallFailed
 * @typedef {{type: "show-cookies", cookies: string}} ShowCookies  As in Respond; answered by any
 *   message over ports[0].
 * @typedef {{type: "clear-storage"}} ClearStorage  Remove what pages have in localStorage and
 *   sessionStorage; answered by any message over ports[0].
 * @typedef {{type: "slow", waiting: boolean, hangs: boolean | undefined}} Slow  A request waits for
 *   long, or none does any more; `hangs`: the worker does not react at all, undefined: as it was.
 *   Said again every five seconds while it is so.
 * @typedef {{type: "restart-worker"}} RestartWorker  Whoever owns the worker: end it, start another.
 * @typedef {{type: "stay-awake"}} StayAwake  Something takes long: answered by Awake.
 * @typedef {{type: "file"}} FileAnswered  The app answered a page's address with something that
 *   the browser saves instead of showing it.
 * @typedef {{type: "saved"}} SavedByApp  The app answered a request that may change something, and
 *   did not refuse it.
 * @typedef {{type: "unreadable", page: string}} Unreadable  A form of `page` ("" if that is not
 *   known) was not sent, because its file cannot be read. The page is still there.
 * @typedef {{type: "sign-in", realm: string, refused: boolean}} SignIn  Ask the person for a name and
 *   a password; `refused`: those that were given are wrong. Answered over ports[0] by both, or by null.
 * @typedef {import("./service_worker/credentials.js").Credentials} Credentials
 * @typedef {{type: "credentials", all: Credentials[]}} KeepCredentials  For the next Offer; in memory
 *   only.
 * @typedef {{type: "reopen"}} Reopen  This shell is of another version than the one that is served:
 *   load the page again.
 * @typedef {{type: "ask-unsaved"}} AskUnsaved  Has somebody typed here what is not saved? Answered
 *   over ports[0] by "unsaved" or "free".
 * @typedef {NeedWorker | Progress | InstallFailed | ShowCookies | ClearStorage | Slow | StayAwake |
 *   FileAnswered | SavedByApp | Unreadable | SignIn | KeepCredentials | Reopen | AskUnsaved |
 *   RestartWorker} ServiceWorkerToShell
 */

/**
 * Shell to service worker.
 * @typedef {{type: "offer", lock: string, version: string, credentials: Credentials[]}} Offer  The
 *   worker is at the other end of ports[0] and holds the Web Lock `lock` for as long as it lives;
 *   `version` is the shell's, `credentials` what it was told to keep.
 * @typedef {{type: "claim", version: string}} Claim  This page, a shell of `version`, is not
 *   controlled (a hard reload): take it.
 * @typedef {{type: "ask-credentials"}} AskCredentials  Answered by KeepCredentials, if there are any.
 * @typedef {{type: "awake"}} Awake  Any message from a page keeps Firefox's service worker running.
 * @typedef {{type: "stop-worker"}} StopWorker  The person wants no longer to wait for the worker.
 * @typedef {{type: "started", version: string}} VersionStarted  The app of `version` has started.
 *   Answered over ports[0] by the version that it takes the place of, "" for none.
 * @typedef {{type: "failed-start", version: string}} VersionFailed  It did not. Answered over
 *   ports[0] by whether an older version takes its place.
 * @typedef {{type: "try-rejected"}} TryRejected  Serve the version that did not start once more.
 * @typedef {{type: "ask-all"}} AskAll  What stands against loading all tabs anew? Answered over
 *   ports[0] by Obstacle.
 * @typedef {"" | "unsaved-here" | "unsaved-elsewhere" | "silent"} Obstacle  "silent": a tab sleeps.
 * @typedef {{type: "check-files"}} CheckFiles  Fetch what is missing of the site's files. Answered
 *   over ports[0] by whether all are here.
 * @typedef {{type: "skip-waiting"}} SkipWaiting  To the service worker that waits: go live.
 * @typedef {Offer | Claim | AskCredentials | Awake | StopWorker | VersionStarted | VersionFailed |
 *   TryRejected | AskAll | CheckFiles | SkipWaiting} ShellToServiceWorker
 */

/**
 * A page of the app to the service worker, which hands both on to the worker.
 * @typedef {{type: "websocket", url: string, page: string, protocols: string[], lock: string}}
 *   OpenSocket  The page is at the other end of ports[0] and holds the Web Lock `lock`.
 * @typedef {{type: "cookie", assigned: string, page: string}} SetCookie  To document.cookie, or what
 *   sets the same by cookieStore. Answered over ports[0], if there is one, by whether the jar took it.
 * @typedef {OpenSocket | SetCookie} PageToWorker
 */

/**
 * Both ends of a WebSocket, over its port.
 * @typedef {{type: "accept", protocol: string, cookies: string}} SocketAccept  Worker to page;
 *   `cookies` as in Respond.
 * @typedef {{type: "data", data: string | ArrayBuffer}} SocketData
 * @typedef {{type: "taken"}} SocketTaken  Page to worker: one more SocketData has been.
 * @typedef {{type: "close", code: number, reason: string}} SocketClose
 * @typedef {SocketAccept | SocketData | SocketTaken | SocketClose} SocketMessage
 */

/**
 * Service worker to worker. `head` is JSON of bridge/user_agent.py's PageRequest, as a string,
 * because Python reads it faster than objects; `body` is undefined for a request without one.
 * @typedef {{type: "hello", lock: string}} Hello  This service worker holds the Web Lock `lock`.
 * @typedef {{type: "request", id: number, repeatable: boolean, head: string,
 *   body: ArrayBuffer | undefined}} RequestMessage  `repeatable`: doing it twice changes nothing.
 * @typedef {{type: "received", id: number}} Received  The page has the head of this answer.
 * @typedef {{type: "pull", id: number}} Pull  One more piece of the body, please.
 * @typedef {{type: "cancel", id: number}} Cancel  Nobody waits for this answer any more.
 * @typedef {{type: "ping"}} Ping  Answered by Pong, as soon as nothing keeps the worker busy.
 * @typedef {Hello | RequestMessage | Received | Pull | Cancel | Ping | PageToWorker}
 *   ServiceWorkerToWorker
 */

/**
 * Worker to service worker. `headers` is a JSON list of pairs; `cookies` a JSON list of what to
 * assign to document.cookie so that scripts see what they may, or "" for nothing; a `body` that is
 * short and ASCII is a string.
 * @typedef {{type: "respond", id: number, status: number, headers: string, cookies: string,
 *   body: Uint8Array<ArrayBuffer> | string, more: boolean, request?: ArrayBuffer | undefined}} Respond
 *   `request`: with 401, a copy of what the request's body was.
 * @typedef {{type: "chunk", id: number, body: Uint8Array<ArrayBuffer> | string,
 *   more: boolean}} Chunk
 * @typedef {{type: "fail", id: number, reason: string}} Fail
 * @typedef {{type: "pong"}} Pong
 * @typedef {Respond | Chunk | Fail | Pong} WorkerToServiceWorker
 */

/**
 * The page of rescue/ to its worker; each worker gets one order. `scope` is the site's absolute URL.
 * @typedef {{type: "tidy", scope: string}} Tidy  Remove what an earlier Save has made.
 * @typedef {{type: "list", scope: string}} List  Answered by Listed.
 * @typedef {{type: "save", scope: string, target?: FileSystemFileHandle, kept?: string}} Save  To
 *   `target`, or to a Blob; `kept` names what a restore has kept. Answered by Saved.
 * @typedef {{type: "check", scope: string, archive: Blob}} Check  Answered by Checked.
 * @typedef {{type: "restore", scope: string, archive: Blob, keepAs: string}} Restore  `keepAs`
 *   names what is there now; "" removes it.
 * @typedef {{type: "remove-kept", scope: string, kept: string}} RemoveKept
 * @typedef {{type: "reset", scope: string}} Reset  Remove all that is stored.
 * @typedef {Tidy | List | Save | Check | Restore | RemoveKept | Reset} RescueOrder
 */

/**
 * The rescue worker to its page: any number of the first two, then one of the last two.
 * @typedef {{path: string, size: number, modified: number}} FileSummary
 * @typedef {{files: FileSummary[], size: number, damage: string}} SetSummary
 * @typedef {SetSummary & {kept: (SetSummary & {name: string})[]}} Listed
 * @typedef {{archive: Blob | undefined, size: number, unreadable: string[], damage: string,
 *   restorable: boolean}} Saved
 * @typedef {{app: string, own: boolean, madeAt: string, unreadable: string[],
 *   files: FileSummary[], size: number}} Checked  `own`: of the app that this page is of.
 * @typedef {"no-backup" | "newer" | "damaged" | "no-database"} BackupFault
 * @typedef {BackupFault | "full" | "changing" | "unfinished" | "failed"} RescueFailure  For
 *   `rescue/words.js` to say in words.
 * @typedef {{type: "progress", done: number, total: number}} RescueProgress  In bytes.
 * @typedef {{type: "waiting"}} RescueWaiting  The app still runs in another tab.
 * @typedef {{type: "done", result: unknown}} RescueDone
 * @typedef {{type: "failed", code: RescueFailure, detail: string}} RescueFailed
 * @typedef {RescueProgress | RescueWaiting | RescueDone | RescueFailed} RescueAnswer
 */

/**
 * @param {unknown} name of a cache, a Web Lock, or a key in localStorage and sessionStorage
 * @returns {boolean} whether it is the runtime's and not the application's
 */
export const isRuntime = (name) => String(name).startsWith("asgi-pwa:");

/**
 * The name of the cache with the answers to forms, for service_worker/form_answers.js and the shell.
 * @param {string} scope
 */
export const answersCache = (scope) => `asgi-pwa:form-answers:${scope}`;

/**
 * The name of the cache with what other apps have shared, for service_worker/shares.js and the
 * shell.
 * @param {string} scope
 */
export const sharesCache = (scope) => `asgi-pwa:shares:${scope}`;

/**
 * Under this address and its number each share is kept until the application has taken it.
 * @param {string} scope
 */
export const sharesFolder = (scope) => `${scope}_pwa/shares/`;

/** Below this address the service worker answers downloads. @param {string} scope */
export const downloadsFolder = (scope) => `${scope}_pwa/download/`;

/**
 * Its last part is what the browser calls a file that has no other name.
 * @param {string} scope
 * @param {string} url of the file, below the scope
 * @param {string} name what the link says, "" for nothing
 * @param {string} page that has the link
 * @returns {string} for service_worker/downloads.js
 */
export function downloadAddress(scope, url, name, page) {
  const named = name ? encodeURIComponent(name.toWellFormed()) : new URL(url).pathname.replace(/.*\//, "");
  const last = /^\.*$/.test(named) ? "" : named; // dots would lead to another folder
  return `${downloadsFolder(scope)}${last}?${new URLSearchParams({ url, name, page })}`;
}

/** The query parameter that names a share. */
export const SHARE_NUMBER = "share";

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

/**
 * Hold the Web Lock `name` until this page or worker ends, so that the other side hears of it:
 * a MessagePort does not tell that its other end is gone.
 * @param {string} name
 * @param {LockManager} [locks] the browser's
 * @returns {Promise<void>} when it is held
 */
export function holdLock(name, locks = navigator.locks) {
  return new Promise((held) => {
    void locks.request(name, () => {
      held();
      return new Promise(() => {});
    });
  });
}

/**
 * @param {string} name
 * @param {LockManager} [locks] the browser's
 * @returns {Promise<void>} when whoever held the Web Lock `name` has ended
 */
export async function lockReleased(name, locks = navigator.locks) {
  await locks.request(name, { mode: "shared" }, () => {});
}
