// cookieStore: what a page sets or deletes must reach the bridge's jar, as what it assigns to
// document.cookie does (cookies.js), and its promises wait for that. What it reads, and its events, are
// the browser's own. Source of the rules: WHATWG Cookie Store API.

import { post } from "./own.js";

/** How long the jar may take to answer, in milliseconds: the worker may just have died. */
const ANSWER_MS = 2000;

/**
 * @typedef {{name: string, value?: string, domain?: string | null, path?: string,
 *   expires?: number | Date | null, maxAge?: number | null, sameSite?: string, partitioned?: boolean}} Cookie
 *   CookieInit, or CookieStoreDeleteOptions
 */

/**
 * @param {Cookie} cookie
 * @returns {string} what sets it by document.cookie
 */
function assignment({ name, value = "", domain, path = "/", expires, maxAge, sameSite = "strict" }) {
  const given = {
    domain,
    path: path.endsWith("/") ? path : `${path}/`, // as Chromium has it
    samesite: sameSite,
    expires: expires == null ? null : new Date(expires).toUTCString(),
    "max-age": maxAge,
  };
  const attributes = Object.entries(given).filter(([, text]) => text != null);
  return [`${name}=${value}`, "secure", ...attributes.map((pair) => pair.join("="))].join("; ");
}

/**
 * @param {string} assigned
 * @returns {Promise<boolean>} whether the jar took it; true also if nobody says so
 */
function tell(assigned) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(resolve, ANSWER_MS, true);
    const sent = post({ type: "cookie", assigned, page: location.href }, [port2]);
    if (!sent) resolve(true);
  });
}

/**
 * @param {[name: string, value: string] | [cookie: Cookie]} given to set()
 * @returns {Cookie}
 */
function given([first, value]) {
  return typeof first === "object" ? first : { name: String(first), value: String(value) };
}

/** Let the jar know of what this page's cookieStore sets. */
export function watchCookieStore() {
  if (!("CookieStore" in window)) return;
  const { prototype } = /** @type {{prototype: {set: Function, delete: Function}}} */ (
    /** @type {unknown} */ (CookieStore)
  );
  const { set, delete: remove } = prototype;
  /** @this {CookieStore} @param {[name: string, value: string] | [cookie: Cookie]} rest */
  prototype.set = async function (...rest) {
    await set.apply(this, rest);
    const cookie = given(rest);
    if (await tell(assignment(cookie))) return;
    // Only the jar knows HttpOnly cookies, which no script may replace.
    await remove.call(this, { name: cookie.name, path: cookie.path ?? "/", domain: cookie.domain ?? null });
    throw new TypeError("Cookie was malformed and could not be stored.");
  };
  /** @this {CookieStore} @param {string | Cookie} named */
  prototype.delete = async function (named) {
    await remove.call(this, named);
    const cookie = typeof named === "object" ? named : { name: String(named) };
    await tell(assignment({ ...cookie, value: "", maxAge: 0 }));
  };
}
