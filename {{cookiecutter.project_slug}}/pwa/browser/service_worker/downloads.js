// What a link with `download` names, for the hidden frame of shell/downloads.js: the answer of the
// application, as an attachment.

import { downloadAddress, downloadsFolder } from "../messages.js";
import { attachment } from "./disposition.js";
import { sw } from "./global.js";
import { notSavedNotice, savedElsewhereNotice, strangerNotice } from "./notices.js";

const { scope } = sw.registration;
const FOLDER = downloadsFolder(scope);

/** @param {Request} request @returns {boolean} */
export const isDownload = ({ url, mode, destination }) =>
  mode === "navigate" && destination === "iframe" && url.startsWith(FOLDER);

/**
 * The request that the browser would have sent.
 * @param {string} url
 * @param {string} page that has the link
 */
function requestOf(url, page) {
  const members = { mode: "navigate", destination: "", referrer: page.startsWith(scope) ? page : "" };
  const request = new Request(url);
  for (const [name, value] of Object.entries(members)) Object.defineProperty(request, name, { value });
  return request;
}

/**
 * @param {Request} request of which `isDownload`
 * @param {(request: Request) => Promise<Response>} answer
 * @returns {Promise<Response>} the file, or a page that says why there is none
 */
export async function answerDownload(request, answer) {
  const { searchParams } = new URL(request.url);
  const [url = "", name = "", page = ""] = ["url", "name", "page"].map((key) => searchParams.get(key) ?? "");
  if (!url.startsWith(scope)) return strangerNotice();
  const answered = await answer(requestOf(url, page));
  const location = answered.headers.get("location");
  if (answered.status >= 300 && location) {
    if (!location.startsWith(scope)) return savedElsewhereNotice(new URL(location));
    return Response.redirect(downloadAddress(scope, location, name, page), 302);
  }
  if (!answered.ok) return notSavedNotice(name || new URL(url).pathname, answered.status);
  const headers = new Headers(answered.headers);
  headers.set("content-disposition", attachment(headers.get("content-disposition") ?? "", name));
  return new Response(answered.body, { status: answered.status, headers });
}
