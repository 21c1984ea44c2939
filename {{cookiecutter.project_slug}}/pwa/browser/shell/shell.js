// The script of the page that every address of the site opens. Whatever throws from here on, when the
// rest is loaded too, ends in words: a browser can refuse any of its interfaces.

import { showProblem } from "./cover.js";
import { noteProblem } from "./diary_notes.js";
import { asProblem } from "./problems.js";

/**
 * An address like `https://name:password@host/`: a page at one may neither fetch what is relative to
 * it, nor have another one noted in its history (Chromium; https://fetch.spec.whatwg.org/#dom-request).
 * @returns {string} the same without them, "" where there are none
 */
function withoutCredentials() {
  const url = new URL(document.URL); // location.href leaves them out (Chromium)
  if (!url.username && !url.password) return "";
  url.username = url.password = "";
  return url.href;
}

async function begin() {
  const address = withoutCredentials();
  if (address) location.replace(address);
  else await (await import("./start.js")).main();
}

begin().catch((thrown) => {
  const problem = asProblem(thrown);
  showProblem(problem);
  noteProblem(problem);
});
