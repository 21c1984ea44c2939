// What the page says, as rows of text.

import { linesOf, startsOf } from "../diary.js";
import { hasLittleRoom, inWords, LITTLE, storageState } from "../storage_state.js";

/**
 * @typedef {object} Section
 * @property {string} id
 * @property {string} title
 * @property {[name: string, value: string][]} rows
 * @property {string} none said where there are no rows
 */

/** @param {string} scope absolute URL of the site @returns {Promise<Section[]>} */
export async function makeReport(scope) {
  return [
    { id: "version", title: "Version", rows: await told(version(scope)), none: "" },
    { id: "browser", title: "Browser", rows: browser(), none: "" },
    { id: "storage", title: "Storage", rows: await told(storage(scope)), none: "" },
    { id: "starts", title: "Last starts", rows: starts(scope), none: "None is noted yet." },
    { id: "lines", title: "Last errors and log lines", rows: lines(scope), none: "None." },
  ];
}

/**
 * @param {Promise<Section["rows"]>} rows
 * @returns {Promise<Section["rows"]>} or what the browser says instead: it may refuse any of it
 */
const told = (rows) => rows.catch((error) => [["Refused by the browser", String(error)]]);

/** @param {Section[]} report @returns {string} */
export function inText(report) {
  const sections = report.map(({ title, rows, none }) => {
    const lines = rows.map(([name, value]) => `${name}: ${value}`);
    return [title, ...(lines.length > 0 ? lines : [none])].join("\n");
  });
  return `${sections.join("\n\n")}\n`;
}

/** @param {string} scope @returns {Promise<Section["rows"]>} */
async function version(scope) {
  return [
    ["App", BUILD.name],
    ["Version", BUILD.version],
    ["Address", scope],
    ["Service worker", await serviceWorker()],
  ];
}

async function serviceWorker() {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration) return "none";
  const states = /** @type {const} */ (["installing", "waiting", "active"]);
  return states.filter((state) => registration[state]).join(", ");
}

/** @returns {Section["rows"]} */
function browser() {
  const { deviceMemory } = /** @type {{deviceMemory?: number}} */ (navigator);
  return [
    ["Browser", navigator.userAgent],
    ["Languages", navigator.languages.join(", ")],
    ["Window", `${innerWidth} × ${innerHeight}, ${devicePixelRatio} pixels each`],
    ["Processors", String(navigator.hardwareConcurrency)],
    ...(deviceMemory ? [/** @type {[string, string]} */ (["Memory", `${deviceMemory} GB or more`])] : []),
    ["Network", navigator.onLine ? "yes, says the browser" : "no"],
  ];
}

/** @param {string} scope @returns {Promise<Section["rows"]>} */
async function storage(scope) {
  if (!navigator.storage?.getDirectory) return [["Private file system", "none"]];
  const { persistent, used, quota, installed } = await storageState();
  return [
    ["Installed", installed ? "yes" : "no, a page of the browser"],
    ["Kept for ever", persistent ? "yes" : "no: the browser may remove it"],
    ["Used", used === null ? "unknown" : inWords(used)],
    ["At most", quota === null ? "unknown" : inWords(quota)],
    ["Room", (await hasLittleRoom(scope)) ? `less than ${inWords(LITTLE)}` : "enough"],
  ];
}

/** @param {string} scope @returns {Section["rows"]} the newest first */
function starts(scope) {
  return startsOf(scope)
    .reverse()
    .map(({ at, version: started, how, shell, worker, ready }) => {
      const began = worker === undefined ? "run by another tab" : `${how}, worker at ${worker} ms`;
      return [at, `${started}: ${began}, shell at ${shell} ms, ready at ${ready} ms`];
    });
}

/** @param {string} scope @returns {Section["rows"]} the newest first */
function lines(scope) {
  return linesOf(scope)
    .reverse()
    .map(({ at, level, text }) => [at, `${level}: ${text}`]);
}
