// What of this tab's life goes into the diary that the diagnostics page shows.

import { noteLine, noteStart } from "../diary.js";

const scope = new URL("./", document.baseURI).href;

const markAt = (/** @type {string} */ name) => {
  const time = performance.getEntriesByName(name).at(-1)?.startTime;
  return time === undefined ? undefined : Math.round(time);
};

/** The app is shown. */
export function noteReady() {
  noteStart(scope, {
    version: BUILD.version,
    how: document.documentElement.dataset["pwaStart"] ?? "",
    shell: markAt("pwa:start") ?? 0,
    worker: markAt("pwa:worker"),
    ready: markAt("pwa:ready") ?? 0,
  });
}

/** @param {import("../messages.js").LogEntry} entry of Python's */
export const noteLog = ({ level, where, kept }) => noteLine(scope, level, `${where} ${kept}`.trim());

/**
 * Of an application's traceback only its own lines are kept: its message can quote a record.
 * @param {import("../messages.js").Problem} problem
 */
export function noteProblem({ code, detail }) {
  const frames = detail.match(/(?<=File "\/project\/)[^"]+", line \d+, in \S+/g) ?? [];
  const shown = code === "application-failed" ? frames.join(" < ") : detail;
  noteLine(scope, "failed", `${code}: ${shown}`);
}

/** Note what goes wrong in the shell itself. */
export function noteErrors() {
  window.addEventListener("error", ({ message, filename, lineno }) => {
    noteLine(scope, "error", `${message} ${filename}:${lineno}`);
  });
  window.addEventListener("unhandledrejection", ({ reason }) => {
    noteLine(scope, "error", `unhandled: ${reason?.stack ?? reason}`);
  });
}
