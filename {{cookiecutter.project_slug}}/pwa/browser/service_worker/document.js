// What a page of the app needs to live in the shell's frame: headers that allow it there and no
// stranger elsewhere, and the tag of page/page.js before its own scripts.

import { loosenedPolicies } from "./policies.js";

const POLICY = "content-security-policy";
const REPORT_ONLY = "content-security-policy-report-only";
const FRAMED = "frame-ancestors 'self'";
/**
 * A document's start up to its doctype's end, or its byte order mark: a tag before the doctype would
 * mean quirks mode, and the mark counts only if it comes first. Bytes as Latin-1 characters.
 */
const PROLOGUE = /^(?:\xEF\xBB\xBF)?(?:(?:\s+|<!--[^]*?-->)*<!doctype[^>]*>)?/i;
const DOCTYPE = /<!doctype[^>]*>$/i;
/** UTF-16, in a header or as a mark: no byte of ours fits in. */
const WIDE_TYPE = /;\s*charset\s*=\s*["']?utf-?16/i;
const WIDE_MARK = /^(?:\xFE\xFF|\xFF\xFE)/;
/** Characters in which a doctype must come, if there is one. */
const PROLOGUE_LENGTH = 1024;

/**
 * Change the headers of a page that the frame will show.
 * @param {Headers} headers
 * @param {string} script absolute URL of page.js
 * @param {string} form the key of the form that the page answers, or ""
 * @returns {string} the tag to put into the document, "" when it is no HTML
 */
export function frame(headers, script, form) {
  const own = { url: script, nonce: crypto.randomUUID() };
  headers.delete("x-frame-options");
  for (const name of [POLICY, REPORT_ONLY]) {
    const policies = loosenedPolicies(headers.get(name) ?? "", own);
    if (name === POLICY) policies.push(FRAMED);
    if (policies.length > 0) headers.set(name, policies.join(", "));
    else headers.delete(name);
  }
  const type = headers.get("content-type") ?? "";
  if (!/^text\/html\b/i.test(type) || WIDE_TYPE.test(type)) return "";
  headers.delete("content-length");
  return `<script src="${script}"${form && ` data-form="${form}"`} nonce="${own.nonce}"></script>`;
}

/** @param {string} start of a document */
const prologueOf = (start) => PROLOGUE.exec(start)?.[0] ?? "";

/**
 * @param {string} start of a document, bytes as Latin-1 characters
 * @param {string} tag
 * @returns {string} with `tag` behind its doctype, or before everything where there is none
 */
export function insertTag(start, tag) {
  if (WIDE_MARK.test(start)) return start;
  const at = prologueOf(start).length;
  return start.slice(0, at) + tag + start.slice(at);
}

/**
 * Insert a tag into a document that arrives piece by piece.
 * @param {string} tag ASCII
 * @returns {TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>}
 */
export function tagInserter(tag) {
  // Bytes as Latin-1 characters: the doctype is ASCII in every encoding but UTF-16.
  let start = "";
  let done = false;
  const flush = (/** @type {TransformStreamDefaultController} */ controller) => {
    done = true;
    const text = insertTag(start, tag);
    controller.enqueue(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  };
  return new TransformStream({
    transform(piece, controller) {
      if (done) return controller.enqueue(piece);
      start += Array.from(piece, (byte) => String.fromCharCode(byte)).join("");
      if (DOCTYPE.test(prologueOf(start)) || start.length >= PROLOGUE_LENGTH) flush(controller);
    },
    flush(controller) {
      if (!done) flush(controller);
    },
  });
}
