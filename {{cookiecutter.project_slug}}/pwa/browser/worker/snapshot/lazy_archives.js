// The archives of the runtime, read file by file when Python asks for one: a restored Python has
// imported nearly all that it needs. Python cannot wait, so the files are read by FileReaderSync.

import { fetchFile } from "../fetch_file.js";
import { MemoryTree } from "../memory_tree.js";
import { PROJECT, RUNTIME } from "../python.js";
import { DIRECTORY_END_LENGTH, directoryPlace, storedData, storedEntries } from "../zip.js";

/** An archive with nothing in it: loadPyodide wants the standard library before `fsInit`. */
const NOTHING = "data:application/zip;base64,UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==";

/** @param {string} name @returns {Promise<Blob>} on the disk, not in memory */
async function fetchBlob(name) {
  const response = await fetchFile(new URL(name, RUNTIME));
  return response.blob();
}

/** @typedef {{blob: Blob, directory: Uint8Array}} Archive */

/** @param {string} name @returns {Promise<Archive>} */
async function fetchArchive(name) {
  const blob = await fetchBlob(name);
  const { at, length } = directoryPlace(await read(blob.slice(-DIRECTORY_END_LENGTH)));
  return { blob, directory: await read(blob.slice(at, at + length)) };
}

/** @param {Blob} blob @returns {Uint8Array} */
const readNow = (blob) => new Uint8Array(new FileReaderSync().readAsArrayBuffer(blob));

/** @param {Blob} blob @returns {Promise<Uint8Array>} */
const read = async (blob) => new Uint8Array(await blob.arrayBuffer());

/**
 * @param {import("../memory_tree.js").MemoryNode} node of a file
 * @param {() => Uint8Array} contents
 */
function readLater(node, contents) {
  /** @type {Uint8Array | undefined} */
  let loaded;
  Object.defineProperty(node, "contents", {
    get: () => (loaded ??= contents()),
    set: (value) => (loaded = value),
  });
}

/**
 * As unpack of zip.js, but without reading the files.
 * @param {any} FS
 * @param {Archive} archive
 * @param {string} folder
 */
function unpackLazily(FS, { blob, directory }, folder) {
  const tree = new MemoryTree(FS, folder);
  for (const { name, size, start, end } of storedEntries(directory)) {
    readLater(tree.add(name, size), () => storedData(readNow(blob.slice(start, end)), size));
  }
}

/**
 * @typedef {import("../python.js").Archives & {placeLibrary: (FS: any) => Promise<void>}}
 *   LazyArchives  `placeLibrary` belongs after loadPyodide's preparations, one of which, at a time of
 *   its own, writes NOTHING to where the standard library will be.
 */

/** @returns {LazyArchives} under way */
export function lazyArchives() {
  const library = fetchBlob("stdlib.zip");
  let libraryName = "";
  const all = Promise.all(["packages.zip", "project.zip", "static.zip"].map(fetchArchive));
  for (const fetched of [library, all]) fetched.catch(() => {}); // who waits hears of it
  return {
    stdLibURL: NOTHING,
    async fsInit(FS, { sitePackages }) {
      const [packages, ...project] = await all;
      unpackLazily(FS, /** @type {Archive} */ (packages), sitePackages);
      for (const archive of project) unpackLazily(FS, archive, PROJECT);
      const [, major, minor] = /** @type {RegExpExecArray} */ (/(\d+)\.(\d+)/.exec(sitePackages));
      libraryName = `python${major}${minor}.zip`;
    },
    async placeLibrary(FS) {
      const blob = await library;
      FS.unlink(`/lib/${libraryName}`);
      readLater(new MemoryTree(FS, "/lib").add(libraryName, blob.size), () => readNow(blob));
    },
  };
}
