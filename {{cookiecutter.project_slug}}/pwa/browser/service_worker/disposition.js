// Content-Disposition as the browser gets it. How a file's name is read from it is the browser's matter,
// as on any site (RFC 6266 and what browsers make of it).

/**
 * Chromium takes a service worker's header for Latin-1, whatever bytes the application sent: a name
 * in plain UTF-8, which it knows from a network, becomes an extended value (RFC 8187).
 * @param {string} header each byte as a character
 * @returns {string}
 */
export function inAscii(header) {
  if (/^[\0-\x7f]*$/.test(header)) return header;
  try {
    const bytes = Uint8Array.from(header, (one) => one.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.replace(/(filename)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/i, (_, field, quoted, token) => {
      const name = quoted === undefined ? token.trim() : quoted.replace(/\\(.)/g, "$1");
      return `${field}*=${extendedValue(name)}`;
    });
  } catch {
    return header; // no UTF-8
  }
}

/**
 * The header with which the browser saves.
 * @param {string} given by the application, "" for none
 * @param {string} name what the link says, "" for nothing
 * @returns {string} If the first names no file, the link does (HTML standard, "process a response as a
 *   download"), or else the address. To a link's name without an extension Chromium adds the type's,
 *   to a header's it does not; to that of an address it does.
 */
export function attachment(given, name) {
  const parameters = given.replace(/^[^;=]*(;|$)/, "").trim(); // without its own type
  if (/(^|;)\s*filename\*?\s*=/i.test(parameters)) return `attachment; ${parameters}`;
  const extended = /[^.].*\.[^.]/.test(name);
  return extended ? `attachment; filename*=${extendedValue(name)}` : "attachment";
}

/** @param {string} text @returns {string} (RFC 8187, section 3.2.1) */
function extendedValue(text) {
  const hexadecimal = (/** @type {string} */ one) => `%${one.charCodeAt(0).toString(16)}`;
  return `UTF-8''${encodeURIComponent(text.toWellFormed()).replace(/['()*]/g, hexadecimal)}`;
}
