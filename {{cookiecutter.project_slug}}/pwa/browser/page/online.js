// navigator.onLine says whether the browser has a network, and scripts take it for whether their server
// can be reached. The app's can, always ([tool.pwa] online). `top.navigator.onLine` is the browser's own.

export function stayOnline() {
  if (!BUILD.alwaysOnline) return;
  Object.defineProperty(Navigator.prototype, "onLine", { configurable: true, enumerable: true, get: () => true });
  window.addEventListener("offline", (event) => event.stopImmediatePropagation(), true);
}
