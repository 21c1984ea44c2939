// What a person reads when the app cannot answer.

import { sw } from "./global.js";

/**
 * A page that stands in for the application's answer.
 * @param {number} status
 * @param {string} title
 * @param {string} text
 * @param {{href: string, words: string, top?: boolean}} [link] `top`: not into the frame
 */
function notice(status, title, text, link) {
  const target = link?.top ? ' target="_top"' : "";
  const anchor = link ? `<p><a href="${link.href}"${target}>${link.words}</a></p>` : "";
  const html = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title}</title>
<style>body{font:1.0625rem/1.5 system-ui,sans-serif;margin:2rem auto;max-inline-size:32rem;
padding-inline:1rem}a{display:inline-block;padding-block:.75rem}</style>
<h1>${title}</h1><p>${text}</p>${anchor}`;
  return new Response(html, { status, headers: { "content-type": "text/html; charset=utf-8" } });
}

/** The page that works without the app. */
const rescue = () => ({
  href: new URL("_pwa/rescue.html", sw.registration.scope).pathname,
  words: "Your data on this device",
  top: true,
});

export const noWorkerNotice = () =>
  notice(
    503,
    "The app is not running",
    "This request was not handed over, so nothing was changed. Open the app again.",
    rescue(),
  );

/** @param {boolean} repeatable whether the request could change nothing */
export const workerLostNotice = (repeatable) =>
  notice(
    503,
    "The app stopped while it answered",
    repeatable
      ? "Nothing was changed. Open the page again."
      : "It is not known whether this was saved. Look before you send it again.",
    rescue(),
  );

/**
 * @param {string} coding of the answer (Content-Encoding)
 * @param {boolean} repeatable whether the request could change nothing
 */
export const notUnpackedNotice = (coding, repeatable) =>
  notice(
    502,
    "The app's answer cannot be read",
    `It came packed (Content-Encoding: ${coding}), and this browser could not unpack it. ` +
      (repeatable
        ? "Nothing was changed. Whoever makes the app can send it unpacked."
        : "The app has done what was asked, or refused it: look before you send it again."),
  );

/** @param {URL} url */
export const formNotice = (url) =>
  notice(
    200,
    "This form was already sent",
    "The page that you came back to was the answer to a form. It was not sent a second time.",
    // The URL parser leaves no quote and no bracket in a path or query.
    { href: url.pathname + url.search, words: "Open this address without sending the form" },
  );

/** @param {string} path */
export const fileMissingNotice = (path) =>
  notice(
    503,
    "A part of the app is missing on this device",
    `The browser has removed ${path}, and it cannot be fetched just now. Your records are not ` +
      "touched. Open the app again where there is a network.",
    rescue(),
  );

/** @param {string} text @returns {string} for HTML */
const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

/**
 * @param {string} name of a file
 * @param {number} status that the application answered with
 */
export const notSavedNotice = (name, status) =>
  notice(
    status,
    `${escaped(name)} was not saved`,
    `The app answered with an error (${status}): there is no such file, or it could not be made. ` +
      "Nothing was saved, and nothing of your records has changed.",
  );

/** @param {URL} url of a file at another site */
export const savedElsewhereNotice = (url) =>
  notice(200, "This file is at another site", `It is at ${escaped(url.host)}.`, {
    href: escaped(url.href),
    words: "Open it there",
  });

export const strangerNotice = () =>
  notice(403, "This came from another site", "Only pages of this app may use it.");

export const shareNotKeptNotice = () =>
  notice(
    507,
    "This was not taken",
    "There is no room on this device for what was shared. Nothing is lost: it is still where you " +
      "shared it from. Free some space, then share it again.",
    rescue(),
  );

export const unreadableNotice = () =>
  notice(
    400,
    "Nothing was sent",
    "A file that was picked cannot be read: it was changed, moved or removed since then, or it is too " +
      "large for this device. Nothing is lost: close this page, pick the file again where you came " +
      "from, and send it again.",
  );
