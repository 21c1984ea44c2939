// The pages that answered forms, kept for who reloads one or goes back to it: a form with errors
// comes with all that was typed, and nothing is sent a second time.

import { answersCache } from "../messages.js";
import { isOpened } from "./forms.js";
import { sw } from "./global.js";
import { sha256 } from "../sha256.js";

const CACHE = answersCache(sw.registration.scope);
const KEPT = 10;

/** @param {string} key @returns {string} its address in the cache; the shell puts others there */
const addressOf = (key) => `${sw.registration.scope}_pwa/form-answers/${key}`;

/**
 * @param {string} url of a form
 * @param {ArrayBuffer} body
 * @returns {Promise<string>} what names this form with these contents
 */
export async function formKey(url, body) {
  const contents = await sha256(body);
  return sha256(new TextEncoder().encode(`${url} ${contents}`));
}

/**
 * Keep the page that answers a form. Where it cannot be kept, as on a full disk, a notice will say
 * that the form was already sent.
 * @param {string} key
 * @param {Response} answer
 */
export async function keepAnswer(key, answer) {
  try {
    await keep(key, answer);
  } catch (error) {
    console.warn("the answer to a form could not be kept:", error);
  }
}

/** @param {string} key @param {Response} answer */
async function keep(key, answer) {
  const headers = new Headers(answer.headers);
  if (/\bno-store\b/i.test(headers.get("cache-control") ?? "")) return;
  headers.delete("vary"); // the one request that it answers is known
  const init = { status: answer.status, statusText: answer.statusText, headers };
  const kept = new Response(await answer.arrayBuffer(), init);
  const cache = await caches.open(CACHE);
  await cache.delete(addressOf(key)); // so that it becomes the youngest
  await cache.put(addressOf(key), kept);
  const old = (await cache.keys()).slice(0, -KEPT);
  await Promise.all(old.map((request) => cache.delete(request)));
}

/**
 * @param {string} key
 * @returns {Promise<Response | undefined>}
 */
export async function keptAnswer(key) {
  return (await caches.open(CACHE)).match(addressOf(key));
}

/**
 * A tab that is reloaded opens its address with GET, even if it showed the answer to a form; then
 * its shell has put that answer's key under the address (shell/form_answer.js).
 * @param {Request} request
 * @returns {Promise<Response | undefined>} the answer that the tab showed before
 */
export async function takeAnswer(request) {
  if (!isOpened(request) || !(await caches.has(CACHE))) return undefined;
  const cache = await caches.open(CACHE);
  const key = await (await cache.match(request.url))?.text();
  if (key === undefined) return undefined;
  await cache.delete(request.url);
  return keptAnswer(key);
}
