// The origin private file system of a page: without the folder that holds the records. A script that
// clears the whole of it leaves that folder alone. Source of the rules: WHATWG File System Standard.

/** @param {FileSystemHandle} handle @returns {boolean} whether it is the private file system's root */
const isRoot = (handle) => handle.kind === "directory" && handle.name === "";

/** @param {FileSystemHandle} handle @param {unknown} name */
const isRecords = (handle, name) => isRoot(handle) && String(name) === BUILD.storage;

/**
 * Let a method that takes an entry's name find none of that name.
 * @param {"getDirectoryHandle" | "getFileHandle" | "removeEntry"} method
 */
function hide(method) {
  const prototype = /** @type {Record<string, Function>} */ (
    /** @type {unknown} */ (FileSystemDirectoryHandle.prototype)
  );
  const own = /** @type {Function} */ (prototype[method]);
  /** @this {FileSystemDirectoryHandle} @param {string} name @param {...unknown} rest */
  prototype[method] = async function (name, ...rest) {
    if (!isRecords(this, name)) return own.call(this, name, ...rest);
    throw new DOMException(`${name} is not the application's.`, "NotFoundError");
  };
}

/**
 * Let an iterator of the root pass over that folder.
 * @template Entry
 * @param {"keys" | "values" | "entries"} method
 * @param {(entry: Entry) => string} nameOf
 */
function passOver(method, nameOf) {
  const prototype = /** @type {Record<string, Function>} */ (
    /** @type {unknown} */ (FileSystemDirectoryHandle.prototype)
  );
  const own = /** @type {Function} */ (prototype[method]);
  /** @param {FileSystemDirectoryHandle} handle */
  async function* others(handle) {
    for await (const entry of own.call(handle)) if (!isRecords(handle, nameOf(entry))) yield entry;
  }
  /** @this {FileSystemDirectoryHandle} */
  prototype[method] = function () {
    return isRoot(this) ? others(this) : own.call(this);
  };
}

/** `remove({recursive: true})` of the root, Chromium's, removes all else. */
function keepFromRemove() {
  const prototype = /** @type {{remove?: Function}} */ (
    /** @type {unknown} */ (FileSystemHandle.prototype)
  );
  const own = prototype.remove;
  if (!own) return;
  /** @this {FileSystemDirectoryHandle} @param {{recursive?: boolean}} [options] */
  prototype.remove = async function (options) {
    if (!isRoot(this) || !options?.recursive) return own.call(this, options);
    for await (const name of this.keys()) await this.removeEntry(name, options);
  };
}

export function guardPrivateFiles() {
  if (!("FileSystemDirectoryHandle" in window)) return;
  for (const method of /** @type {const} */ (["getDirectoryHandle", "getFileHandle", "removeEntry"])) hide(method);
  passOver("keys", (/** @type {string} */ name) => name);
  passOver("values", (/** @type {FileSystemHandle} */ { name }) => name);
  passOver("entries", (/** @type {[string, FileSystemHandle]} */ [name]) => name);
  const { prototype } = FileSystemDirectoryHandle;
  prototype[Symbol.asyncIterator] = prototype.entries;
  keepFromRemove();
}
