// Saving a copy: into a file that the person chooses, or as a download.

import { make } from "../elements.js";
import { inWords } from "../storage_state.js";
import { name, note, obeyed, part, scope } from "./page.js";
import { files } from "./words.js";

/** @typedef {import("../messages.js").Saved} Saved */

/** @param {string | undefined} kept */
function fileName(kept) {
  const slug = BUILD.name.replace(/[^\p{Letter}\p{Number}]+/gu, "-").replace(/^-|-$/g, "") || "app";
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  const when = kept === undefined ? local.slice(0, 16).replace("T", "-").replace(":", "") : `until-${kept}`;
  return `${slug}-${when}.zip`;
}

/**
 * Ask where to, in browsers that can: then a large file needs neither memory nor room here.
 * @param {string} suggestedName
 * @returns {Promise<FileSystemFileHandle | "nowhere" | undefined>} undefined: as a download
 */
async function chosenFile(suggestedName) {
  const picker = /** @type {{showSaveFilePicker?: (options: object) =>
    Promise<FileSystemFileHandle>}} */ (window);
  if (!picker.showSaveFilePicker) return undefined;
  const types = [{ description: "Zip", accept: { "application/zip": [".zip"] } }];
  try {
    return await picker.showSaveFilePicker({ suggestedName, types });
  } catch (error) {
    return /** @type {Error} */ (error).name === "AbortError" ? "nowhere" : undefined;
  }
}

/** @param {string} [kept] names what a restore has kept; without it, what is stored now */
export async function saveCopy(kept) {
  const suggested = fileName(kept);
  const target = await chosenFile(suggested);
  if (target === "nowhere") return;
  part("saved").textContent = "";
  /** @type {Saved} */
  const saved = await obeyed(
    { type: "save", scope, ...(target && { target }), ...(kept !== undefined && { kept }) },
    { doing: "Saving a copy, and reading it again to be sure…", stoppable: true },
  );
  const said = make("p", name(target?.name ?? suggested), `, ${inWords(saved.size)}: `, verdict(saved));
  part("saved").replaceChildren(said);
  if (saved.archive) part("saved").append(make("p", download(saved.archive, suggested)));
  part("saved").scrollIntoView({ block: "nearest" });
}

/** @param {Saved} saved */
function verdict({ unreadable, damage, restorable, archive }) {
  if (unreadable.length > 0) note(`not readable: ${unreadable.join(", ")}`);
  if (!restorable) {
    return "saved as it is. The database in it is not whole, so it cannot be restored here; " +
      "whoever helps you may get the records out of it.";
  }
  if (damage) return "saved, with the damaged list and contents of the other files as they are.";
  if (unreadable.length > 0) {
    return `saved, but ${files(unreadable.length)} could not be read. Their names are at the end of this page.`;
  }
  return archive
    ? "it was read again and is whole. Look whether it is among the downloads, then move it to a safe place."
    : "saved; it was read again and is whole.";
}

/** @param {Blob} archive @param {string} file */
function download(archive, file) {
  const link = /** @type {HTMLAnchorElement} */ (make("a", "Download it again"));
  link.href = URL.createObjectURL(archive);
  link.download = file;
  link.click();
  return link;
}
