// The way from this service worker to the worker: one MessagePort, asked for when it is missing.
// Everything here may be lost when the browser stops the service worker; the next request asks
// a shell for a new port.

import { holdLock, lockReleased } from "../messages.js";
import { shells } from "./shells.js";
import { stayAwakeWhile } from "./stay_awake.js";

/**
 * @typedef {import("../messages.js").RequestMessage} RequestMessage
 * @typedef {{head: import("../messages.js").Respond,
 *   body: ReadableStream<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>}} Answer
 */

const ascii = new TextEncoder();
const SHELL_CHECK_MS = 2000;

/** By which the worker knows that this service worker was stopped. */
const ownLock = `asgi-pwa:service-worker:${crypto.randomUUID()}`;
const ownLockHeld = holdLock(ownLock);

/** No worker can answer: the site is open in no tab. The request was never handed over. */
export class NoWorker extends Error {}

/** The worker stopped after the request was handed over: what it did is not known. */
export class WorkerLost extends Error {}

/** The worker has no answer: a fault of the bridge, which the console tells. */
export class NoAnswer extends Error {}

/**
 * @typedef {{head: (answer: Answer) => void, broken: (error: Error) => void, repeatable: boolean,
 *   stream: ReadableStreamDefaultController<Uint8Array> | null, failure: Error | null}} Awaited
 *   `failure`: what the stream ends with, when the page has taken all pieces that came before it.
 */

/** @param {Awaited} answer @param {Error} error */
function breakOff(answer, error) {
  const { stream } = answer;
  if (!stream) answer.broken(error);
  else if (stream.desiredSize === 1) stream.error(error); // nothing waits to be read
  else answer.failure = error;
}

class WorkerLink {
  /** @type {Map<number, Awaited>} */
  #answers = new Map();
  #next = 1;
  /** Whether the worker gave a sign of life since it was asked for one; undefined: it never was. */
  #alive = /** @type {boolean | undefined} */ (undefined);

  /** @param {MessagePort} port */
  constructor(port) {
    this.port = port;
    port.onmessage = (event) => this.#receive(event.data);
    void ownLockHeld.then(() => this.#post({ type: "hello", lock: ownLock }));
  }

  /**
   * @param {import("../messages.js").ServiceWorkerToWorker} message
   * @param {Transferable[]} [transfer]
   */
  #post(message, transfer = []) {
    this.port.postMessage(message, transfer);
  }

  /** Whether an answer is still to come, or on its way. */
  get busy() {
    return this.#answers.size > 0;
  }

  /**
   * Ask the worker for a sign of life: it gives none while one thing keeps it busy.
   * @returns {boolean | undefined} whether it gave one since it was asked before
   */
  signOfLife() {
    const alive = this.#alive;
    this.#alive = false;
    this.#post({ type: "ping" });
    return alive;
  }

  /**
   * Hand on what a page has for the worker.
   * @param {import("../messages.js").PageToWorker} message
   * @param {readonly MessagePort[]} ports
   */
  forward(message, ports) {
    this.#post(message, [...ports]);
  }

  /**
   * @param {Omit<RequestMessage, "type" | "id">} request
   * @returns {Promise<Answer>}
   */
  request(request) {
    const id = this.#next++;
    return new Promise((head, broken) => {
      this.#answers.set(id, { head, broken, repeatable: request.repeatable, stream: null, failure: null });
      this.#post({ type: "request", id, ...request }, request.body ? [request.body] : []);
    });
  }

  /** The worker died: nothing that was asked will be answered. */
  close() {
    const error = new WorkerLost("the worker stopped before it answered");
    for (const answer of this.#answers.values()) breakOff(answer, error);
    this.#answers.clear();
    this.port.close();
  }

  /** @param {import("../messages.js").WorkerToServiceWorker} message */
  #receive(message) {
    this.#alive = true;
    if (message.type === "pong") return;
    const answer = this.#answers.get(message.id);
    if (!answer) return; // cancelled meanwhile
    if (message.type === "fail") {
      this.#answers.delete(message.id);
      breakOff(answer, new NoAnswer(message.reason));
      return;
    }
    if (!message.more) this.#answers.delete(message.id);
    const body = typeof message.body === "string" ? ascii.encode(message.body) : message.body;
    if (message.type === "respond") {
      const whole = !message.more;
      answer.head({ head: message, body: whole ? body : this.#stream(message.id, body) });
      if (!answer.repeatable) this.#post({ type: "received", id: message.id });
      return;
    }
    if (body.length > 0) answer.stream?.enqueue(body);
    if (!message.more) answer.stream?.close();
  }

  /**
   * @param {number} id
   * @param {Uint8Array<ArrayBuffer>} body its first piece
   * @returns {ReadableStream<Uint8Array<ArrayBuffer>>} the body of an answer, pulled piece by piece
   */
  #stream(id, body) {
    const answer = this.#answers.get(id);
    return new ReadableStream({
      start: (controller) => {
        if (answer) answer.stream = controller;
        if (body.length > 0) controller.enqueue(body);
      },
      pull: (controller) => {
        if (answer?.failure) controller.error(answer.failure);
        else this.#post({ type: "pull", id });
      },
      cancel: () => {
        this.#answers.delete(id);
        this.#post({ type: "cancel", id });
      },
    });
  }
}

/** @type {Set<WorkerLink>} to workers that live, as far as is known */
const links = new Set();
/** The newest of them. @type {WorkerLink | null} */
let link = null;
/** @type {PromiseWithResolvers<WorkerLink> | null} */
let awaited = null;

stayAwakeWhile(() => awaited !== null || [...links].some(({ busy }) => busy));

/**
 * A shell offers the worker at the other end of `port`.
 * @param {MessagePort} port
 * @param {string} lock the Web Lock that the worker holds as long as it lives
 */
export function accept(port, lock) {
  const offered = new WorkerLink(port);
  links.add(offered);
  link = offered;
  awaited?.resolve(offered);
  awaited = null;
  // A MessagePort does not say that its other end is gone; a lock that becomes free does.
  void lockReleased(lock).then(() => {
    links.delete(offered);
    if (link === offered) link = null;
    offered.close();
  });
}

/** @type {Set<string>} the tabs whose worker is of another version, since the last need for one */
const refused = new Set();

/**
 * Have a shell of another version open its address anew, so that the tab gets the version that is
 * served: one came from the host by a hard reload, or was open when the version changed.
 * @param {Client} shell that has offered its worker
 */
export function refuse(shell) {
  refused.add(shell.id);
  /** @type {import("../messages.js").Reopen} */
  const message = { type: "reopen" };
  shell.postMessage(message);
}

/** As of WorkerLink; true where there is no worker: nobody hangs. */
export const signOfLife = () => (link ? link.signOfLife() : true);

/** @returns {Promise<WorkerLink>} @throws {NoWorker} when no tab of the site is open */
export async function workerLink() {
  if (link) return link;
  if (!awaited) {
    awaited = Promise.withResolvers();
    void askShells(awaited);
  }
  return awaited.promise;
}

/**
 * Ask for the worker until one is offered; a shell that is still starting offers it by itself.
 * @param {PromiseWithResolvers<WorkerLink>} asked
 */
async function askShells(asked) {
  while (awaited === asked) {
    const tabs = await shells();
    if (tabs.every(({ id }) => refused.has(id))) {
      asked.reject(new NoWorker("the site is open in no tab, or in one of another version"));
      awaited = null;
      return;
    }
    refused.clear();
    for (const tab of tabs) tab.postMessage({ type: "need-worker" });
    await new Promise((resolve) => setTimeout(resolve, SHELL_CHECK_MS));
  }
}
