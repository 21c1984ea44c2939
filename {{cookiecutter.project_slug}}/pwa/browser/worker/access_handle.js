// Reads, writes and sizes of an access handle that are what they say.
//
// At the quota Chromium throws, but not in a private window (seen in 156): there `write` writes what
// fits and returns 4294967288, which is base::File::FILE_ERROR_NO_SPACE, -8, without its sign, and
// `truncate` returns without having made the file longer. A disk that becomes full in the middle of
// a write is a short count. So a count is believed only if it is a whole number of what was asked
// for, and nothing here is done by half without an exception: no caller counts, or goes on for
// ever at 0.

import { Errno, Refused } from "./emscripten.js";

/** @param {number} count @param {number} most */
const isCount = (count, most) => Number.isSafeInteger(count) && count >= 0 && count <= most;

const full = (/** @type {string} */ what) =>
  new DOMException(`There is no more room: ${what}`, "QuotaExceededError");

/**
 * Write all of it.
 * @param {FileSystemSyncAccessHandle} handle
 * @param {Uint8Array} source
 * @param {number} at
 * @throws {DOMException} QuotaExceededError; a part of it may be in the file then
 */
export function writeWhole(handle, source, at) {
  for (let done = 0; done < source.length; ) {
    const rest = source.subarray(done);
    const count = handle.write(rest, { at: at + done });
    if (count === 0 || !isCount(count, rest.length)) {
      throw full(`${done} of ${source.length} bytes were written, and then ${count}.`);
    }
    done += count;
  }
}

/**
 * Fill all of it.
 * @param {FileSystemSyncAccessHandle} handle
 * @param {Uint8Array} target
 * @param {number} at
 * @throws {Refused} EIO when the file does not have it
 */
export function readWhole(handle, target, at) {
  for (let done = 0; done < target.length; ) {
    const rest = target.subarray(done);
    const count = handle.read(rest, { at: at + done });
    if (count === 0 || !isCount(count, rest.length)) {
      const words = `${done} of ${target.length} bytes could be read, and then ${count}.`;
      throw new Refused(Errno.EIO, words);
    }
    done += count;
  }
}

/**
 * @param {FileSystemSyncAccessHandle} handle
 * @returns {number} bytes
 * @throws {Refused} EIO when the browser does not know it
 */
export function sizeOf(handle) {
  const size = handle.getSize();
  if (isCount(size, Number.MAX_SAFE_INTEGER)) return size;
  throw new Refused(Errno.EIO, `The browser says that a file has ${size} bytes.`);
}

/**
 * Cut it off, or add zeros.
 * @param {FileSystemSyncAccessHandle} handle
 * @param {number} size
 * @throws {DOMException} QuotaExceededError
 */
export function resize(handle, size) {
  handle.truncate(size);
  const found = sizeOf(handle);
  if (found !== size) throw full(`the file has ${found} bytes, and not ${size}.`);
}
