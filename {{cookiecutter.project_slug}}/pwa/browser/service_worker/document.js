// What a page of the app needs to live in the shell's frame: headers that allow it there and no
// stranger elsewhere, and the tag of page/page.js before its own scripts.

const FRAMED = "frame-ancestors 'self'";
/** A document's start up to its doctype's end; a tag before the doctype would mean quirks mode. */
const PROLOGUE = /^\uFEFF?(?:\s+|<!--[^]*?-->)*<!doctype[^>]*>/i;
/** Characters in which a doctype must come, if there is one. */
const PROLOGUE_LENGTH = 1024;

/**
 * @param {string} policy a Content-Security-Policy header
 * @param {string} script absolute URL of page.js
 * @returns {string} the same, but for the frame and that one script
 */
export function framedPolicy(policy, script) {
  const directives = policy.split(";").map((directive) => directive.trim());
  const kept = directives.filter((directive) => directive && !/^frame-ancestors\b/i.test(directive));
  const governing =
    kept.find((directive) => /^script-src-elem\b/i.test(directive)) ??
    kept.find((directive) => /^script-src\b/i.test(directive)) ??
    kept.find((directive) => /^default-src\b/i.test(directive));
  if (governing && !nonceOf(policy)) {
    const [name, ...sources] = governing.split(/\s+/);
    const elements = /^default-src$/i.test(name ?? "") ? "script-src" : name;
    const allowed = [...sources.filter((source) => !/^'none'$/i.test(source)), script];
    if (elements === name) kept.splice(kept.indexOf(governing), 1);
    kept.push(`${elements} ${allowed.join(" ")}`);
  }
  return [...kept, FRAMED].join("; ");
}

/** @param {string} policy @returns {string} the nonce that lets scripts run, or "" */
export function nonceOf(policy) {
  return /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
}

/**
 * Change the headers of a page that the frame will show.
 * @param {Headers} headers
 * @param {string} script absolute URL of page.js
 * @param {string} form the key of the form that the page answers, or ""
 * @returns {string} the tag to put into the document, "" when it is no HTML
 */
export function frame(headers, script, form) {
  const policy = headers.get("content-security-policy") ?? "";
  headers.delete("x-frame-options");
  headers.set("content-security-policy", framedPolicy(policy, script));
  if (!/^text\/html\b/i.test(headers.get("content-type") ?? "")) return "";
  headers.delete("content-length");
  const nonce = nonceOf(policy);
  const attributes = `${form && ` data-form="${form}"`}${nonce && ` nonce="${nonce}"`}`;
  return `<script src="${script}"${attributes}></script>`;
}

/**
 * @param {string} start of a document
 * @param {string} tag
 * @returns {string} with `tag` behind its doctype, or before everything where there is none
 */
export function insertTag(start, tag) {
  const at = PROLOGUE.exec(start)?.[0].length ?? 0;
  return start.slice(0, at) + tag + start.slice(at);
}

/**
 * Insert a tag into a document that arrives piece by piece.
 * @param {string} tag ASCII
 * @returns {TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>}
 */
export function tagInserter(tag) {
  // Bytes as Latin-1 characters: the doctype is ASCII in every encoding that HTML allows.
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
      if (PROLOGUE.test(start) || start.length >= PROLOGUE_LENGTH) flush(controller);
    },
    flush(controller) {
      if (!done) flush(controller);
    },
  });
}
