// document.cookie: what a page sets must reach the bridge's jar. What it reads is the browser's
// own, which the shell keeps equal to the jar's visible part.

import { post } from "./own.js";

const own = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");

/**
 * Let scripts see what an answer has set.
 * @param {string} cookies as in Respond
 */
export function showCookies(cookies) {
  for (const cookie of cookies ? JSON.parse(cookies) : []) own?.set?.call(document, cookie);
}

/** Tell the jar what scripts of this page assign to document.cookie. */
export function watchCookies() {
  if (!own?.set || !own.get) return; // a sandboxed page without cookies
  const { get, set } = own;
  Object.defineProperty(Document.prototype, "cookie", {
    configurable: true,
    enumerable: true,
    get() {
      return get.call(this);
    },
    set(assigned) {
      set.call(this, assigned);
      post({ type: "cookie", assigned: String(assigned).toWellFormed(), page: location.href });
    },
  });
}
