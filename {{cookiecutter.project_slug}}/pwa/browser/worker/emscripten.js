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
 */

export const Errno = Object.freeze({
  EINVAL: 28,
  EIO: 29,
  ENOENT: 44,
  ENOMEM: 48,
  ENOSPC: 51,
  ENOTEMPTY: 55,
  EPERM: 63,
});
