// What the runtime's own code uses in a page of the app: the browser's objects, taken before the
// app's scripts run, who get stand-ins for them that show nothing of the runtime.

/** @returns {ServiceWorkerContainer | undefined} none in a sandboxed page, where asking for it throws */
function ownContainer() {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined;
  }
}

export const container = ownContainer();
export const { locks } = navigator;

/**
 * @param {import("../messages.js").PageToWorker} message
 * @param {Transferable[]} [transfer]
 * @returns {boolean} whether there is a service worker to take it
 */
export function post(message, transfer = []) {
  container?.controller?.postMessage(message, transfer);
  return Boolean(container?.controller);
}
