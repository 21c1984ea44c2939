// Forms that a browser would lose or send twice.

import { bodyOf } from "./body.js";
import { sw } from "./global.js";

const CACHE = `asgi-pwa:forms:${sw.registration.scope}`;

/** @param {Request} request @returns {boolean} */
export const isForm = (request) => request.mode === "navigate" && request.method === "POST";

/** Cache modes of a form that history sends: Firefox's, and one of Chromium's. */
const FROM_HISTORY = new Set(["force-cache", "only-if-cached"]);

/**
 * A tab that is reloaded soon after the answer to a form came may get its frame loaded with the form
 * again (Firefox 153); before that Firefox asks the person, as on any site. A form that Chromium sends
 * for the first time has the same cache mode, but Chromium has a flag for a reload.
 * @param {Request} request
 */
const isReloadOfFirefox = ({ cache }) =>
  cache === "no-cache" && navigator.userAgent.includes("Firefox/");

/**
 * Going back or reloading onto the answer to a form sends the form again, mostly without asking when
 * the page is in a frame. These are the signs by which it is known: Chromium's and the specification's
 * flags, and cache modes.
 * @param {Request} request
 * @returns {boolean}
 */
export function isRepeatedForm(request) {
  const { isReloadNavigation, isHistoryNavigation } =
    /** @type {{isReloadNavigation?: boolean, isHistoryNavigation?: boolean}} */ (request);
  const flagged = isReloadNavigation === true || isHistoryNavigation === true;
  const cached = FROM_HISTORY.has(request.cache) || isReloadOfFirefox(request);
  return isForm(request) && (flagged || cached);
}

/**
 * @param {Request} request
 * @returns {boolean} whether the shell opens this address in the frame: it sends no referrer, a
 *   page of the app does
 */
export const isOpened = (request) =>
  request.mode === "navigate" && request.method === "GET" && !request.referrer.startsWith("http");

/**
 * A form with target=_blank opens a tab, whose shell would drop its body: keep it for the frame.
 * Only a form of our own pages; another site's is not the app's to take.
 * @param {Request} request a top-level navigation
 */
export async function keepForm(request) {
  const own = request.referrer.startsWith(sw.registration.scope);
  if (!isForm(request) || !own || isRepeatedForm(request)) return;
  const kept = new Response(await bodyOf(request), {
    headers: { "content-type": request.headers.get("content-type") ?? "", referer: request.referrer },
  });
  await (await caches.open(CACHE)).put(request.url, kept);
}

/**
 * @param {Request} request
 * @returns {Promise<Request | undefined>} the form kept for the address that a shell opens now
 */
export async function takeForm(request) {
  if (!isOpened(request) || !(await caches.has(CACHE))) return undefined;
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url);
  await caches.delete(CACHE);
  if (!kept) return undefined;
  return postedBefore(request.url, kept, kept.headers.get("referer") ?? "");
}

/**
 * @param {string} url
 * @param {Response} kept the body of a form, with its type
 * @param {string} referrer of the page that posted it, "" if that is not known
 * @returns {Promise<Request>} the navigation that posted it
 */
export async function postedBefore(url, kept, referrer) {
  const form = new Request(url, {
    method: "POST",
    headers: { "content-type": kept.headers.get("content-type") ?? "" },
    body: await kept.arrayBuffer(),
  });
  // A Request that script makes cannot navigate; to the application, this one does.
  const members = { mode: "navigate", destination: "document", referrer };
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(form, name, { value });
  }
  return form;
}
