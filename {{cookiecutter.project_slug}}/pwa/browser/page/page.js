// Runs in every page of the app, before the page's own scripts: the service worker puts its tag
// into the document. It gives the page what a service worker alone cannot: WebSocket, cookies set
// by script, downloads by `a[download]`, links that leave the site. And it tells the shell which
// form the page answers.

import { guardCaches } from "./caches.js";
import { isAnswered } from "./answered.js";
import { lendToBlankFrames } from "./blank_frames.js";
import { pacifyBusters } from "./busters.js";
import { watchCookieStore } from "./cookie_store.js";
import { watchCookies } from "./cookies.js";
import { watchDownloads } from "./downloads.js";
import { showEmbedded } from "./embedded.js";
import { watchLeaving } from "./leaving.js";
import { guardLocks } from "./locks.js";
import { stayOnline } from "./online.js";
import { guardPrivateFiles } from "./private_files.js";
import { answerForTab, findShell } from "./tab.js";
import { guardServiceWorker } from "./service_workers.js";
import { tellShell } from "./shell.js";
import { refuseSynchronousRequests } from "./sync_requests.js";
import { tellUploads } from "./uploads.js";
import { PortWebSocket } from "./websocket.js";

const script = /** @type {HTMLScriptElement} */ (document.currentScript);
const scope = new URL("../", script.src);
const { form } = script.dataset;
script.remove(); // the page's own scripts may count or walk its elements

PortWebSocket.scope = scope;
window.WebSocket = /** @type {typeof WebSocket} */ (/** @type {unknown} */ (PortWebSocket));
guardServiceWorker();
guardCaches();
guardLocks();
guardPrivateFiles();
watchCookies();
watchCookieStore();
watchDownloads(scope);
tellUploads(scope, isAnswered);
stayOnline();
lendToBlankFrames();
showEmbedded(scope);
refuseSynchronousRequests(scope);
const shell = findShell();
if (shell) {
  if (form) tellShell("asgi-pwa:form", form);
  watchLeaving(scope, shell);
  pacifyBusters();
  answerForTab(shell);
}
