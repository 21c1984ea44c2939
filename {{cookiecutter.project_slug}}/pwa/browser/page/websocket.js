// WebSocket for addresses of the site: a port to the worker instead of a connection. Everything
// else is the browser's own. Source of the rules: WHATWG WebSockets Standard, "The WebSocket
// interface".

import { showCookies } from "./cookies.js";
import { holdLock, lockReleased, ownerLock } from "../messages.js";
import { locks, post } from "./own.js";

/** @typedef {import("../messages.js").SocketMessage} SocketMessage */

const Native = window.WebSocket;
const ABNORMAL = 1006;
const GOING_AWAY = 1001;
const NO_STATUS = 1005;
const REASON_BYTES = 123;

/** This page's lock, by which the worker knows that the page is still there. */
const pageLock = `asgi-pwa:page:${crypto.randomUUID()}`;
/** @type {Promise<void> | null} */
let pageLockHeld = null;

/** @type {Promise<void> | null} when the worker that runs now has ended */
let workerEnd = null;

/** @param {string} scope absolute URL */
function workerEnded(scope) {
  workerEnd ??= lockReleased(ownerLock(scope), locks).then(() => void (workerEnd = null));
  return workerEnd;
}

/** @param {string} scope absolute URL @returns {Promise<boolean>} whether a worker runs */
async function workerRuns(scope) {
  const { held = [] } = await locks.query();
  return held.some(({ name }) => name === ownerLock(scope));
}

/** @param {string | URL} url @returns {URL} @throws {DOMException} SyntaxError */
function socketUrl(url) {
  const found = URL.parse(String(url), document.baseURI);
  if (found) found.protocol = found.protocol.replace("http", "ws");
  if (!found || !/^wss?:$/.test(found.protocol) || found.hash) {
    throw new DOMException(`'${url}' is no address for a WebSocket.`, "SyntaxError");
  }
  return found;
}

export class PortWebSocket extends EventTarget {
  static scope = new URL(document.baseURI);
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSING = 2;
  static CLOSED = 3;

  /** @param {unknown} value @override */
  static [Symbol.hasInstance](value) {
    return value instanceof Native || PortWebSocket.prototype.isPrototypeOf(Object(value));
  }

  CONNECTING = 0;
  OPEN = 1;
  CLOSING = 2;
  CLOSED = 3;
  bufferedAmount = 0;
  extensions = "";
  protocol = "";
  readyState = PortWebSocket.CONNECTING;
  /** @type {BinaryType} */
  binaryType = "blob";
  /** @type {Record<string, EventListener | null>} */
  #handlers = {};
  #channel = new MessageChannel();
  /** @type {string[]} the subprotocols that the page offers */
  #offered = [];
  /** Blobs are read before they are sent; what follows waits for them. */
  #sending = Promise.resolve();

  /**
   * @param {string | URL} url
   * @param {string | string[]} protocols
   */
  constructor(url, protocols = []) {
    super();
    const target = socketUrl(url);
    const list = [protocols].flat().map(String);
    if (list.some((name, at) => !/^[!#$%&'*+\-.^`|~\w]+$/.test(name) || list.indexOf(name) < at)) {
      throw new DOMException("The subprotocols are not valid.", "SyntaxError");
    }
    const { scope } = PortWebSocket;
    if (target.host !== scope.host || !target.pathname.startsWith(scope.pathname)) {
      return /** @type {any} */ (new Native(url, protocols));
    }
    this.url = target.href;
    this.#offered = list;
    this.#channel.port1.onmessage = ({ data }) => this.#receive(data);
    void this.#connect();
  }

  async #connect() {
    await (pageLockHeld ??= holdLock(pageLock, locks));
    const { port2 } = this.#channel;
    /** @type {import("../messages.js").OpenSocket} */
    const open = {
      type: "websocket",
      url: this.url ?? "",
      page: location.href,
      protocols: this.#offered,
      lock: pageLock,
    };
    if (!post(open, [port2])) return this.#end(ABNORMAL, "");
    window.addEventListener("pagehide", () => this.#post({ type: "close", code: GOING_AWAY, reason: "" }));
    if (await workerRuns(PortWebSocket.scope.href)) this.#watchWorker();
  }

  /** A port does not tell that the worker at its other end broke down. */
  #watchWorker() {
    void workerEnded(PortWebSocket.scope.href).then(() => this.#end(ABNORMAL, ""));
  }

  /** @param {string | ArrayBufferLike | ArrayBufferView | Blob} data */
  send(data) {
    if (this.readyState === PortWebSocket.CONNECTING) {
      throw new DOMException("Still in CONNECTING state.", "InvalidStateError");
    }
    if (this.readyState !== PortWebSocket.OPEN) return;
    this.#sending = this.#sending.then(async () => {
      this.#post({ type: "data", data: await plain(data) });
    });
  }

  /** @param {number} [code] @param {string} [reason] */
  close(code, reason = "") {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new DOMException(`${code} is not allowed here.`, "InvalidAccessError");
    }
    if (new TextEncoder().encode(reason).length > REASON_BYTES) {
      throw new DOMException("The reason is too long.", "SyntaxError");
    }
    if (this.readyState >= PortWebSocket.CLOSING) return;
    const established = this.readyState === PortWebSocket.OPEN;
    this.readyState = PortWebSocket.CLOSING;
    this.#sending = this.#sending.then(() => {
      this.#post({ type: "close", code: code ?? NO_STATUS, reason });
      if (!established) this.#end(ABNORMAL, "");
    });
  }

  /** @param {SocketMessage} message */
  #post(message) {
    this.#channel.port1.postMessage(message);
  }

  /** @param {SocketMessage} message */
  #receive(message) {
    if (this.readyState === PortWebSocket.CLOSED) return;
    if (message.type === "close") {
      this.#end(message.code, message.reason);
    } else if (message.type === "accept") {
      if (this.readyState === PortWebSocket.CONNECTING) this.#open(message);
    } else if (message.type === "data") {
      this.#post({ type: "taken" });
      const blob = typeof message.data !== "string" && this.binaryType === "blob";
      const data = blob ? new Blob([message.data]) : message.data;
      this.#fire(new MessageEvent("message", { data, origin: new URL(this.url ?? "").origin }));
    }
  }

  /** @param {import("../messages.js").SocketAccept} message */
  #open({ protocol, cookies }) {
    this.#watchWorker();
    showCookies(cookies);
    // "To establish a WebSocket connection", step 11.5: one of those offered, if any were.
    if (this.#offered.length > 0 ? !this.#offered.includes(protocol) : protocol !== "") {
      this.#post({ type: "close", code: NO_STATUS, reason: "" });
      return this.#end(ABNORMAL, "");
    }
    this.readyState = PortWebSocket.OPEN;
    this.protocol = protocol;
    this.#fire(new Event("open"));
  }

  /** @param {number} code @param {string} reason */
  #end(code, reason) {
    if (this.readyState === PortWebSocket.CLOSED) return;
    this.readyState = PortWebSocket.CLOSED;
    this.#channel.port1.close();
    const wasClean = code !== ABNORMAL;
    if (!wasClean) this.#fire(new Event("error"));
    this.#fire(new CloseEvent("close", { code, reason, wasClean }));
  }

  /** @param {Event} event */
  #fire(event) {
    this.dispatchEvent(event);
    const handler = this.#handlers[event.type];
    if (handler) handler.call(this, event);
  }

  get onopen() {
    return this.#handlers["open"] ?? null;
  }
  set onopen(handler) {
    this.#handlers["open"] = handler;
  }
  get onmessage() {
    return this.#handlers["message"] ?? null;
  }
  set onmessage(handler) {
    this.#handlers["message"] = handler;
  }
  get onerror() {
    return this.#handlers["error"] ?? null;
  }
  set onerror(handler) {
    this.#handlers["error"] = handler;
  }
  get onclose() {
    return this.#handlers["close"] ?? null;
  }
  set onclose(handler) {
    this.#handlers["close"] = handler;
  }
}

/**
 * @param {string | ArrayBufferLike | ArrayBufferView | Blob} data
 * @returns {Promise<string | ArrayBuffer>} a copy, as it is now
 */
async function plain(data) {
  if (data instanceof Blob) return data.arrayBuffer();
  if (ArrayBuffer.isView(data)) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return bytes.slice().buffer;
  }
  return data instanceof ArrayBuffer ? data.slice(0) : String(data).toWellFormed();
}
