// Says where the application writes what nobody keeps: files in memory, neither in the data folder nor
// in the project's. What is meant to be temporary is not spoken of. Runs in the worker, and in the
// build's trial start (pwa/build/node/trial.mjs).

/**
 * @typedef {{trackingDelegate: {onWriteToFile?: (path: string, bytes: number) => void,
 *   onMovePath?: (from: string, to: string) => void}}} FS  What this uses of Emscripten's file system.
 */

/** Folders of files that are meant to be gone, or are none. */
const TEMPORARY = ["/tmp", "/var/tmp", "/dev", "/proc"];

/** What SQLite keeps beside a database. */
const BESIDE = /-(journal|wal|shm)$/;

/**
 * @param {FS} FS
 * @param {readonly string[]} kept folders
 * @param {(path: string) => void} tell called once for each file
 */
export function watchUnkept(FS, kept, tell) {
  const folders = [...kept, ...TEMPORARY].map((folder) => `${folder}/`);
  /** @type {Set<string>} */
  const seen = new Set();
  const look = (/** @type {string} */ path) => {
    if (folders.some((folder) => path.startsWith(folder)) || !path.startsWith("/")) return;
    const file = path.replace(BESIDE, "");
    if (seen.has(file) || path.includes("/__pycache__/")) return;
    seen.add(file);
    tell(file);
  };
  FS.trackingDelegate.onWriteToFile = look;
  FS.trackingDelegate.onMovePath = (_, to) => look(to);
}

/** @param {string} path */
export const inWords = (path) =>
  `${path} is written, but what is there is in memory only: at the next start it is gone. Keep files ` +
  "in the project's folder or below the environment variable DATA_DIR, and a database where " +
  "DATABASE_URL says.";
