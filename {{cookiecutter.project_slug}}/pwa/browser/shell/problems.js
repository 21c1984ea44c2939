// Everything that can keep the app from starting, in words: what happened, what it means for the
// data, what to do.

import { codeOf } from "../problem_code.js";

/**
 * @typedef {"framed" | "insecure" | "no-service-worker" | "blocked" | "no-storage" |
 *   "storage-full" | "storage-damaged" | "not-durable" | "install-cut" | "install-failed" | "python-failed" |
 *   "application-failed" | "worker-failed" | "shell-failed"} ProblemCode
 * @typedef {import("../messages.js").Problem} Problem
 * @typedef {{title: string, text: string, data: string, action: string}} Words
 */

const NOTHING_STORED = "Nothing is stored on this device by this visit.";
const DATA_SAFE = "What was saved before is still stored on this device and is not touched.";

/** @type {Record<ProblemCode, Words>} */
export const PROBLEMS = {
  framed: {
    title: "This page is shown inside another page",
    text: "The app only starts as a page of its own, so that no other site can use your records.",
    data: DATA_SAFE,
    action: "Open its address in a tab of its own.",
  },
  insecure: {
    title: "The connection is not secure",
    text: "Browsers let an app work without a network only if it was loaded over https.",
    data: NOTHING_STORED,
    action: "Open the address with https:// (or on this computer with http://localhost).",
  },
  "no-service-worker": {
    title: "This browser cannot keep apps for use without a network",
    text: "It has no service workers, or they are switched off; private windows often do that.",
    data: NOTHING_STORED,
    action: "Use an ordinary window of an up-to-date Chrome, Edge, Firefox or Safari.",
  },
  blocked: {
    title: "This browser refuses what the app needs",
    text:
      "It does not let this site keep anything on the device, by one of its settings or by an order " +
      "of whoever manages it: cookies and site data are blocked, for all sites or for this one.",
    data: DATA_SAFE,
    action:
      "Allow cookies and site data for this site in the browser's settings, then try again. If they " +
      "are allowed already, use another browser.",
  },
  "no-storage": {
    title: "This browser cannot store records safely",
    text:
      "The app keeps its records in the browser's private file system, which is missing here or " +
      "cannot be opened. Private windows and old browsers do not have it.",
    data: DATA_SAFE,
    action: "Use an ordinary window of an up-to-date Chrome, Edge, Firefox or Safari.",
  },
  "storage-full": {
    title: "This device has no space left",
    text: "The browser refused to store more.",
    data: DATA_SAFE,
    action: "Free some space on the device, then try again. Do not clear the data of this site.",
  },
  "storage-damaged": {
    title: "The list of stored files is damaged",
    text:
      "The app's files are in the browser's storage, but the list of their names cannot be read. " +
      "So that nothing is overwritten, the app does not start.",
    data: "The records and the files are still stored on this device and are not touched.",
    action:
      "Do not clear the data of this site. Save a copy by the link below, and show the details to " +
      "whoever made the app.",
  },
  "not-durable": {
    title: "This browser does not keep what is saved",
    text:
      "A test record was saved, but it never reached the disk: what you enter could be lost when " +
      "the battery runs out. So that nothing is called saved that is not, the app does not start.",
    data: DATA_SAFE,
    action:
      "Use an up-to-date Chrome, Edge, Firefox or Safari. If it happens there as well, show the " +
      "details below to whoever made the app.",
  },
  "install-cut": {
    title: "The download was cut off",
    text: "The connection ended before all of the app was here.",
    data: "What was downloaded is kept; the rest will be fetched the next time.",
    action: "Check the connection, then try again.",
  },
  "install-failed": {
    title: "The app could not be downloaded completely",
    text:
      "The site answered, but a file was missing or arrived changed, three times: a Wi-Fi sign-in " +
      "page, a filter on the way, or a mistake at the site.",
    data: "What was downloaded is kept; the rest will be fetched the next time.",
    action: "Sign in to the Wi-Fi or use another connection, then try again.",
  },
  "python-failed": {
    title: "Python did not start",
    text: "The part of the app that runs Python could not be started in this browser.",
    data: DATA_SAFE,
    action: "Close other tabs and try again. If it happens again, update the browser.",
  },
  "application-failed": {
    title: "The app did not start",
    text: "The app itself reported an error while it started:",
    data: DATA_SAFE,
    action:
      "Try again. If it happens again, show the details below to whoever made the app. Until then " +
      "you can look at your records.",
  },
  "worker-failed": {
    title: "The app stopped",
    text: "The part of the app that runs in the background ended unexpectedly.",
    data: DATA_SAFE,
    action: "Try again.",
  },
  "shell-failed": {
    title: "The app could not be opened",
    text: "Something in this browser does not work as the app needs it.",
    data: DATA_SAFE,
    action:
      "Try again. If it happens again, use an up-to-date Chrome, Edge, Firefox or Safari, and show " +
      "the details below to whoever made the app.",
  },
};

/**
 * @param {unknown} thrown
 * @returns {thrown is Problem} one that has words; every DOMException has a `code` too
 */
function hasWords(thrown) {
  if (typeof thrown !== "object" || thrown === null) return false;
  const { code, detail } = /** @type {Partial<Problem>} */ (thrown);
  return typeof code === "string" && Object.hasOwn(PROBLEMS, code) && typeof detail === "string";
}

/**
 * @param {unknown} thrown a Problem, or whatever a browser throws or another version's worker sends
 * @returns {Problem} that has words
 */
export function asProblem(thrown) {
  if (hasWords(thrown)) return thrown;
  return { code: codeOf(thrown, "shell-failed"), detail: inText(thrown) };
}

/** @param {unknown} thrown */
function inText(thrown) {
  try {
    // Chromium's stack begins with the message, others' has none.
    if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}\n${thrown.stack ?? ""}`;
    return typeof thrown === "object" ? JSON.stringify(thrown) : String(thrown);
  } catch {
    return "no details";
  }
}
