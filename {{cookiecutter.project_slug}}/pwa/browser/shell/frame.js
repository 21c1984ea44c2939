// The frame that shows the app. Its address, title and history are the tab's own, as far as the
// person can see: the address bar mirrors them.

const BLANK = "_pwa/blank.html";

export class AppFrame {
  /**
   * @param {HTMLIFrameElement} frame static in the page: one made by script comes back to the
   *   wrong address after history.go() from another site (Chromium)
   * @param {string} scope absolute URL
   * @param {() => void} loaded called whenever a page of the app has loaded
   */
  constructor(frame, scope, loaded) {
    this.frame = frame;
    this.blank = new URL(BLANK, scope).href;
    this.loaded = loaded;
    this.open = false;
    frame.addEventListener("load", () => this.#load());
  }

  /** Show what the tab's address names, or keep what history has put into the frame. */
  start() {
    if (this.open) return;
    this.open = true;
    const { contentDocument } = this.frame;
    if (contentDocument?.readyState === "complete") this.#load();
  }

  get #window() {
    return /** @type {Window & {navigation?: EventTarget}} */ (this.frame.contentWindow);
  }

  #load() {
    if (!this.open) return;
    if (this.#window.location.href === this.blank) {
      this.#window.location.replace(location.href);
      return;
    }
    this.#mirror();
    for (const type of ["hashchange", "popstate"]) {
      this.#window.addEventListener(type, () => this.#mirror());
    }
    this.#window.navigation?.addEventListener("currententrychange", () => this.#mirror());
    const head = this.#window.document.head;
    new MutationObserver(() => this.#mirror()).observe(head, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    this.loaded();
  }

  #mirror() {
    const { location: shown, document: page } = this.#window;
    if (shown.href !== location.href) history.replaceState(history.state, "", shown.href);
    if (page.title) document.title = page.title;
    this.frame.title = document.title;
  }
}
