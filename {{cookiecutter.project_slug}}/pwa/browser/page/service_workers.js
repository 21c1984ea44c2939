// navigator.serviceWorker of a page. The one service worker of the site runs the app and must stay:
// pages neither see it nor remove it, and cannot put another one in its place. What they register is
// a registration that does nothing, so that scripts which register, wait for `ready`, or unregister
// all of them go on. Source of the rules: W3C Service Workers, sections 3.1 to 3.4.

import { container } from "./own.js";
import { dress, replace } from "./stand_in.js";

let said = false;

/** @param {string} url of a script */
function say(url) {
  if (said) return;
  said = true;
  console.warn(
    `${url} was not started as a service worker: the one of this site runs the app, and works ` +
      "without a network by itself. What was registered does nothing, and answers no message.",
  );
}

/** @param {string} what */
const refusal = (what) => () =>
  Promise.reject(new DOMException(`${what} needs a service worker of the app's own.`, "NotAllowedError"));

/** @param {string} scriptURL */
const worker = (scriptURL) =>
  dress(new EventTarget(), window.ServiceWorker, {
    scriptURL,
    state: /** @type {const} */ ("activated"),
    onstatechange: null,
    onerror: null,
    postMessage: () => say(scriptURL),
  });

/** What pages have registered and not unregistered; the newest last. @type {Registration[]} */
const registrations = [];

/** @typedef {ReturnType<typeof registration>} Registration */

/**
 * @param {string} script
 * @param {string} scope
 */
function registration(script, scope) {
  return dress(new EventTarget(), window.ServiceWorkerRegistration, {
    scope,
    updateViaCache: /** @type {const} */ ("imports"),
    installing: null,
    waiting: null,
    active: worker(script),
    onupdatefound: null,
    pushManager: {
      subscribe: refusal("Push"),
      getSubscription: async () => null,
      permissionState: async () => "denied",
    },
    sync: { register: refusal("Background synchronisation"), getTags: async () => [] },
    periodicSync: { register: refusal("Background synchronisation"), getTags: async () => [] },
    backgroundFetch: { fetch: refusal("Background fetch"), get: async () => undefined, getIds: async () => [] },
    async update() {
      return this;
    },
    async unregister() {
      const at = registrations.indexOf(this);
      if (at >= 0) registrations.splice(at, 1);
      return at >= 0;
    },
    /** @param {string} title @param {NotificationOptions} [options] */
    async showNotification(title, options) {
      await (await container?.ready)?.showNotification(title, options);
    },
    /** @param {GetNotificationOptions} [filter] */
    async getNotifications(filter) {
      return (await container?.ready)?.getNotifications(filter) ?? [];
    },
  });
}

/** @type {PromiseWithResolvers<Registration>} */
const ready = Promise.withResolvers();

const standIn = () =>
  dress(new EventTarget(), window.ServiceWorkerContainer, {
    controller: null,
    ready: ready.promise,
    oncontrollerchange: null,
    onmessage: null,
    onmessageerror: null,
    startMessages() {},
    /** @param {string | URL} url @param {RegistrationOptions} [options] */
    async register(url, options = {}) {
      const script = new URL(url, document.baseURI);
      const scope = new URL(options.scope ?? "./", options.scope === undefined ? script : document.baseURI);
      if (script.origin !== location.origin || scope.origin !== location.origin) {
        throw new DOMException("The script and its scope must be of this origin.", "SecurityError");
      }
      say(script.href);
      const found = registrations.find((other) => other.scope === scope.href);
      if (found?.active.scriptURL === script.href) return found;
      if (found) await found.unregister();
      const made = registration(script.href, scope.href);
      registrations.push(made);
      ready.resolve(made);
      return made;
    },
    async getRegistration(url = "") {
      const { href } = new URL(url, document.baseURI);
      const found = registrations.filter(({ scope }) => href.startsWith(scope));
      return found.sort((one, other) => other.scope.length - one.scope.length)[0];
    },
    async getRegistrations() {
      return [...registrations];
    },
  });

export function guardServiceWorker() {
  if (container) replace(Navigator.prototype, "serviceWorker", standIn());
}
