// Requests that change something and whose answer no page has yet.
//
// Chromium dispatches a pending fetch again when the service worker that had it stops, a POST
// too: the application would do it twice. The repeat is known by its content, coming from the
// next service worker while the first one's answer was never received.

/**
 * @typedef {Omit<import("../messages.js").Respond, "id"> |
 *   Omit<import("../messages.js").Chunk, "id"> |
 *   Omit<import("../messages.js").Fail, "id">} Answer  A message without its number.
 * @typedef {{key: Promise<string>, answers: [Answer, boolean][],
 *   orphaned: number | null}} Entry  Each answer with whether it is the last.
 */

/** How long a repeat may take to come, in milliseconds; Chromium's comes within a second. */
const REPEAT_MS = 60_000;

/** @param {string} head @param {ArrayBuffer | undefined} body @returns {Promise<string>} */
async function keyOf(head, body) {
  const { method, url } = JSON.parse(head);
  const digest = await crypto.subtle.digest("SHA-256", body ?? new ArrayBuffer(0));
  return `${method} ${url} ${new Uint8Array(digest).join()}`;
}

export class Unanswered {
  /** @type {Map<number, Entry>} */
  #entries = new Map();

  /** @param {number} number @param {string} head @param {ArrayBuffer | undefined} body */
  add(number, head, body) {
    this.#entries.set(number, { key: keyOf(head, body), answers: [], orphaned: null });
  }

  /** @param {number} number */
  has(number) {
    return this.#entries.has(number);
  }

  /** @param {number} number */
  delete(number) {
    this.#entries.delete(number);
  }

  /** @param {number} number @param {Answer} answer @param {boolean} last */
  record(number, answer, last) {
    this.#entries.get(number)?.answers.push([answer, last]);
  }

  /**
   * Whoever asked is gone.
   * @param {number} number
   * @returns {boolean} whether the request is kept for its repeat
   */
  orphan(number) {
    const entry = this.#entries.get(number);
    if (entry) entry.orphaned = performance.now();
    return entry !== undefined;
  }

  /**
   * @param {string} head
   * @param {ArrayBuffer | undefined} body
   * @returns {Promise<number | undefined>} the number of the request that this one repeats
   */
  async find(head, body) {
    const orphans = [...this.#entries].filter(([, { orphaned }]) => orphaned !== null);
    if (orphans.length === 0) return undefined;
    const key = await keyOf(head, body);
    for (const [number, entry] of orphans) {
      if (performance.now() - (entry.orphaned ?? 0) > REPEAT_MS) this.delete(number);
      else if ((await entry.key) === key) return number;
    }
    return undefined;
  }

  /**
   * Give the answer so far to whoever asked again; what follows goes there by itself.
   * @param {number} number
   * @param {(answer: Answer, last: boolean) => void} send
   */
  replay(number, send) {
    const entry = this.#entries.get(number);
    if (!entry) return;
    entry.orphaned = null;
    for (const [answer, last] of entry.answers) send(answer, last);
  }
}
