// The service worker: decides who answers a request. The site's own files come from the precache,
// a tab that opens any address gets the shell, everything else in scope goes to the application.
// It keeps nothing that it cannot lose.

import { sw } from "./global.js";
import { activate, install, isPrecached, precached } from "./precache.js";
import { notice } from "./response.js";
import { accept, NoWorker, WorkerLost, workerLink } from "./worker_link.js";

const scope = new URL(sw.registration.scope);
const RUNTIME = `${scope.pathname}_pwa/`;
const SHELL = "index.html";

sw.addEventListener("install", install);
sw.addEventListener("activate", (event) => {
  activate(event);
  event.waitUntil(sw.clients.claim());
});

sw.addEventListener("message", (event) => {
  /** @type {import("../messages.js").ShellToServiceWorker} */
  const message = event.data;
  if (message.type === "offer") {
    const [port] = event.ports;
    if (port) accept(port, message.lock);
  } else {
    event.waitUntil(sw.clients.claim());
  }
});

sw.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return;
  const path = url.pathname.slice(scope.pathname.length);
  if (BUILD.networkPrefixes.some((prefix) => path.startsWith(prefix))) return;
  event.respondWith(answer(event, url));
});

/**
 * @param {FetchEvent} event
 * @param {URL} url
 * @returns {Promise<Response>}
 */
async function answer({ request }, url) {
  const reads = request.method === "GET" || request.method === "HEAD";
  const runtime = url.pathname.startsWith(RUNTIME);
  if (request.mode === "navigate" && request.destination === "document" && !runtime) return shell();
  if (runtime || (reads && isPrecached(url) && !isShell(url))) {
    return (await precached(url)) ?? Response.error();
  }
  return ask(request);
}

/** @param {URL} url */
const isShell = (url) => url.pathname === scope.pathname + SHELL;

/** The shell, whose relative addresses start at the scope whatever address it stands at. */
async function shell() {
  const stored = await precached(SHELL);
  if (!stored) return Response.error();
  const html = (await stored.text()).replace('<base href="./">', `<base href="${scope.href}">`);
  return new Response(html, { headers: stored.headers });
}

/**
 * Let the application answer.
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function ask(request) {
  const { method, url } = request;
  const reads = method === "GET" || method === "HEAD";
  try {
    // Read once, by arrayBuffer: WebKit loses bodies otherwise (WebKit PR 38561), and Firefox
    // has no request.body.
    const body = reads ? undefined : await request.arrayBuffer();
    const headers = JSON.stringify([...request.headers]);
    const link = await workerLink();
    return await link.request({ method, url, headers, body });
  } catch (error) {
    if (error instanceof NoWorker) {
      const text = "This request was not handed over, so nothing was changed. Open the app again.";
      return notice(503, "The app is not running", text);
    }
    if (!(error instanceof WorkerLost)) throw error;
    const text = reads
      ? "Nothing was changed. Open the page again."
      : "It is not known whether this was saved. Look before you send it again.";
    return notice(503, "The app stopped while it answered", text);
  }
}
