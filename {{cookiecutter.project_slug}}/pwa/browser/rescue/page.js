// The parts of the page that all others use: its elements, what is under way, what went wrong.

import { element, make } from "../elements.js";
import { FAILURES, WAITING } from "./words.js";

/** The site that this page belongs to: it lies in the site's `_pwa/`. */
export const scope = new URL("../", location.href).href;

/** A name from outside, whose direction is its own. @param {string} text */
export const name = (text) => make("bdi", text);

export const button = (/** @type {string} */ id) => element(id, HTMLButtonElement);
export const part = (/** @type {string} */ id) => element(id, HTMLElement);

const work = part("work");
const trouble = part("trouble");
const bar = element("progress", HTMLProgressElement);
const stop = button("stop");

/** What the person stopped: nothing was changed. */
class Stopped extends Error {}

/**
 * Let a worker of its own obey an order, and show how far it is.
 * @template T
 * @param {import("../messages.js").RescueOrder} order
 * @param {{doing?: string, stoppable?: boolean}} [shown] `doing`: in words; without it nothing is
 *   shown. `stoppable`: ending it in the middle changes nothing
 * @returns {Promise<T>}
 * @throws {import("../messages.js").RescueFailed | Stopped}
 */
export async function obeyed(order, { doing = "", stoppable = false } = {}) {
  const worker = new Worker(new URL("rescue_worker.js", location.href), { type: "module" });
  work.textContent = doing;
  stop.hidden = !stoppable;
  try {
    return await new Promise((resolve, reject) => {
      stop.onclick = () => reject(new Stopped());
      worker.onerror = ({ message }) => {
        reject({ type: "failed", code: "failed", detail: message || "the worker did not load" });
      };
      worker.onmessage = ({ data }) => {
        /** @type {import("../messages.js").RescueAnswer} */
        const answer = data;
        if (answer.type === "done") resolve(/** @type {T} */ (answer.result));
        else if (answer.type === "failed") reject(answer);
        else if (answer.type === "waiting") work.textContent = WAITING;
        else showProgress(answer, doing);
      };
      worker.postMessage(order);
    });
  } finally {
    worker.terminate(); // its locks and files with it
    work.textContent = "";
    bar.hidden = stop.hidden = true;
  }
}

/** @param {import("../messages.js").RescueProgress} progress @param {string} doing */
function showProgress({ done, total }, doing) {
  if (work.textContent !== doing) work.textContent = doing;
  bar.hidden = total === 0;
  bar.max = total;
  bar.value = done;
}

/**
 * Do something that a person asked for: nothing else can be begun meanwhile, and what goes wrong
 * is said.
 * @param {() => Promise<void>} action
 */
export async function act(action) {
  const controls = [...document.querySelectorAll("main button, main input")].filter(
    (control) => !(/** @type {HTMLButtonElement} */ (control).disabled),
  );
  const { activeElement } = document;
  const setDisabled = (/** @type {boolean} */ disabled) => {
    for (const control of controls) Object.assign(control, { disabled });
  };
  trouble.textContent = "";
  setDisabled(true);
  try {
    await action();
  } catch (error) {
    sayTrouble(error);
  } finally {
    setDisabled(false);
    if (document.activeElement === document.body && activeElement instanceof HTMLElement) {
      activeElement.focus();
    }
  }
}

/** @param {unknown} error of `obeyed`, or of this page */
export function sayTrouble(error) {
  if (error instanceof Stopped) {
    trouble.replaceChildren(make("p", "Stopped. Nothing on this device was changed."));
    return;
  }
  const failed = /** @type {Partial<import("../messages.js").RescueFailed>} */ (error);
  const { code = "failed", detail = String(error) } = failed ?? {};
  trouble.replaceChildren(make("p", FAILURES[code]));
  note(`${code}: ${detail}`);
  trouble.scrollIntoView({ block: "nearest" });
}

/** For whoever helps. @param {string} line */
export function note(line) {
  part("detail").append(`${line}\n`);
}
