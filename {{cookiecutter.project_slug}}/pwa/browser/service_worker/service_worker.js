// The service worker: decides who answers a request. The site's own files come from the precache,
// a tab that opens any address gets the shell, everything else in scope goes to the application.
// It keeps nothing that it cannot lose.

import { bodyOf, UnreadableBody } from "./body.js";
import { Delays } from "./delays.js";
import { sw } from "./global.js";
import { complete, FileMissing, install, precached, removeOthers, SHELL, staticFile } from "./precache.js";
import { clearSiteData } from "./clear_site_data.js";
import { NotUnpacked } from "./content_coding.js";
import { answerDownload, isDownload } from "./downloads.js";
import { formKey, keepAnswer, keptAnswer, takeAnswer } from "./form_answers.js";
import { isForm, isRepeatedForm, keepForm, takeForm } from "./forms.js";
import {
  fileMissingNotice,
  formNotice,
  notUnpackedNotice,
  noWorkerNotice,
  strangerNotice,
  unreadableNotice,
  workerLostNotice,
} from "./notices.js";
import { followElsewhere } from "./elsewhere.js";
import { heard } from "./heard.js";
import { credentials, remember, signedIn } from "./sign_in.js";
import { framed, isFile, isRedirect, toResponse, withoutBody } from "./response.js";
import { answerShare, isShare, keepShare } from "./shares.js";
import { askShell, tellShells } from "./shells.js";
import { answerFile } from "./static_file.js";
import { askAll } from "./unsaved.js";
import { answerForOthers } from "./vendored.js";
import { giveAnotherChance, prove, reject, rejected, served } from "./versions.js";
import {
  accept,
  NoAnswer,
  NoWorker,
  refuse,
  signOfLife,
  WorkerLost,
  workerLink,
} from "./worker_link.js";

const scope = new URL(sw.registration.scope);
const RUNTIME = `${scope.pathname}_pwa/`;
/** @type {import("../messages.js").Reopen} */
const REOPEN = { type: "reopen" };
const PAGE_SCRIPT = new URL("_pwa/page.js", scope).href;

const delays = new Delays((message) => void tellShells(message), signOfLife);

/** @param {string} method @returns {boolean} whether doing it twice changes nothing */
const isSafe = (method) => method === "GET" || method === "HEAD";

/**
 * Whether a request comes from another site: a page that frames one of ours, say. Without a
 * referrer it is not known; browsers give framed strangers a service worker of their own.
 * @param {Request} request
 */
function comesFromStranger({ referrer }) {
  return referrer.startsWith("http") && new URL(referrer).origin !== scope.origin;
}

sw.addEventListener("install", install);
sw.addEventListener("activate", (event) => event.waitUntil(sw.clients.claim()));

sw.addEventListener("message", (event) => {
  const message = heard(event);
  if (message) event.waitUntil(receive(message, event));
});

/**
 * @param {import("../messages.js").ShellToServiceWorker |
 *   import("../messages.js").PageToWorker} message
 * @param {ExtendableMessageEvent} event
 */
async function receive(message, event) {
  const { ports, source } = event;
  if (message.type === "offer") {
    if (message.version !== (await served()).version) refuse(/** @type {Client} */ (source));
    else if (ports[0]) {
      credentials.restore(message.credentials);
      accept(ports[0], message.lock);
      if (credentials.all.length > 0) await remember();
    }
  } else if (message.type === "claim") {
    await sw.clients.claim();
    if (message.version !== (await served()).version) source?.postMessage(REOPEN);
  } else if (message.type === "started") {
    if (await prove(message.version)) await removeOthers(event);
    ports[0]?.postMessage(await rejected());
  } else if (message.type === "failed-start") {
    const replaced = await reject(message.version);
    ports[0]?.postMessage(replaced);
    if (replaced) await tellShells(REOPEN);
  } else if (message.type === "try-rejected") {
    await giveAnotherChance();
    await tellShells(REOPEN);
  } else if (message.type === "ask-all") {
    ports[0]?.postMessage(await askAll(/** @type {Client} */ (source)));
  } else if (message.type === "check-files") {
    ports[0]?.postMessage(await complete());
  } else if (message.type === "skip-waiting") {
    await sw.skipWaiting();
  } else if (message.type === "ask-credentials") {
    if (credentials.all.length > 0) await remember();
  } else if (message.type === "stop-worker") {
    delays.forgive();
    await tellShells({ type: "restart-worker" });
  } else if (message.type === "websocket" || message.type === "cookie") {
    await forward(message, ports);
  }
}

/**
 * Hand on what a page has for the worker.
 * @param {import("../messages.js").PageToWorker} message
 * @param {readonly MessagePort[]} ports
 */
async function forward(message, ports) {
  try {
    (await workerLink()).forward(message, ports);
  } catch (error) {
    console.error(error);
    /** @type {import("../messages.js").SocketClose} */
    const close = { type: "close", code: 1006, reason: "" };
    ports[0]?.postMessage(close);
  }
}

sw.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== scope.origin) return answerForOthers(event);
  if (!url.pathname.startsWith(scope.pathname)) return;
  const path = url.pathname.slice(scope.pathname.length);
  if (BUILD.networkPrefixes.some((prefix) => path.startsWith(prefix))) return;
  event.respondWith(
    answer(event, url).catch((error) => {
      if (error instanceof FileMissing) return fileMissingNotice(error.message);
      if (error instanceof UnreadableBody) return answerUnreadable(event.request, error);
      throw error;
    }),
  );
});

/**
 * @param {FetchEvent} event
 * @param {URL} url
 * @returns {Promise<Response>}
 */
async function answer(event, url) {
  const { request } = event;
  const runtime = url.pathname.startsWith(RUNTIME);
  if (request.mode === "navigate" && request.destination === "document" && !runtime) {
    if (isShare(request)) return keepShare(request);
    await keepForm(request);
    return shell();
  }
  if (isDownload(request)) return answerDownload(request, fileOrApp);
  const file = isSafe(request.method) && (runtime ? await ownFile(url) : await staticAnswer(request));
  if (file) return request.method === "HEAD" ? withoutBody(file) : file;
  if (runtime) return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
  if (isRepeatedForm(request)) {
    const kept = await bodyOf(request)
      .then((body) => formKey(request.url, body))
      .then(keptAnswer)
      .catch(() => undefined); // who comes back sends nothing, whatever became of a file
    return kept ?? formNotice(url);
  }
  if (comesFromStranger(request)) return strangerNotice();
  const shown = (await takeAnswer(request)) ?? (await answerShare(request, askOfShare));
  return shown ?? ask((await takeForm(request)) ?? request);
}

/** @param {URL} url of a file of the runtime */
async function ownFile(url) {
  // What no device stores: the manifest's screenshots.
  return (await precached(url)) ?? (await fetch(url));
}

/**
 * @param {Request} request
 * @returns {Promise<Response | undefined>} what the application would answer, if it is a file
 */
async function staticAnswer(request) {
  const file = await staticFile(new URL(request.url));
  if (!file) return undefined;
  const answer = await answerFile(request, file);
  return request.mode === "navigate" ? framed(answer, PAGE_SCRIPT, "") : answer;
}

/**
 * Nothing was handed over to the application.
 * @param {Request} request
 * @param {UnreadableBody} error
 * @returns {Response} a form stays where it is, with all that was typed into it (204)
 * @throws {UnreadableBody} for the scripts of a page, which get a network error as from a server
 */
function answerUnreadable({ mode, destination, referrer }, error) {
  if (mode !== "navigate") throw error;
  if (destination === "document") return unreadableNotice();
  const hidden = referrer === `${scope.origin}/`; // perhaps, by the page's Referrer-Policy
  void tellShells({ type: "unreadable", page: hidden ? "" : referrer });
  return new Response(null, { status: 204 });
}

/** The shell, whose relative addresses start at the scope whatever address it stands at. */
async function shell() {
  const stored = /** @type {Response} */ (await precached(SHELL));
  const html = (await stored.text()).replace('<base href="./">', `<base href="${scope.href}">`);
  const headers = new Headers(stored.headers);
  headers.set("x-frame-options", "DENY");
  return new Response(html, { headers });
}

/** @param {Request} request a GET of a file to be saved */
async function fileOrApp(request) {
  return (await staticAnswer(request)) ?? ask(request);
}

/** @param {Request} request what was shared: it comes from no page, and saves nothing */
const askOfShare = (request) => ask(request, "none");

/**
 * Let the application answer.
 * @param {Request} request
 * @param {"" | "none"} [site] where it comes from (Sec-Fetch-Site), if its referrer does not say it
 * @returns {Promise<Response>}
 */
async function ask(request, site = "") {
  const { method, url, referrer, mode, destination, credentials } = request;
  const headers = [...request.headers];
  const repeatable = isSafe(method);
  const body = repeatable ? undefined : await bodyOf(request);
  const form = body && isForm(request) ? formKey(url, body) : ""; // before the body is handed over
  try {
    const page = { method, url, headers, referrer, mode, destination, credentials, site };
    const found = await signedIn(page, async (sent, before) => {
      // A body is handed over, and comes back where it is needed once more.
      const given = before ? before.head.request : body;
      if (before && !(before.body instanceof Uint8Array)) void before.body.cancel();
      const head = () => JSON.stringify({ ...page, headers: sent() });
      const answer = await answered({ repeatable, body: given }, head);
      const { cookies } = answer.head;
      // The one place that works in every browser, before the page sees the answer.
      if (cookies) await askShell({ type: "show-cookies", cookies });
      return answer;
    });
    const response = await toResponse(found, request, PAGE_SCRIPT, await form);
    if (response.headers.has("clear-site-data")) await clearSiteData(response.headers);
    if (mode === "navigate" && isFile(response)) void tellShells({ type: "file" });
    const saves = !repeatable && site !== "none" && (response.ok || isRedirect(response));
    if (saves) void tellShells({ type: "saved" });
    const whole = found.body instanceof Uint8Array; // another may never end
    if (form && whole && !isRedirect(response)) await keepAnswer(await form, response.clone());
    // A body that was sent goes along with 307 and 308: no page of ours could send it again.
    const keepsBody = !repeatable && (response.status === 307 || response.status === 308);
    const shown = mode === "navigate" && destination !== ""; // else it is to be saved
    return shown && !keepsBody ? followElsewhere(response) : response;
  } catch (error) {
    const notice = noticeOf(error, repeatable);
    if (form) await keepAnswer(await form, notice.clone());
    return notice;
  }
}

/**
 * @param {unknown} error why there is no answer
 * @param {boolean} repeatable
 * @returns {Response}
 */
function noticeOf(error, repeatable) {
  if (error instanceof NoWorker) return noWorkerNotice();
  if (error instanceof WorkerLost) return workerLostNotice(repeatable);
  if (error instanceof NoAnswer) return new Response("Internal Server Error", { status: 500 });
  if (error instanceof NotUnpacked) return notUnpackedNotice(error.message, repeatable);
  throw error;
}

/**
 * Ask the worker, and once more if it died over a request that changes nothing.
 * @param {{repeatable: boolean, body: ArrayBuffer | undefined}} request
 * @param {() => string} head as in RequestMessage, called when there is a worker
 */
async function answered(request, head) {
  const over = delays.begin();
  try {
    const link = await workerLink();
    return await link.request({ ...request, head: head() });
  } catch (error) {
    if (!(error instanceof WorkerLost) || !request.repeatable) throw error;
    const link = await workerLink();
    return await link.request({ ...request, head: head() });
  } finally {
    over();
  }
}
