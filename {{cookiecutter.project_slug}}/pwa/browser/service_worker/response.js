// Answers as the page gets them.

import { begun, codingsOf, unpacked } from "./content_coding.js";
import { inAscii } from "./disposition.js";
import { frame, tagInserter } from "./document.js";

const UNTRUE_UNPACKED = ["content-encoding", "content-length"];
/** Statuses whose Location browsers follow (Fetch standard); an empty one they do not. */
const FOLLOWED = new Set([301, 302, 303, 307, 308]);
const NULL_BODY = new Set([204, 205, 304]);

/** @param {Pick<Response, "status">} response */
export const isRedirect = ({ status }) => status >= 300 && status < 400;

/**
 * @param {import("./worker_link.js").Answer} answer
 * @param {Request} request
 * @param {string} pageScript absolute URL of page.js
 * @param {string} form the key of the form that this answers, or ""
 * @returns {Promise<Response>}
 * @throws {NotUnpacked} when a page is packed and cannot be unpacked
 */
export async function toResponse({ head, body }, request, pageScript, form) {
  const headers = new Headers(JSON.parse(head.headers));
  const location = headers.get("location");
  // Safari follows a relative redirect of a service worker wrongly.
  if (location && FOLLOWED.has(head.status)) {
    headers.set("location", new URL(location, request.url).href);
  }
  const navigates = request.mode === "navigate";
  const saved = navigates && (request.destination === "" || isFile({ status: head.status, headers }));
  const disposition = headers.get("content-disposition");
  if (saved && disposition) headers.set("content-disposition", inAscii(disposition));
  const init = { status: head.status, headers };
  if (NULL_BODY.has(head.status)) return new Response(null, init);
  const content = await plain(body, headers, navigates);
  const response = new Response(content, init);
  return navigates && !saved ? framed(response, pageScript, form) : response;
}

/**
 * @param {import("./worker_link.js").Answer["body"]} body
 * @param {Headers} headers which are changed to what they are of the unpacked body
 * @param {boolean} navigates whether somebody waits for words if it cannot be unpacked
 */
async function plain(body, headers, navigates) {
  const codings = codingsOf(headers);
  if (codings.length > 0) for (const name of UNTRUE_UNPACKED) headers.delete(name);
  if (body instanceof Uint8Array && body.length === 0) return null;
  if (codings.length === 0) return body;
  const stream = unpacked(body instanceof Uint8Array ? new Blob([body]).stream() : body, codings);
  return navigates ? begun(stream) : stream;
}

/**
 * @param {Response} page
 * @param {string} pageScript absolute URL of page.js
 * @param {string} form the key of the form that this answers, or ""
 * @returns {Response} the same page, for the shell's frame
 */
export function framed(page, pageScript, form) {
  const headers = new Headers(page.headers);
  const tag = frame(headers, pageScript, form);
  const init = { status: page.status, statusText: page.statusText, headers };
  return new Response(tag && page.body ? page.body.pipeThrough(tagInserter(tag)) : page.body, init);
}

/**
 * @param {Pick<Response, "status" | "headers">} response to a navigation
 * @returns {boolean} whether the browser stays on its page: it saves the answer, or there is none
 */
export function isFile({ status, headers }) {
  return status === 204 || status === 205 || /^\s*attachment\b/i.test(headers.get("content-disposition") ?? "");
}

/** @param {Response} response @returns {Response} as the answer to HEAD */
export function withoutBody({ status, statusText, headers }) {
  return new Response(null, { status, statusText, headers });
}
