// Between the ports of service workers and the bridge: requests in, answers out.

/**
 * Numbers requests of all ports, so that the bridge needs only one number, and remembers which
 * port each answer belongs to. The bridge calls `respond`, `chunk` and `fail`
 * (bridge/port.py, Answers).
 */
export class Answers {
  /** @type {Map<number, {port: MessagePort, id: number}>} */
  #waiting = new Map();
  #next = 1;

  /**
   * Serve the service worker at the other end of `port`.
   * @param {MessagePort} port
   * @param {Promise<import("./python.js").Door>} door
   */
  serve(port, door) {
    /** @type {Map<number, number>} this port's numbers to ours */
    const numbers = new Map();
    port.onmessage = async (event) => {
      /** @type {import("../messages.js").ServiceWorkerToWorker} */
      const message = event.data;
      const bridge = await door;
      if (message.type === "request") {
        const number = this.#next++;
        numbers.set(message.id, number);
        this.#waiting.set(number, { port, id: message.id });
        bridge.request(number, message.method, message.url, message.headers, message.body);
        return;
      }
      const number = numbers.get(message.id);
      if (number === undefined) return;
      if (message.type === "pull") {
        bridge.pull(number);
      } else {
        numbers.delete(message.id);
        this.#waiting.delete(number);
        bridge.cancel(number);
      }
    };
  }

  /**
   * @param {number} number @param {number} status @param {string} headers JSON list of pairs
   * @param {Uint8Array} body @param {boolean} more
   */
  respond(number, status, headers, body, more) {
    this.#post(number, { type: "respond", status, headers, body, more }, body, !more);
  }

  /** @param {number} number @param {Uint8Array} body @param {boolean} more */
  chunk(number, body, more) {
    this.#post(number, { type: "chunk", body, more }, body, !more);
  }

  /** @param {number} number @param {string} reason */
  fail(number, reason) {
    this.#post(number, { type: "fail", reason }, null, true);
  }

  /**
   * @param {number} number
   * @param {object} message without its id
   * @param {Uint8Array | null} body handed over, not copied
   * @param {boolean} last
   */
  #post(number, message, body, last) {
    const waiting = this.#waiting.get(number);
    if (!waiting) return; // cancelled while the application was answering
    if (last) this.#waiting.delete(number);
    waiting.port.postMessage({ ...message, id: waiting.id }, body ? [body.buffer] : []);
  }
}
