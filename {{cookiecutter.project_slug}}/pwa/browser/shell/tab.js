// The tab, for the page in the frame: messages for it, orders to it, and paper (page/tab.js has the
// page's side).

import { show } from "./notice.js";

/**
 * The part of the Navigation API that is used here.
 * @typedef {Event & {destination: {url: string, sameDocument: boolean}, formData: FormData | null,
 *   navigationType: string, userInitiated: boolean}} NavigateEvent
 */

/** Of A4, less the margins that browsers leave. */
const PAPER_WIDTH = "190mm";

/** @param {string} href */
const withoutFragment = (href) => href.split("#")[0];

/**
 * @param {HTMLIFrameElement} frame
 * @param {string} scope absolute URL of the site
 */
export function standForTab(frame, scope) {
  passMessagesOn(frame);
  keepShell(frame, scope);
  print(frame);
  sayWhatIsBlocked();
}

/**
 * What other windows post to the tab is for its page.
 * @param {HTMLIFrameElement} frame
 */
function passMessagesOn(frame) {
  window.addEventListener("message", ({ data, origin, source, ports, lastEventId }) => {
    const page = /** @type {(Window & typeof globalThis) | null} */ (frame.contentWindow);
    if (!page || !frame.contentDocument) return;
    // A copy of the page's own realm: its scripts may ask `instanceof`.
    const init = { data: page.structuredClone(data), origin, source, ports: [...ports], lastEventId };
    page.dispatchEvent(new page.MessageEvent("message", init));
  });
}

/**
 * What sends the tab to an address of the app sends the frame there: the worker may live in this tab.
 * @param {HTMLIFrameElement} frame
 * @param {string} scope
 */
function keepShell(frame, scope) {
  const { navigation } = /** @type {{navigation?: EventTarget}} */ (/** @type {unknown} */ (window));
  navigation?.addEventListener("navigate", (event) => {
    const { cancelable, destination, formData, navigationType, userInitiated } =
      /** @type {NavigateEvent} */ (event);
    const { url, sameDocument } = destination;
    const ours = url.startsWith(scope) && !url.startsWith(`${scope}_pwa/`);
    const moves = navigationType === "push" || navigationType === "replace";
    if (!cancelable || sameDocument || formData || !moves || !ours || !frame.contentWindow) return;
    event.preventDefault();
    // `if (top !== self) top.location = self.location`: without this it would load for ever.
    const busts = !userInitiated && withoutFragment(url) === withoutFragment(location.href);
    if (!busts) return frame.contentWindow.location.assign(url);
    console.warn("A page would leave its frame for its own address. It is in the app's own shell, and stays.");
    frame.contentWindow.dispatchEvent(new Event("asgi-pwa:kept"));
  });
}

/**
 * Give the page in the frame its whole length on paper.
 * @param {HTMLIFrameElement} frame
 */
function print(frame) {
  const { style } = frame;
  window.addEventListener("beforeprint", () => {
    const page = frame.contentDocument;
    if (!page) return;
    style.inlineSize = PAPER_WIDTH;
    style.blockSize = "1px"; // what is as high as its window would not get lower
    const height = Math.max(page.documentElement.scrollHeight, page.body?.scrollHeight ?? 0);
    style.inlineSize = "";
    style.blockSize = `${height}px`;
  });
  window.addEventListener("afterprint", () => (style.blockSize = ""));
}

/** What no script of ours could stop in time: the frame stays where it is, or empty. */
function sayWhatIsBlocked() {
  document.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => {
    if (effectiveDirective !== "frame-src" || !/^https?:/.test(blockedURI)) return;
    const words = "This page leads to another site, which cannot be shown inside the app.";
    show("leaving", words, { more: [`Open ${new URL(blockedURI).host}`, blockedURI] });
  });
}
