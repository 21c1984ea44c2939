// Makes sure that the app is on this device, runs it or finds it running, and shows it in the frame.

import { SHARE_NUMBER } from "../messages.js";
import { keptInTab } from "../web_storage.js";
import { showAddress } from "./address.js";
import { stayComplete } from "./complete.js";
import { say, setState, showProblem, state } from "./cover.js";
import { noteErrors, noteLog, noteProblem, noteReady } from "./diary_notes.js";
import { saveDownloads } from "./downloads.js";
import { reopenAnswer } from "./form_answer.js";
import { AppFrame } from "./frame.js";
import { listen, showCookies } from "./notifications.js";
import { control, missing, probe } from "./install.js";
import { consider, offerInstall } from "./install_notice.js";
import { hasOpenForm } from "./open_form.js";
import { asProblem } from "./problems.js";
import { offerShares } from "./shared.js";
import { standForTab } from "./tab.js";
import { warnOfLittleRoom } from "./storage_notice.js";
import { followVersion, giveWay, sayStarted, watchForUpdates } from "./updates.js";
import { WorkerOwner } from "./worker_owner.js";

performance.mark("pwa:start");
noteErrors();

const STAGES = {
  waiting: "Waiting for another tab…",
  python: "Starting…",
  snapshot: "Starting…",
  application: "Opening your records…",
};

const scope = new URL("./", document.baseURI).href;
const script = new URL("_pwa/worker.js", scope).href;

/** An address that the host did not know, kept by not_found.html; or the tab's own. */
function restoreAddress() {
  const remembered = keptInTab.get("asgi-pwa:open");
  keptInTab.remove("asgi-pwa:open");
  const here = new URL(remembered ?? location.href);
  here.pathname = here.pathname.replace(/\/index\.html$/, "/");
  if (here.href !== location.href) showAddress(here, history.state);
}

const place = /** @type {HTMLIFrameElement} */ (document.getElementById("app"));
/** @type {Promise<ServiceWorkerRegistration>} */
let registered;

function ready() {
  // What the frame shows behind a problem is for who asks to see it.
  if (state() !== "starting") return;
  performance.mark("pwa:ready");
  setState("ready");
  noteReady();
  void noticeAtStart();
  void registered.then((registration) => {
    watchForUpdates(registration);
    stayComplete(scope, place);
  });
}

async function noticeAtStart() {
  await warnOfLittleRoom(scope);
  await offerShares(scope, open);
  await consider();
}

/** @param {string} address relative to the scope */
function open(address) {
  const { href } = new URL(address, scope);
  if (hasOpenForm(place.contentDocument)) window.open(href);
  else place.contentWindow?.location.assign(href);
}

/** @throws {unknown} what keeps the app from starting */
export async function main() {
  const lack = missing();
  if (lack) throw lack;
  restoreAddress();
  if (!navigator.serviceWorker.controller) {
    const problem = await probe(script);
    if (problem) throw problem;
  }
  const frame = new AppFrame(place, scope, ready);
  standForTab(place, scope);
  offerInstall();
  listen(frame, scope);
  saveDownloads(place, scope);
  followVersion(place);
  registered = control(scope);
  if (!navigator.serviceWorker.controller) await registered;
  setState("starting");
  const owner = new WorkerOwner(scope, script, {
    stage: (stage) => say(STAGES[stage]),
    started(how, cookies) {
      showCookies(cookies);
      document.documentElement.dataset["pwaStart"] = how;
      frame.start();
      void sayStarted(scope);
    },
    async failed(thrown) {
      const problem = asProblem(thrown);
      noteProblem(problem); // before the tab may be loaded anew
      if (await giveWay(scope, problem)) return;
      showProblem(problem, () => {
        setState("starting");
        frame.start();
      });
    },
    logged: noteLog,
  });
  owner.stand();
  await reopenAnswer(scope);
  // The frame's request waits in the service worker until a worker is offered. Not what was shared:
  // if this tab is closed meanwhile, it must still be there for the next one.
  const shared = new URL(location.href).searchParams.has(SHARE_NUMBER);
  // Only after standing is it known: of several tabs that start at once, one is elected.
  if (!shared || ((await owner.isTaken()) && !owner.elected)) frame.start();
  await registered;
}
