// What pages load from other sites and this site brings: an unchanged page names a file of a content
// delivery network, the build has found that file in an npm package, and it is answered from the
// precache, with a network and without one. All else of other sites is the browser's.

import { FileMissing, staticFile } from "./precache.js";
import { withoutBody } from "./response.js";
import { answerFile } from "./static_file.js";
import { sw } from "./global.js";
import { fileFor } from "./vendored_address.js";

/** Such networks send both: pages with another origin's modules, or isolated ones, need them. */
const HEADERS = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };

/** @param {FetchEvent} event of another site's address */
export function answerForOthers(event) {
  const { method, url } = event.request;
  const path = method === "GET" || method === "HEAD" ? fileFor(VENDORED, url) : undefined;
  if (path !== undefined) event.respondWith(answerVendored(event.request, path));
}

/**
 * @param {Request} request
 * @param {string} path below the scope
 * @returns {Promise<Response>}
 */
async function answerVendored(request, path) {
  const file = await staticFile(new URL(path, sw.registration.scope)).catch((error) => {
    if (error instanceof FileMissing) return undefined;
    throw error;
  });
  // An older version that is served in place of this one may lack the file.
  if (!file) return fetch(request);
  const answer = await answerFile(request, file);
  for (const [name, value] of Object.entries(HEADERS)) answer.headers.set(name, value);
  return request.method === "HEAD" ? withoutBody(answer) : answer;
}
