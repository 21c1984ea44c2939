// The Content-Security-Policy headers of a page, loosened for the frame and for page/page.js, and
// for nothing else. Every policy of the list governs by itself, so each is changed by itself.
// Source: Content Security Policy Level 3, sections 2.2 (parsing), 6.7.3 (inline scripts) and 6.8
// (which directive governs).

const SPACE = /[\t\n\f\r ]+/;
/** Directives that govern script elements; the first that a policy has does. */
const GOVERNING = ["script-src-elem", "script-src", "default-src"];

/**
 * @typedef {{name: string, values: string[], text: string}} Directive `name` in lower case
 * @typedef {{url: string, nonce: string}} OwnScript what its tag says; the nonce was made for it
 */

/** @param {string} text @returns {Directive} */
function parseDirective(text) {
  const [name = "", ...values] = text.split(SPACE).filter(Boolean);
  return { name: name.toLowerCase(), values, text: text.trim() };
}

/**
 * @param {string} policy
 * @returns {Directive[]} those that count: of each name the first, and none that is not ASCII,
 *   which ends Chromium's page if a service worker hands it on
 */
function parsePolicy(policy) {
  const texts = policy.split(";").filter((text) => /^[\0-\x7F]*$/.test(text));
  const directives = texts.map(parseDirective).filter(({ name }) => name);
  const names = directives.map(({ name }) => name);
  return directives.filter(({ name }, at) => names.indexOf(name) === at);
}

/** @param {string} url @returns {string} as a source: a policy ends at these, a path need not */
const sourceOf = (url) => url.replaceAll(";", "%3B").replaceAll(",", "%2C");

/**
 * @param {string[]} sources that govern script elements
 * @param {OwnScript} script
 * @returns {string} the directive that lets `script` run besides what it let run before
 */
function allowing(sources, { url, nonce }) {
  const has = (/** @type {string} */ wanted) => sources.some((it) => it.toLowerCase() === wanted);
  // A nonce is for one tag, but where one is, 'unsafe-inline' does not count any more.
  const inline = has("'unsafe-inline'") && !has("'strict-dynamic'");
  const own = inline ? sourceOf(url) : `'nonce-${nonce}'`;
  const others = sources.filter((source) => !/^'none'$/i.test(source));
  return ["script-src-elem", ...others, own].join(" ");
}

/**
 * @param {string} policy
 * @param {OwnScript} script
 * @returns {string} "" if it says nothing any more
 */
function loosened(policy, script) {
  const directives = parsePolicy(policy).filter(({ name }) => name !== "frame-ancestors");
  const [governing] = GOVERNING.flatMap((wanted) => directives.filter(({ name }) => name === wanted));
  const texts = directives.map(({ text }) => text);
  if (governing) {
    // Not in script-src or default-src: those govern handlers, workers and eval as well.
    const elements = governing.name === "script-src-elem";
    const at = elements ? directives.indexOf(governing) : directives.length;
    texts[at] = allowing(governing.values, script);
  }
  return texts.join("; ");
}

/**
 * @param {string} header a Content-Security-Policy or Content-Security-Policy-Report-Only header:
 *   a list, as several headers of the name are joined
 * @param {OwnScript} script
 * @returns {string[]} the same policies, each loosened
 */
export function loosenedPolicies(header, script) {
  return header.split(",").map((policy) => loosened(policy, script)).filter(Boolean);
}
