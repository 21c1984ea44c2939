// Starts the application from a snapshot where there is one, and has one made where there is none.

import { log } from "../log.js";
import { mountStorage, startPython } from "../python.js";
import { writtenInProject } from "../shipped.js";
import { SnapshotFile } from "./file.js";
import { snapshotKey } from "./key.js";
import { lazyArchives } from "./lazy_archives.js";
import { restore } from "./restore.js";

/** For how long nothing may have been asked before a snapshot is made, in milliseconds. */
const QUIET_MS = 5000;

/** With less room than this on the device, in bytes, it is for records and not for a snapshot. */
const MIN_FREE = 200e6;

/**
 * With less memory than this, in GiB as browsers round it, making one might end the whole tab, with
 * what a person types there. Firefox and Safari do not tell.
 */
const MIN_MEMORY = 2;

/** @typedef {import("../opfs_filesystem.js").Storage} Storage */
/** @typedef {(message: import("../../messages.js").WorkerToShell) => void} Tell */

export class Start {
  /** @type {"cold" | "snapshot"} */
  how = "cold";
  /** @type {SnapshotFile | null} */
  #file = null;
  /** @type {Promise<SnapshotFile | null>} */
  #opened = Promise.resolve(null);
  #scope;
  #tell;
  #answers;
  #archives;
  #key;
  /** @type {Promise<Storage> | undefined} */
  #storage;

  /**
   * Begin with what needs no file that another worker may have open.
   * @param {import("../../messages.js").Start} message
   * @param {Tell} tell
   * @param {import("../answers.js").Answers} answers
   */
  constructor({ scope, again }, tell, answers) {
    this.#scope = scope;
    this.#tell = tell;
    this.#answers = answers;
    this.#archives = again && BUILD.snapshot ? lazyArchives() : undefined;
    this.#key = snapshotKey();
  }

  /** Open the snapshot: before the other files, as everything else depends on it. */
  open() {
    this.#opened = open(this.#scope, this.#key);
  }

  /**
   * @param {Promise<Storage>} storage
   * @returns {Promise<any>} Pyodide, with the application imported or ready to import it
   */
  async python(storage) {
    this.#storage = storage;
    this.#file = await this.#opened;
    if (this.#file?.lost) note("info", `The snapshot is deleted: ${this.#file.lost}.`);
    if (!this.#file?.usable) return startPython(storage);
    this.how = "snapshot";
    try {
      this.#file.begin();
      const archives = this.#archives ?? lazyArchives();
      const written = this.#written().catch(() => []); // why it cannot be known is said below
      const { pyodide, folders } = await restore(this.#file, archives, written, () => {
        this.#tell({ type: "stage", stage: "snapshot" });
      });
      this.#tell({ type: "stage", stage: "python" }); // it does not hang
      mountStorage(pyodide, await storage);
      for (const path of folders) pyodide.FS.mkdirTree(path);
      return pyodide;
    } catch (error) {
      return this.#again(error);
    }
  }

  /** @returns {Promise<string[]>} by the application, in the project's folder */
  async #written() {
    const { volume } = await /** @type {Promise<Storage>} */ (this.#storage);
    return writtenInProject(volume.log.directory);
  }

  /**
   * @template T
   * @param {Promise<T>} started the application's start
   * @returns {Promise<T>}
   */
  async application(started) {
    const door = await started.catch((error) => {
      if (this.how === "cold") throw error;
      return this.#again(error);
    });
    if (this.#file) void this.#keep(this.#file);
    return door;
  }

  /**
   * Have the shell start another worker. It finds that this start did not come to its end, deletes
   * the snapshot and starts without.
   * @param {unknown} error
   * @returns {Promise<never>}
   */
  #again(error) {
    const detail = error instanceof Error ? error.message : String(error);
    note("warning", `The snapshot did not work, and is deleted: ${detail}`);
    this.#tell({ type: "crashed", detail });
    return new Promise(() => {});
  }

  /** @param {SnapshotFile} file */
  async #keep(file) {
    try {
      if (this.how === "snapshot") file.end();
      const { quota = 0, usage = 0 } = await navigator.storage.estimate();
      const room = quota - usage >= MIN_FREE;
      if (!room) file.discard();
      if (file.header.refused) note("info", refusal(file.header.refused));
      const { deviceMemory = MIN_MEMORY } = /** @type {{deviceMemory?: number}} */ (navigator);
      const make = room && file.wanted && deviceMemory >= MIN_MEMORY;
      file.close();
      if (!make) return;
      await this.#quiet();
      this.#make(await this.#written());
    } catch (error) {
      note("warning", `The next start is without a snapshot: ${error}`);
    }
  }

  async #quiet() {
    for (let asked = -1; asked !== this.#answers.asked; ) {
      asked = this.#answers.asked;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    }
  }

  /** @param {string[]} written */
  #make(written) {
    const maker = new Worker(new URL("snapshot.js", self.location.href), { type: "module" });
    maker.onmessage = (/** @type {MessageEvent<import("./maker.js").Report>} */ { data }) => {
      maker.terminate();
      if (data.refused) note("info", refusal(data.refused));
      if (data.failed) note("warning", `The next start is without a snapshot: ${data.failed}`);
    };
    /** @type {import("./maker.js").Order} */
    const order = { scope: this.#scope, written };
    maker.postMessage(order);
  }
}

/** @param {string} level of Python's logging @param {string} text with nothing of the records */
const note = (level, text) => log({ level, text, where: "snapshot", kept: text });

/** @param {string} reason */
const refusal = (reason) =>
  `Every start imports the application, as a memory snapshot cannot hold what it leaves: ${reason}`;

/**
 * @param {string} scope
 * @param {string} key
 * @returns {Promise<SnapshotFile | null>} null if snapshots are off
 */
async function open(scope, key) {
  try {
    const file = await SnapshotFile.open(scope, key);
    if (BUILD.snapshot) return file;
    file.discard();
    file.close();
    return null;
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return null; // off
    note("warning", `There is no start from a snapshot: ${error}`);
    return null;
  }
}
