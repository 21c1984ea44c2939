// Frames without an address (about:blank, srcdoc): Chromium sends what their scripts ask for past the
// service worker. They get this page's own ways to ask, and its stand-ins, as soon as a script of this
// page reaches for them; what they load by themselves (pictures, styles, scripts) is out of reach.

import { replace } from "./stand_in.js";

const LENT = Symbol("lent");

/** @typedef {Window & typeof globalThis & {[LENT]?: boolean}} Blank */

/** @param {Window | null} frame */
function lend(frame) {
  const blank = /** @type {Blank | null} */ (frame);
  try {
    if (!blank || blank[LENT] || !/^about:(blank|srcdoc)/.test(blank.location.href)) return;
    blank[LENT] = true;
    blank.fetch = (input, init) => {
      const named = typeof input === "string" || input instanceof URL || input instanceof blank.URL;
      return fetch(named ? new URL(input, blank.document.baseURI) : input, init);
    };
    Object.assign(blank, { XMLHttpRequest, WebSocket, EventSource });
    replace(blank, "caches", caches);
    for (const name of /** @type {const} */ (["serviceWorker", "locks", "storage"])) {
      replace(blank.Navigator.prototype, name, navigator[name]);
    }
  } catch {
    // another origin's
  }
}

export function lendToBlankFrames() {
  const { prototype } = HTMLIFrameElement;
  const view = Object.getOwnPropertyDescriptor(prototype, "contentWindow");
  for (const name of ["contentWindow", "contentDocument"]) {
    const own = Object.getOwnPropertyDescriptor(prototype, name);
    Object.defineProperty(prototype, name, {
      ...own,
      get() {
        lend(view?.get?.call(this));
        return own?.get?.call(this);
      },
    });
  }
}
