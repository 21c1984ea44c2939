// A file of the application, answered from the precache as Starlette's StaticFiles answers it:
// whole, in parts, or not at all where the page has it already. Source: starlette 1.10,
// staticfiles.py and responses.py (FileResponse), with what they do to a header that is wrong.

import { createPartialResponse } from "workbox-range-requests/createPartialResponse.js";

const MAX_RANGES = 100;
const BOUNDARY_LENGTH = 26;
const INTEGER = /^[+-]?\d+(_\d+)*$/;

/**
 * @typedef {readonly [start: number, end: number]} Range in bytes; `end` is the first not in it
 * @typedef {object} StaticFile
 * @property {Response} stored
 * @property {string} type its Content-Type
 * @property {string} tag names its contents
 */

/** A Range header that is not obeyed. */
class RangeRefused extends Error {
  /** @param {number} status @param {string} message @param {HeadersInit} [headers] */
  constructor(status, message, headers = {}) {
    super(message);
    const type = { "content-type": "text/plain; charset=utf-8" };
    const length = { "content-length": String(message.length) };
    this.response = new Response(message, { status, headers: { ...headers, ...length, ...type } });
  }
}

/**
 * @param {Request} request a GET or HEAD
 * @param {StaticFile} file
 * @returns {Promise<Response>}
 */
export async function answerFile({ headers: asked }, { stored, type, tag }) {
  const headers = new Headers({ "accept-ranges": "bytes", "content-type": type, etag: `"${tag}"` });
  for (const name of ["content-length", "last-modified"]) {
    const value = stored.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (isNotModified(asked, headers)) {
    return new Response(null, { status: 304, headers: { etag: `"${tag}"` } });
  }
  const range = asked.get("range");
  const whole = new Response(stored.body, { headers });
  if (range === null || !isOf(headers, asked.get("if-range"))) return whole;
  try {
    return await inParts(whole, range);
  } catch (error) {
    if (error instanceof RangeRefused) return error.response;
    throw error;
  }
}

/** @param {Headers} asked @param {Headers} headers of the file */
function isNotModified(asked, headers) {
  const tags = asked.get("if-none-match");
  if (tags) {
    const known = tags.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
    return tags.trim() === "*" || known.includes(headers.get("etag") ?? "");
  }
  const [since, changed] = [asked.get("if-modified-since"), headers.get("last-modified")];
  return since !== null && changed !== null && timeOf(since) >= timeOf(changed);
}

/** @param {string} date in one of HTTP's three forms (RFC 9110, section 5.6.7) */
function timeOf(date) {
  const year = (/** @type {string} */ _, /** @type {string} */ digits) =>
    `-${Number(digits) > 68 ? 19 : 20}${digits}`;
  // One form has a year of two digits, one names no zone.
  return Date.parse(date.replace(/-(\d\d)(?= )/, year).replace(/(\s+GMT)?\s*$/i, " GMT"));
}

/**
 * @param {Headers} headers of the file
 * @param {string | null} condition an If-Range header
 * @returns {boolean} whether the part that is asked for is one of this file
 */
function isOf(headers, condition) {
  if (condition === null) return true;
  const known = [headers.get("etag"), headers.get("last-modified")];
  return !condition.startsWith("W/") && known.includes(condition);
}

/**
 * @param {Response} whole
 * @param {string} header a Range header
 * @returns {Promise<Response>}
 * @throws {RangeRefused}
 */
async function inParts(whole, header) {
  const { headers } = whole;
  const blob = await whole.blob();
  const ranges = parseRanges(header, blob.size);
  const [range] = ranges;
  if (!range) return new Response(blob, { headers });
  if (ranges.length > 1) return multipart(blob, headers, ranges);
  // It takes one range, and only one that is within the file.
  const part = { range: `bytes=${range[0]}-${range[1] - 1}` };
  const request = new Request(self.location.href, { headers: part });
  return createPartialResponse(request, new Response(blob, { headers }));
}

/**
 * @param {string} header a Range header
 * @param {number} size of the file
 * @returns {Range[]} within the file, in its order, none touching another; empty for all of it
 * @throws {RangeRefused}
 */
export function parseRanges(header, size) {
  const at = header.indexOf("=");
  if (at < 0) throw new RangeRefused(400, "Malformed range header.");
  if (header.slice(0, at).trim().toLowerCase() !== "bytes") {
    throw new RangeRefused(400, "Only support bytes range");
  }
  const parts = header.slice(at + 1).split(",");
  if (parts.length > MAX_RANGES) return [];
  const ranges = parts.flatMap((part) => parseRange(part.trim(), size));
  if (ranges.length === 0) {
    throw new RangeRefused(400, "Range header: range must be requested");
  }
  if (ranges.some(([start]) => start < 0 || start >= size)) {
    throw new RangeRefused(416, "", { "content-range": `bytes */${size}` });
  }
  if (ranges.some(([start, end]) => start >= end)) {
    throw new RangeRefused(400, "Range header: start must be less than end");
  }
  return merged(ranges);
}

/** @param {string} text @param {number} size @returns {Range[]} one, or none for what is none */
function parseRange(text, size) {
  const [first = "", ...others] = text.split("-");
  const [start, end] = [first.trim(), others.join("-").trim()];
  const numbers = [start, end].filter(Boolean);
  if (others.length === 0 || numbers.length === 0) return [];
  if (!numbers.every((number) => INTEGER.test(number))) return [];
  const last = integer(end);
  if (!start) return [[Math.max(size - last, 0), size]];
  return [[integer(start), end && last < size ? last + 1 : size]];
}

/** @param {string} text as Python's int() takes it */
const integer = (text) => Number(text.replaceAll("_", ""));

/** @param {Range[]} ranges @returns {Range[]} */
function merged(ranges) {
  /** @type {Range[]} */
  const result = [];
  for (const [start, end] of ranges.toSorted(([a, b], [c, d]) => a - c || b - d)) {
    const before = result.at(-1);
    if (before && start <= before[1]) result.splice(-1, 1, [before[0], Math.max(before[1], end)]);
    else result.push([start, end]);
  }
  return result;
}

/**
 * @param {Blob} blob
 * @param {Headers} headers of the whole
 * @param {Range[]} ranges
 */
function multipart(blob, headers, ranges) {
  const boundary = crypto.randomUUID().replaceAll("-", "").slice(0, BOUNDARY_LENGTH);
  const parts = ranges.flatMap(([start, end]) => [
    `--${boundary}\r\nContent-Type: ${headers.get("content-type")}\r\n` +
      `Content-Range: bytes ${start}-${end - 1}/${blob.size}\r\n\r\n`,
    blob.slice(start, end),
    "\r\n",
  ]);
  const body = new Blob([...parts, `--${boundary}--`]);
  const own = new Headers(headers);
  own.set("content-type", `multipart/byteranges; boundary=${boundary}`);
  own.set("content-length", String(body.size));
  return new Response(body, { status: 206, headers: own });
}
