// Answers that the application has packed (RFC 9110, section 8.4). Over a network the browser
// unpacks them; the answer of a service worker it takes as it is. No request says that a packed
// answer is welcome (bridge/user_agent.py), so this is what is packed whatever was asked: files
// that were packed beforehand, say.

/** What browsers unpack, and what DecompressionStream calls it; some browsers lack the last two. */
const FORMATS = { gzip: "gzip", "x-gzip": "gzip", deflate: "deflate", br: "brotli", zstd: "zstd" };

/**
 * @typedef {ReadableStream<Uint8Array<ArrayBuffer>>} Bytes
 * @typedef {ReadableStreamReadResult<Uint8Array<ArrayBuffer>>} Step
 * @typedef {keyof typeof FORMATS} Coding
 */

/** An answer is packed in a way that this browser cannot undo, or is not what it says. */
export class NotUnpacked extends Error {}

/**
 * @param {Headers} headers
 * @returns {Coding[]} the codings in the order in which they were applied; none where one is
 *   unknown, as in browsers: "none" and "utf-8" are common mistakes
 */
export function codingsOf(headers) {
  const header = headers.get("content-encoding") ?? "";
  const names = header.toLowerCase().split(",").map((name) => name.trim());
  const codings = names.filter((name) => name && name !== "identity");
  const known = codings.every((name) => Object.hasOwn(FORMATS, name));
  return known ? /** @type {Coding[]} */ (codings) : [];
}

/**
 * @param {Bytes} packed
 * @param {Coding[]} codings as from codingsOf
 * @returns {Bytes} piece by piece, as they arrive; fails with NotUnpacked
 */
export const unpacked = (packed, codings) => codings.reduceRight(undo, packed);

/**
 * @param {Bytes} stream
 * @returns {Promise<Bytes>} the same, when its first piece is there
 */
export async function begun(stream) {
  const reader = stream.getReader();
  const steps = [await reader.read()];
  return streamOf(async () => steps.shift() ?? reader.read(), reader);
}

/**
 * @param {() => Promise<Step>} read called when a piece is asked for
 * @param {ReadableStreamDefaultReader} source cancelled with the stream
 * @returns {Bytes}
 */
function streamOf(read, source) {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => source.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** @param {Bytes} packed @param {Coding} coding @returns {Bytes} */
function undo(packed, coding) {
  const source = packed.getReader();
  /** @type {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined} */
  let reader;
  return streamOf(async () => {
    try {
      reader ??= (await decompressed(source, coding)).getReader();
      return await reader.read();
    } catch (error) {
      // What DecompressionStream throws; any other error is the source's.
      if (error instanceof TypeError) throw new NotUnpacked(coding, { cause: error });
      throw error;
    }
  }, source);
}

/**
 * @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} source
 * @param {Coding} coding
 * @returns {Promise<Bytes>}
 * @throws {TypeError} where the browser lacks the coding
 */
async function decompressed(source, coding) {
  /** @type {Step[]} */
  const steps = [];
  /** @type {number[]} */
  const start = [];
  while (start.length < 2 && !steps.at(-1)?.done) {
    const step = await source.read();
    steps.push(step);
    start.push(...(step.value?.subarray(0, 2) ?? []));
  }
  const packed = streamOf(async () => steps.shift() ?? source.read(), source);
  if (start.length === 0) return packed; // as in browsers, an empty body needs no unpacking
  // "deflate" means zlib's wrapping, but browsers take it without, too.
  const format = coding === "deflate" && !isZlib(start) ? "deflate-raw" : FORMATS[coding];
  const stream = new DecompressionStream(/** @type {CompressionFormat} */ (format));
  return packed.pipeThrough(
    /** @type {ReadableWritablePair<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>} */ (stream),
  );
}

/** @param {number[]} start of a body @returns {boolean} whether it is zlib's (RFC 1950, 2.2) */
const isZlib = ([first = 0, second = 0]) =>
  (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
