// Starts the application from a snapshot where there is one, and has one made where there is none.

import { startPython, mountStorage } from "../python.js";
import { SnapshotFile } from "./file.js";
import { snapshotKey } from "./key.js";
import { restore } from "./restore.js";

/** How long nothing may have been asked before a snapshot is made, in milliseconds. */
const QUIET_MS = 5000;

export class Start {
  /** @type {"cold" | "snapshot"} */
  how = "cold";
  /** @type {SnapshotFile | null} */
  #file = null;

  /** @param {string} scope @param {(message: import("../../messages.js").WorkerToShell) => void} tell */
  constructor(scope, tell) {
    this.scope = scope;
    this.tell = tell;
  }

  /** @param {Promise<import("../opfs_filesystem.js").Storage>} storage */
  async python(storage) {
    if (!BUILD.snapshot) return startPython(storage);
    this.#file = await SnapshotFile.open(this.scope, snapshotKey());
    if (!this.#file.usable) return startPython(storage);
    this.how = "snapshot";
    this.#file.begin();
    const pyodide = await restore(this.#file.read(), this.#file.header.digest);
    mountStorage(pyodide, await storage);
    return pyodide;
  }

  /** @template T @param {Promise<T>} started */
  async application(started) {
    const door = await started;
    if (this.how === "snapshot") this.#file?.end();
    const wanted = this.#file?.wanted;
    this.#file?.close();
    if (wanted) setTimeout(() => this.#make(), QUIET_MS);
    return door;
  }

  #make() {
    const maker = new Worker(new URL("snapshot.js", self.location.href), { type: "module" });
    maker.onmessage = ({ data }) => {
      maker.terminate();
      console.info("snapshot", data);
    };
    maker.postMessage({ scope: this.scope });
  }
}
