// What takes long, and whether the worker does anything at all: the one place that knows it for this
// service worker. The shells hear of it when it changes, and then with each tick: for tabs that were
// opened meanwhile, and so that they notice when the browser has stopped this service worker.

/** How long a request waits before the person is told, in milliseconds. */
const SLOW_MS = 5000;
/** How often the worker is asked for a sign of life while any request waits, in milliseconds. */
const TICK_MS = 5000;
/** So many ticks without one, half a minute, and it hangs. */
const SILENT_TICKS = 6;

/** @typedef {import("../messages.js").Slow} Slow */

export class Delays {
  #waiting = 0;
  /** Those of them that wait for long. */
  #slow = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #silent = 0;
  /** Undefined: not known yet. What the service worker before this one said may still hold. */
  #hangs = /** @type {boolean | undefined} */ (undefined);
  /** What the shells know: "" for nothing waits for long. */
  #told = "";

  /**
   * @param {(message: Slow) => void} tell the shells
   * @param {() => boolean | undefined} signOfLife asks the worker for one: whether it gave one since
   *   it was asked before; undefined if it never was. True also where there is no worker
   */
  constructor(tell, signOfLife) {
    this.tell = tell;
    this.signOfLife = signOfLife;
  }

  /**
   * A request waits.
   * @returns {() => void} to be called when it does no more
   */
  begin() {
    if (this.#waiting++ === 0) this.#timer = setInterval(() => this.#tick(), TICK_MS);
    let slow = false;
    const timer = setTimeout(() => {
      slow = true;
      this.#slow++;
      this.#update();
    }, SLOW_MS);
    return () => {
      clearTimeout(timer);
      if (slow) this.#slow--;
      if (--this.#waiting === 0) {
        clearInterval(this.#timer);
        this.#silent = 0;
        this.#hangs = undefined;
      }
      this.#update();
    };
  }

  /** The worker is being ended: nobody hangs until another one does. */
  forgive() {
    this.#silent = 0;
    this.#hangs = false;
    this.#update();
  }

  #tick() {
    const sign = this.signOfLife();
    this.#silent = sign === false ? this.#silent + 1 : 0;
    if (this.#silent >= SILENT_TICKS) this.#hangs = true;
    else if (sign) this.#hangs = false;
    this.#update(true);
  }

  /** @param {boolean} [again] say it, though nothing has changed */
  #update(again = false) {
    const waiting = this.#slow > 0;
    const state = waiting ? `hangs: ${this.#hangs}` : "";
    if (state === this.#told && !(waiting && again)) return;
    this.#told = state;
    this.tell({ type: "slow", waiting, hangs: waiting ? this.#hangs : false });
  }
}
