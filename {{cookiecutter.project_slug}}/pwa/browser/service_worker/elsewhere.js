// Redirects of a page of the app to another site, or to another program. The frame may not follow
// them, and the tab does not see them: a page of ours in their place sends the tab there.

import { sw } from "./global.js";

const SCOPE = sw.registration.scope;
/** What a browser never follows a redirect to. */
const NEVER = ["javascript:", "data:", "blob:", "about:", "file:"];

/** A page in a frame of the app's page goes there by itself. */
const SCRIPT = `(url) => {
  const tab = parent === top && top.document.documentElement.dataset.pwaState;
  (tab && /^https?:/.test(url) ? top : window).location.replace(url);
}`;

/**
 * @param {Response} response of the app to a navigation
 * @returns {Response} one that leaves the site, where that is what it asks for
 */
export function followElsewhere(response) {
  const location = response.headers.get("location");
  if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) return response;
  const { href, protocol } = new URL(location, SCOPE);
  if (href.startsWith(SCOPE) || NEVER.includes(protocol)) return response;
  const address = JSON.stringify(href).replaceAll("<", "\\u003c");
  const html = `<!doctype html><meta charset="utf-8"><title>…</title><script>(${SCRIPT})(${address})</script>`;
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}
