// The frame that shows the app. Its address, title and history are the tab's own, as far as the
// person can see: the address bar mirrors them.

import { showAddress } from "./address.js";

const BLANK = "_pwa/blank.html";
/** How long a page that has begun may stay behind the cover for the rest of it, in milliseconds. */
const LOAD_MS = 500;

/** @param {HTMLIFrameElement} frame @param {string} page @returns {boolean} */
function holds({ contentDocument }, page) {
  if (contentDocument?.URL.split("#")[0] === page) return true;
  return [...(contentDocument?.querySelectorAll("iframe") ?? [])].some((inner) => holds(inner, page));
}

export class AppFrame {
  /** @type {Document | null} whose events are followed */
  #page = null;
  /** @type {Document | null} the blank page that was told to open the tab's address */
  #left = null;
  /** The key of the form that the page answers, or "" (service_worker/form_answers.js). */
  #form = "";

  /**
   * @param {HTMLIFrameElement} frame static in the page: one made by script comes back to the
   *   wrong address after history.go() from another site (Chromium)
   * @param {string} scope absolute URL
   * @param {() => void} shown called when a page of the app can be shown, maybe more than once
   */
  constructor(frame, scope, shown) {
    this.frame = frame;
    this.blank = new URL(BLANK, scope).href;
    this.shown = shown;
    this.open = false;
    frame.addEventListener("asgi-pwa:form", (event) => {
      this.#form = /** @type {CustomEvent<string>} */ (event).detail;
      this.#mirror();
    });
    frame.addEventListener("load", () => this.#changed());
    this.#update();
  }

  /**
   * Show what the tab's address names, or keep what history has put into the frame. Again: say once
   * more that a page is shown.
   */
  start() {
    this.open = true;
    this.#changed();
  }

  /** What the app answered is no page but a file, which the browser saves. */
  sayFile() {
    const page = this.frame.contentDocument;
    const words = page?.URL === this.blank && page.getElementById("file");
    if (!this.open || !words) return;
    words.hidden = false;
    this.shown();
    page.querySelector("a")?.focus();
  }

  /**
   * @param {string} page its address without fragment, or "" for whichever is seen
   * @returns {boolean} whether it is here, in a frame of the app's too
   */
  shows(page) {
    return page ? holds(this.frame, page) : !document.hidden;
  }

  get #window() {
    return /** @type {Window & {navigation?: EventTarget}} */ (this.frame.contentWindow);
  }

  /** @returns {boolean} false while the frame is still blank */
  #showsApp() {
    const page = this.frame.contentDocument;
    // The browser's own error page is another origin's: no document. It is shown all the same.
    return this.open && (!page || (page.URL !== "about:blank" && page.URL !== this.blank));
  }

  /** Follow the document that is in the frame now. */
  #update() {
    const page = this.frame.contentDocument;
    if (page && page !== this.#page) this.#follow(page);
    this.#page = page;
    if (!this.open || page?.URL !== this.blank || page === this.#left) return;
    this.#left = page;
    this.#window.location.replace(location.href);
  }

  /** @param {Document} page */
  #follow(page) {
    const mirror = () => this.#mirror();
    for (const type of ["hashchange", "popstate"]) this.#window.addEventListener(type, mirror);
    this.#window.navigation?.addEventListener("currententrychange", mirror);
    // The one event at which the next document replaces this one, long before it has loaded: an
    // endless page never does.
    this.#window.addEventListener("pagehide", () => {
      this.#form = "";
      setTimeout(() => this.#changed());
    });
    this.#followTitle(page);
  }

  /** @param {Document} page */
  #followTitle(page) {
    const everything = { subtree: true, childList: true, characterData: true };
    let head = page.head;
    const observer = new MutationObserver(() => {
      if (!head && page.head) {
        head = page.head;
        observer.disconnect();
        observer.observe(head, everything);
      }
      this.#mirror();
    });
    observer.observe(head ?? page, everything);
  }

  /** Something else is in the frame: a page of the app is shown when it has loaded, or takes long. */
  #changed() {
    this.#update();
    if (!this.#showsApp()) return;
    this.#mirror();
    if (this.#page?.readyState === "complete") this.shown();
    else setTimeout(this.shown, LOAD_MS);
  }

  #mirror() {
    const page = this.frame.contentDocument;
    if (!page || !this.#showsApp()) return;
    const shown = this.#window.location;
    const form = this.#form || undefined;
    if (shown.href !== location.href || history.state?.form !== form) {
      showAddress(shown.href, form ? { form } : null);
    }
    if (page.title) document.title = page.title;
    this.frame.title = document.title;
  }
}
