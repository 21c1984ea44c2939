// The worker's end of a page's WebSocket: a port to the page, two functions to the bridge.

import { lockReleased } from "../messages.js";

const GOING_AWAY = 1001;

/** What the bridge calls (bridge/port.py, PagePeer). */
class Page {
  /** @param {MessagePort} port */
  constructor(port) {
    this.port = port;
  }

  /** @param {import("../messages.js").SocketMessage} message @param {Transferable[]} [transfer] */
  #post(message, transfer = []) {
    this.port.postMessage(message, transfer);
  }

  /** @param {string} protocol "" for none */
  accept(protocol) {
    this.#post({ type: "accept", protocol });
  }

  /** @param {string | Uint8Array<ArrayBuffer>} data */
  send(data) {
    if (typeof data === "string") this.#post({ type: "data", data });
    else this.#post({ type: "data", data: data.buffer }, [data.buffer]);
  }

  /** @param {number} code @param {string} reason */
  close(code, reason) {
    this.#post({ type: "close", code, reason });
  }
}

/**
 * @param {import("./python.js").Door} bridge
 * @param {import("../messages.js").OpenSocket} open
 * @param {MessagePort} port to the page
 */
export function openSocket(bridge, { url, page, protocols, lock }, port) {
  const [receive, disconnect] = bridge.websocket(url, page, JSON.stringify(protocols), new Page(port));
  let closed = false;
  const close = (/** @type {number} */ code, /** @type {string} */ reason) => {
    if (closed) return;
    closed = true;
    disconnect(code, reason);
    receive.destroy();
    disconnect.destroy();
  };
  port.onmessage = ({ data }) => {
    /** @type {import("../messages.js").SocketMessage} */
    const message = data;
    if (closed) return;
    if (message.type === "data") receive(message.data);
    if (message.type === "close") close(message.code, message.reason);
  };
  void lockReleased(lock).then(() => close(GOING_AWAY, "")); // the page died without a word
}
