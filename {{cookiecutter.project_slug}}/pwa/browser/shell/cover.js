// What a person sees while there is no app yet: the progress of the download, the start, that nothing
// moves on any more, or what went wrong.

import { element } from "../elements.js";
import { PROBLEMS } from "./problems.js";
import { isReachable } from "./reachable.js";
import { inWords, Remaining } from "./remaining.js";
import { reassureOfShares } from "./shared.js";

const root = document.documentElement;

const text = element("cover-text", HTMLElement);
const bar = element("cover-progress", HTMLProgressElement);
const late = element("late", HTMLElement);
element("cover-late", HTMLElement).remove(); // this script did load

/**
 * How long nothing may move on before that is said, in milliseconds. It ends nothing: an old phone may
 * need as long for a step, and a browser that never answers is not told from one that is slow.
 */
const LATE_MS = 60_000;
let lateTimer = 0;

/** Something has moved on. */
function postpone() {
  clearTimeout(lateTimer);
  late.hidden = true;
  if (state() === "ready" || state() === "failed") return;
  lateTimer = setTimeout(() => {
    if (document.querySelector("dialog[open]")) postpone(); // it waits for the person
    else late.hidden = false;
  }, LATE_MS);
}

/** @typedef {"installing" | "starting" | "ready" | "failed"} State  The contract's names. */

/** @param {State} state */
export function setState(state) {
  root.dataset["pwaState"] = state;
  postpone();
}

export const state = () => /** @type {State} */ (root.dataset["pwaState"]);

/** @param {string} words */
export function say(words) {
  if (text.textContent === words) return;
  text.textContent = words;
  postpone();
}

const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);

const remaining = new Remaining();

/** @param {{loaded: number, total: number, fetched: number}} progress bytes */
export function showProgress({ loaded, total, fetched }) {
  if (state() === "failed") return; // what was under way when it failed
  setState("installing");
  bar.hidden = loaded >= total;
  bar.max = total;
  bar.value = loaded;
  const left = inWords(remaining.seconds(performance.now(), fetched, total - loaded));
  say(`Downloading for use without a network: ${megabytes(loaded)} of ${megabytes(total)} MB${left}`);
}

/**
 * @param {import("../messages.js").Problem} problem that has words (asProblem)
 * @param {() => void} [view] opens pages to look at the records, where there are any
 */
export function showProblem({ code, detail }, view) {
  const words = PROBLEMS[code];
  setState("failed");
  bar.hidden = true;
  text.hidden = true;
  element("problem-title", HTMLElement).textContent = words.title;
  element("problem-text", HTMLElement).textContent = words.text;
  element("problem-data", HTMLElement).textContent = words.data;
  element("problem-action", HTMLElement).textContent = words.action;
  element("problem-detail", HTMLElement).textContent =
    `${code}: ${detail}\n${BUILD.name} ${BUILD.version}\n${navigator.userAgent}`;
  if (code === "application-failed" && view) {
    const said = element("problem-said", HTMLElement);
    said.textContent = lastWords(detail);
    said.hidden = false;
    const look = element("problem-view", HTMLButtonElement);
    look.onclick = view;
    look.hidden = false;
  }
  const retry = element("problem-retry", HTMLButtonElement);
  retry.onclick = () => void tryAgain(element("problem-again", HTMLElement));
  element("problem", HTMLElement).hidden = false;
  retry.focus();
  void reassureOfShares(new URL("./", document.baseURI).href);
}

/** @param {string} traceback of Python @returns {string} the message of the exception */
function lastWords(traceback) {
  const last = traceback.trim().split("\n").at(-1) ?? "";
  return last.replace(/^[\w.]+: /, "");
}

/**
 * Reload, but not onto the browser's own error page: until the site is installed, its pages come
 * from the host alone.
 * @param {HTMLElement} again the place for words
 */
async function tryAgain(again) {
  if (!navigator.serviceWorker?.controller) {
    again.textContent = "Looking for the site…";
    if (!(await isReachable(document.baseURI))) {
      again.textContent = "The site still does not answer. Check the connection, then try again.";
      again.scrollIntoView({ block: "nearest" });
      return;
    }
  }
  location.reload();
}

element("late-retry", HTMLButtonElement).onclick = () => void tryAgain(element("late-again", HTMLElement));
postpone();
