// Between the ports of service workers and the bridge: requests in, answers out.

import { lockReleased } from "../messages.js";
import { Unanswered } from "./unanswered.js";

/**
 * @typedef {{port: MessagePort, id: number, repeatable: boolean, body: ArrayBuffer | undefined,
 *   done: boolean}} Asker  `id` is the service worker's number, `body` the request's until the head of
 *   the answer is sent; `done` says that the whole answer was.
 */

/**
 * Numbers requests of all ports, so that the bridge needs only one number, and remembers who asked.
 * The bridge calls `respond`, `chunk`, `fail` and `is_address` (bridge/port.py, Answers).
 */
export class Answers {
  /** @type {Map<number, Asker>} by our number */
  #asked = new Map();
  /** @type {Map<MessagePort, Map<number, number>>} a port's numbers to ours */
  #numbers = new Map();
  #next = 1;
  #unanswered = new Unanswered();

  /** How many requests there have been. */
  get asked() {
    return this.#next - 1;
  }

  /**
   * Begin a request of a service worker.
   * @param {import("./python.js").Door} bridge
   * @param {MessagePort} port
   * @param {import("../messages.js").RequestMessage} message
   */
  async request(bridge, port, { id, repeatable, head, body }) {
    const repeated = repeatable ? undefined : await this.#unanswered.find(head, body);
    const number = repeated ?? this.#next++;
    const asker = { port, id, repeatable, body, done: false };
    this.#asked.set(number, asker);
    this.#numbersOf(port).set(id, number);
    if (repeated !== undefined) {
      this.#unanswered.replay(number, (message, last) => this.#send(number, asker, message, last));
      return;
    }
    if (!repeatable) this.#unanswered.add(number, head, body);
    try {
      bridge.request(number, head, body);
    } catch (error) {
      // If Python broke down, the shell starts another worker, and this request is its to answer.
      if (!(error instanceof Error) || error.constructor.name !== "PythonError") throw error;
      console.error(error);
      this.fail(number, "the request could not be handed to the application");
    }
  }

  /**
   * @param {MessagePort} port
   * @param {number} id the port's number of a request
   * @returns {number | undefined} ours, while it is not over
   */
  numberOf(port, id) {
    return this.#numbersOf(port).get(id);
  }

  /** The page has the head of an answer: nobody will ask for it again. @param {number} number */
  received(number) {
    this.#unanswered.delete(number);
    if (this.#asked.get(number)?.done) this.#forget(number);
  }

  /**
   * Nobody waits for an answer any more.
   * @param {import("./python.js").Door} bridge
   * @param {number} number
   */
  cancel(bridge, number) {
    this.#unanswered.delete(number);
    this.#forget(number);
    bridge.cancel(number);
  }

  /**
   * The service worker that asked is gone. What may be asked again by the next one goes on.
   * @param {import("./python.js").Door} bridge
   * @param {MessagePort} port
   */
  lost(bridge, port) {
    for (const number of [...this.#numbersOf(port).values()]) {
      if (!this.#unanswered.orphan(number)) this.cancel(bridge, number);
    }
    this.#numbers.delete(port);
    port.close();
  }

  /** @param {MessagePort} port */
  #numbersOf(port) {
    const found = this.#numbers.get(port) ?? new Map();
    this.#numbers.set(port, found);
    return found;
  }

  /** @param {number} number */
  #forget(number) {
    const asker = this.#asked.get(number);
    if (asker) this.#numbers.get(asker.port)?.delete(asker.id);
    this.#asked.delete(number);
  }

  /**
   * @param {number} number @param {number} status @param {string} headers @param {string} cookies
   * @param {Uint8Array<ArrayBuffer> | string} body @param {boolean} more
   */
  respond(number, status, headers, cookies, body, more) {
    const asker = this.#asked.get(number);
    // 401: with a name and a password the same will be asked again.
    const request = status === 401 ? asker?.body : undefined;
    if (asker) asker.body = undefined;
    this.#answer(number, { type: "respond", status, headers, cookies, body, more, request }, !more);
  }

  /**
   * @param {number} number @param {Uint8Array<ArrayBuffer> | string} body @param {boolean} more
   */
  chunk(number, body, more) {
    this.#answer(number, { type: "chunk", body, more }, !more);
  }

  /**
   * @param {string} location of a redirect
   * @param {string} url of the request
   * @returns {boolean} whether it is an address: no browser follows another
   */
  is_address(location, url) {
    return URL.parse(location, url) !== null;
  }

  /** @param {number} number @param {string} reason */
  fail(number, reason) {
    this.#answer(number, { type: "fail", reason }, true);
  }

  /**
   * @param {number} number
   * @param {import("./unanswered.js").Answer} message
   * @param {boolean} last
   */
  #answer(number, message, last) {
    this.#unanswered.record(number, message, last);
    const asker = this.#asked.get(number);
    if (asker) this.#send(number, asker, message, last); // else cancelled meanwhile
  }

  /**
   * @param {number} number
   * @param {Asker} asker
   * @param {import("./unanswered.js").Answer} message
   * @param {boolean} last
   */
  #send(number, asker, message, last) {
    // What may be needed again, should the other end be gone without our knowing, is copied.
    const kept = this.#unanswered.has(number);
    const body = "body" in message && !kept ? message.body : "";
    const transfer = typeof body === "string" ? [] : [body.buffer];
    asker.port.postMessage({ ...message, id: asker.id }, transfer);
    asker.done = last;
    if (last && !kept) this.#forget(number);
  }
}

/**
 * Serve the service worker at the other end of `port`.
 * @param {MessagePort} port
 * @param {Promise<import("./python.js").Door>} door
 * @param {Answers} answers
 * @param {(message: import("../messages.js").PageToWorker, ports: readonly MessagePort[]) => void}
 *   fromPage
 */
export function serve(port, door, answers, fromPage) {
  port.onmessage = async (event) => {
    /** @type {import("../messages.js").ServiceWorkerToWorker} */
    const message = event.data;
    if (message.type === "ping") {
      /** @type {import("../messages.js").Pong} */
      const pong = { type: "pong" };
      port.postMessage(pong);
      return;
    }
    const bridge = await door;
    if (message.type === "request") {
      await answers.request(bridge, port, message);
    } else if (message.type === "hello") {
      void lockReleased(message.lock).then(() => answers.lost(bridge, port));
    } else if (message.type === "websocket" || message.type === "cookie") {
      fromPage(message, event.ports);
    } else {
      const number = answers.numberOf(port, message.id);
      if (number === undefined) return;
      if (message.type === "pull") bridge.pull(number);
      else if (message.type === "received") answers.received(number);
      else answers.cancel(bridge, number);
    }
  };
}
