// Everything that can go wrong on this page, in words: what happened, what it means for the data,
// what to do.

const UNCHANGED = "Nothing on this device was changed.";

/** @type {Record<import("../messages.js").RescueFailure, string>} */
export const FAILURES = {
  "no-backup":
    "This file is no copy of an app's data, or a part of it is missing: the download was cut " +
    `short, or it is another zip file. ${UNCHANGED} Choose another file.`,
  newer:
    `This copy was made by a newer version of the app. ${UNCHANGED} Update the app first: open ` +
    "it with a network, close it everywhere, and open it again.",
  damaged:
    "This copy is damaged: what is in it is not what was saved. " +
    `${UNCHANGED} Choose another copy, or fetch this one again from where you keep it.`,
  "no-database":
    `The database in this copy is missing or no whole SQLite database. ${UNCHANGED} Keep the file ` +
    "for whoever helps you, and choose another copy.",
  full:
    `There is not enough room on this device. ${UNCHANGED} Free some space. To restore with less ` +
    "room, save a copy of what is stored now, and do not keep it on this device.",
  changing:
    "The app was writing at that moment. Nothing is lost, and nothing was changed here. Try again.",
  unfinished:
    "The copy is restored, but could not be put in its place to the end; perhaps the device is " +
    "full. Nothing is lost. Free some space: the next start of the app finishes it.",
  failed:
    "This did not work. What is stored is as it was, unless something else is said above. Try " +
    "again; if it happens again, show the details at the end of this page to whoever helps you.",
};

export const WAITING =
  "The app still runs in another tab or window. Close it there; this page goes on by itself.";

/** @param {number} count @param {string} one @param {string} many */
export const counted = (count, one, many) => `${count.toLocaleString()} ${count === 1 ? one : many}`;

/** @param {number} milliseconds since 1970 */
export const moment = (milliseconds) =>
  new Date(milliseconds).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

/** @param {number} count */
export const files = (count) => counted(count, "file", "files");
