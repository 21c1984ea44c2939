// The archives of the runtime, read file by file when Python asks for one: a restored Python has
// imported nearly all that it needs. Python cannot wait, so the files are read by FileReaderSync.

import { MemoryTree } from "../memory_tree.js";
import { PROJECT, RUNTIME } from "../python.js";
import { DIRECTORY_END_LENGTH, directoryPlace, storedData, storedEntries } from "../zip.js";

/** An archive with nothing in it: loadPyodide wants the standard library before `fsInit`. */
const NOTHING = "data:application/zip;base64,UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==";

/** @param {string} name @returns {Promise<Blob>} on the disk, not in memory */
async function archive(name) {
  const response = await fetch(new URL(name, RUNTIME));
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  return response.blob();
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
 * @param {Blob} archive
 * @param {string} folder
 */
async function unpackLazily(FS, archive, folder) {
  const { at, length } = directoryPlace(await read(archive.slice(-DIRECTORY_END_LENGTH)));
  const directory = await read(archive.slice(at, at + length));
  const tree = new MemoryTree(FS, folder);
  for (const { name, size, start, end } of storedEntries(directory)) {
    readLater(tree.add(name, size), () => storedData(readNow(archive.slice(start, end)), size));
  }
}

/** @returns {import("../python.js").Archives} under way */
export function lazyArchives() {
  const all = Promise.all(
    ["stdlib.zip", "packages.zip", "project.zip", "static.zip"].map(archive),
  );
  all.catch(() => {}); // fsInit hears of it
  return {
    stdLibURL: NOTHING,
    async fsInit(FS, { sitePackages }) {
      const [stdlib, packages, ...project] = await all;
      await unpackLazily(FS, /** @type {Blob} */ (packages), sitePackages);
      for (const archive of project) await unpackLazily(FS, archive, PROJECT);
      const [, major, minor] = /** @type {RegExpExecArray} */ (/(\d+)\.(\d+)/.exec(sitePackages));
      const library = /** @type {Blob} */ (stdlib);
      const node = new MemoryTree(FS, "/lib").add(`python${major}${minor}.zip`, library.size);
      readLater(node, () => readNow(library));
    },
  };
}
