// The worker's end of a page's WebSocket: a port to the page, three functions to the bridge.

import { lockReleased } from "../messages.js";

const GOING_AWAY = 1001;

/** What the bridge calls (bridge/port.py, PagePeer). */
class Page {
  /**
   * @param {MessagePort} port
   * @param {() => void} closed called when the application has closed the socket
   */
  constructor(port, closed) {
    this.port = port;
    this.closed = closed;
  }

  /** @param {import("../messages.js").SocketMessage} message @param {Transferable[]} [transfer] */
  #post(message, transfer = []) {
    this.port.postMessage(message, transfer);
  }

  /** @param {string} protocol "" for none @param {string} cookies as in Respond */
  accept(protocol, cookies) {
    this.#post({ type: "accept", protocol, cookies });
  }

  /** @param {string | Uint8Array<ArrayBuffer>} data */
  send(data) {
    if (typeof data === "string") this.#post({ type: "data", data });
    else this.#post({ type: "data", data: data.buffer }, [data.buffer]);
  }

  /** @param {number} code @param {string} reason */
  close(code, reason) {
    this.#post({ type: "close", code, reason });
    this.closed();
  }
}

/**
 * @param {import("./python.js").Door} bridge
 * @param {import("../messages.js").OpenSocket} open
 * @param {MessagePort} port to the page
 */
export function openSocket(bridge, { url, page, protocols, lock }, port) {
  let closed = false;
  /** @type {import("./python.js").Callback[]} */
  let calls = [];
  const peer = new Page(port, () => {
    closed = true;
    queueMicrotask(() => calls.forEach((call) => call.destroy())); // Python runs just now
  });
  calls = bridge.websocket(url, page, JSON.stringify(protocols), peer) ?? [];
  const [receive, disconnect, taken] = calls;
  const close = (/** @type {number} */ code, /** @type {string} */ reason) => {
    if (!closed) disconnect?.(code, reason);
  };
  port.onmessage = ({ data }) => {
    /** @type {import("../messages.js").SocketMessage} */
    const message = data;
    if (closed) return;
    if (message.type === "data") receive?.(message.data);
    if (message.type === "taken") taken?.();
    if (message.type === "close") close(message.code, message.reason);
  };
  void lockReleased(lock).then(() => close(GOING_AWAY, "")); // the page died without a word
}
