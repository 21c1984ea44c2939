// What other apps share with this one ([tool.pwa] share_target): the system posts it to a tab, as a
// navigation that comes from no page. It is kept under a number of its own, and stays until the
// application has taken it, so that a start that fails loses nothing.
//
// A page of another site that hides its address can post the same; browsers give no sign by which
// to tell. So the application gets it as what it is (Sec-Fetch-Site: none, Origin: null), at this
// one address only, and must answer with a form to be confirmed.

import { SHARE_NUMBER, sharesCache, sharesFolder } from "../messages.js";
import { bodyOf } from "./body.js";
import { formKey, keptAnswer } from "./form_answers.js";
import { isForm, isOpened, isRepeatedForm, postedBefore } from "./forms.js";
import { sw } from "./global.js";
import { shareNotKeptNotice } from "./notices.js";

const { scope } = sw.registration;
const ACTION = new URL(BUILD.shareAction, scope).href;
const CACHE = sharesCache(scope);
/** Shares that the application has taken, with the key of its answer. */
const TAKEN = `${scope}_pwa/shares-taken/`;
const KEPT = 10;

/** @param {Request} request @returns {string} its address without query and fragment */
const addressOf = ({ url }) => url.replace(/[?#].*/, "");

/**
 * @param {Request} request a top-level navigation
 * @returns {boolean}
 */
export function isShare(request) {
  if (!BUILD.shareAction || addressOf(request) !== ACTION) return false;
  const source = request.headers.get("origin") ?? "null"; // a sign that Chromium gives
  const known = request.referrer.startsWith("http") || source !== "null";
  return isForm(request) && !known && !isRepeatedForm(request);
}

/**
 * @param {Request} request of which `isShare`
 * @returns {Promise<Response>} sends the tab to the address that has the application's answer
 * @throws {import("./body.js").UnreadableBody}
 */
export async function keepShare(request) {
  const number = crypto.randomUUID();
  const body = await bodyOf(request);
  try {
    const headers = { "content-type": request.headers.get("content-type") ?? "" };
    const kept = new Response(body, { headers });
    await (await caches.open(CACHE)).put(sharesFolder(scope) + number, kept);
  } catch (error) {
    console.error("what was shared could not be kept:", error);
    return shareNotKeptNotice();
  }
  return Response.redirect(`${ACTION}?${SHARE_NUMBER}=${number}`, 303);
}

/**
 * @param {Request} request
 * @param {(request: Request) => Promise<Response>} ask the application
 * @returns {Promise<Response | undefined>} the answer to what was shared, if this address names it
 */
export async function answerShare(request, ask) {
  if (!BUILD.shareAction || !isOpened(request) || addressOf(request) !== ACTION) return undefined;
  const number = new URL(request.url).searchParams.get(SHARE_NUMBER) ?? "";
  const cache = await caches.open(CACHE);
  const taken = await cache.match(TAKEN + number);
  if (taken) return keptAnswer(await taken.text());
  const shared = await cache.match(sharesFolder(scope) + number);
  if (!shared) return undefined;
  const key = await formKey(ACTION, await shared.clone().arrayBuffer());
  const answer = await ask(await postedBefore(ACTION, shared, ""));
  if (answer.ok || (answer.status >= 300 && answer.status < 400)) {
    await cache.put(TAKEN + number, new Response(key));
    await cache.delete(sharesFolder(scope) + number);
    await forgetOld(cache);
  }
  return answer;
}

/** @param {Cache} cache */
async function forgetOld(cache) {
  const taken = (await cache.keys()).filter(({ url }) => url.startsWith(TAKEN));
  await Promise.all(taken.slice(0, -KEPT).map((entry) => cache.delete(entry)));
}
