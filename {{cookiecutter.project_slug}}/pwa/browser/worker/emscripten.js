// The part of Emscripten's file-system interface that this project uses, as types, and its
// error numbers (wasi-libc's, which differ from Linux's).

/**
 * @typedef {object} Node
 * @property {number} id
 * @property {string} name
 * @property {Node} parent
 * @property {number} mode
 * @property {number} atime
 * @property {number} mtime
 * @property {number} ctime
 * @property {object} mount
 * @property {object} node_ops
 * @property {object} stream_ops
 *
 * @typedef {{node: Node, position: number}} Stream
 *
 * @typedef {object} FS
 * @property {new (errno: number) => Error} ErrnoError
 * @property {(parent: Node | null, name: string, mode: number, rdev: number) => Node} createNode
 * @property {(parent: Node, name: string) => Node} lookupNode
 * @property {(node: Node) => void} destroyNode
 * @property {(mode: number) => boolean} isFile
 * @property {(mode: number) => boolean} isDir
 * @property {(path: string) => void} mkdirTree
 * @property {(path: string, data: Uint8Array, options?: {canOwn?: boolean}) => void} writeFile
 * @property {(type: object, options: object, mountpoint: string) => void} mount
 *
 * @typedef {object} Change  What setattr is asked to set; times in milliseconds.
 * @property {number} [mode]
 * @property {number} [atime]
 * @property {number} [mtime]
 * @property {number} [size]
 *
 * @typedef {{HEAPU8: Uint8Array,
 *   _emscripten_builtin_memalign: (alignment: number, size: number) => number}} Module
 */

export const Errno = Object.freeze({
  EBUSY: 10,
  EINVAL: 28,
  EIO: 29,
  ENODEV: 43,
  ENOENT: 44,
  ENOMEM: 48,
  ENOSPC: 51,
  ENOTEMPTY: 55,
  EPERM: 63,
  EROFS: 69,
  EXDEV: 75,
});

/** Why a file operation is refused, for the application: an errno, and words for the console. */
export class Refused extends Error {
  /** @param {number} errno @param {string} message */
  constructor(errno, message) {
    super(message);
    this.errno = errno;
  }
}

/**
 * Whether the disk, or what the browser gives to this site, is full. Chromium's newest is a class of its own,
 * older ones a DOMException: the name is the same.
 * @param {unknown} error
 */
export const isFull = (error) => error instanceof Error && error.name === "QuotaExceededError";

/**
 * Tell the console why a file operation failed.
 * @param {unknown} error what a file of ours, or the browser, threw
 * @returns {number} the errno that SQLite and Python understand
 */
export function report(error) {
  console.error(`In the data folder: ${error instanceof Error ? error.message : error}`);
  if (error instanceof Refused) return error.errno;
  return isFull(error) ? Errno.ENOSPC : Errno.EIO;
}
