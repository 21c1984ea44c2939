// The body of a request. It is read once, by arrayBuffer: WebKit loses bodies otherwise (WebKit PR
// 38561), and Firefox has no request.body.

/**
 * It cannot be read: a file that was picked was changed or removed since then, or is too large for
 * the memory. Nothing was handed over.
 */
export class UnreadableBody extends Error {}

/** The boundary of what a browser packs, of which the body's end tells that it is whole. */
const PACKED = /^multipart\/form-data; *boundary=(-+(?:WebKitFormBoundary|geckoformboundary)\w+)$/i;

/**
 * @param {Request} request
 * @returns {Promise<ArrayBuffer>}
 * @throws {UnreadableBody}
 */
export async function bodyOf(request) {
  const body = await request.arrayBuffer().catch((error) => {
    throw new UnreadableBody(String(error));
  });
  // Firefox 153 leaves out everything from a file on that is gone, and says nothing.
  const [, boundary] = PACKED.exec(request.headers.get("content-type") ?? "") ?? [];
  const end = `--${boundary}--`;
  const last = new TextDecoder("latin1").decode(body.slice(-end.length - 2));
  if (boundary && !last.includes(end)) throw new UnreadableBody("the body is not whole");
  return body;
}
