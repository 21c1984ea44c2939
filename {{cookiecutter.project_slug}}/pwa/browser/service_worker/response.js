// Answers as the page gets them.

const NULL_BODY = new Set([204, 205, 304]);

/**
 * @param {import("../messages.js").Respond} head
 * @param {ReadableStream<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>} body
 * @returns {Response}
 */
export function toResponse({ status, headers }, body) {
  const empty = NULL_BODY.has(status) || (body instanceof Uint8Array && body.length === 0);
  return new Response(empty ? null : body, {
    status,
    headers: JSON.parse(headers),
  });
}

/**
 * A page that stands in for the application's answer when there can be none.
 * @param {number} status
 * @param {string} title
 * @param {string} text
 */
export function notice(status, title, text) {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title}</title>
<h1>${title}</h1><p>${text}</p>`;
  return new Response(html, { status, headers: { "content-type": "text/html; charset=utf-8" } });
}
