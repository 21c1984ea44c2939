// What the data folder holds, read without Python and without access handles.

import { contentOf, DATA, LOGS, newest, pathOf, readLog } from "../volume_format.js";
import { DATABASE_FILES, openFolder } from "../worker/storage.js";

/** The application's database with what SQLite keeps beside it. The cookies are no part of it. */
export const APP_FILES = DATABASE_FILES.filter((name) => name.startsWith("app.db"));

/** The folder of the data folder in which a restore keeps what was there, each in one of its own. */
export const KEPT = "before-restore";

/** The folder of a zip for what could not be told apart: the list of names is damaged. */
const DAMAGED = "damaged/";

/**
 * @typedef {{path: string, content: Blob, modified: number}} StoredFile  `path` is below the data
 *   folder; `modified` milliseconds since 1970
 * @typedef {{files: StoredFile[], folders: string[], damage: string}} Stored  `damage`: why the
 *   list of other files cannot be read, "" when it can. Their contents are then below "damaged/".
 */

/**
 * @param {FileSystemDirectoryHandle} folder
 * @param {string} name
 * @returns {Promise<File>} empty if it is not there
 */
async function fileIn(folder, name) {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return new File([], name);
    throw error;
  }
}

/**
 * @param {string} scope absolute URL of the site
 * @returns {Promise<Stored>}
 */
export async function readStored(scope) {
  const folder = await openFolder(scope);
  const databases = await Promise.all(APP_FILES.map((name) => fileIn(folder, name)));
  const data = await fileIn(folder, DATA);
  const logs = await Promise.all(LOGS.map((name) => fileIn(folder, name)));
  /** @type {Stored} */
  const stored = { files: databases.map(rawFile), folders: [], damage: "" };
  try {
    const read = await Promise.all(logs.map(async (log) => readLog(await bytesOf(log))));
    const log = newest(read);
    if (log) addVolume(stored, data, log.directory);
    else if (data.size > 0) throw new Error("neither log can be read");
  } catch (error) {
    stored.damage = String(error);
    const raw = [data, ...logs].map(rawFile);
    stored.files.push(...raw.map((file) => ({ ...file, path: DAMAGED + file.path })));
  }
  const isDatabase = (/** @type {string} */ path) => APP_FILES.includes(path);
  stored.files = stored.files.filter(({ path, content }) => !isDatabase(path) || content.size > 0);
  return stored;
}

/** @param {File} file @returns {StoredFile} */
const rawFile = (file) => ({ path: file.name, content: file, modified: file.lastModified });

/** @param {Blob} blob */
const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());

/**
 * @param {Stored} stored
 * @param {Blob} data
 * @param {import("../volume_format.js").Directory} directory
 */
function addVolume(stored, data, directory) {
  for (const [number, entry] of directory) {
    const path = pathOf(directory, number);
    if (!entry.extents) {
      stored.folders.push(path);
      continue;
    }
    const file = { path, content: contentOf(data, entry), modified: entry.modified };
    if (entry.becomes === undefined) stored.files.push(file);
    else stored.files = stored.files.map((other) => (other.path === path ? file : other));
  }
}

/** @param {string} path of a file */
const isKept = (path) => path.startsWith(`${KEPT}/`);

/**
 * @param {Stored} stored
 * @returns {Stored} without what restores have kept
 */
export function current({ files, folders, damage }) {
  return {
    files: files.filter(({ path }) => !isKept(path)),
    folders: folders.filter((path) => path !== KEPT && !isKept(path)),
    damage,
  };
}

/**
 * @param {Stored} stored
 * @returns {Map<string, Stored>} what each restore has kept, by its folder's name
 */
export function kept({ files, folders }) {
  const start = `${KEPT}/`;
  const tops = folders.filter((path) => path.startsWith(start) && path.split("/").length === 2);
  return new Map(
    tops.map((top) => {
      const inside = `${top}/`;
      const within = files.filter(({ path }) => path.startsWith(inside));
      const below = folders.filter((path) => path.startsWith(inside));
      return [
        top.slice(start.length),
        {
          files: within.map((file) => ({ ...file, path: file.path.slice(inside.length) })),
          folders: below.map((path) => path.slice(inside.length)),
          damage: "",
        },
      ];
    }),
  );
}
