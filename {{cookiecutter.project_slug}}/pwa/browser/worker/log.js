// What Python writes to its standard error, line by line, and what the worker says of its own start:
// the console gets it, and whoever listens.

/** Begins a line that is JSON of a LogEntry (bridge/console.py, MARK). */
const MARK = "\x1e";

/** @typedef {import("../messages.js").LogEntry} LogEntry */

/** @type {(entry: LogEntry) => void} */
let listener = () => {};

/** @param {(entry: LogEntry) => void} heard called for each record that Python logs */
export const onLog = (heard) => void (listener = heard);

/** @param {string} line */
export function takeLine(line) {
  const at = line.indexOf(MARK);
  if (at !== 0) console.warn(at < 0 ? line : line.slice(0, at));
  if (at < 0) return;
  log(JSON.parse(line.slice(at + 1)));
}

/** @param {LogEntry} entry */
export function log(entry) {
  methodOf(entry.level)(`${entry.where}: ${entry.text}`);
  listener(entry);
}

/** @param {string} level of Python's logging */
function methodOf(level) {
  if (level === "error" || level === "critical") return console.error;
  if (level === "warning") return console.warn;
  return level === "info" ? console.info : console.debug;
}
