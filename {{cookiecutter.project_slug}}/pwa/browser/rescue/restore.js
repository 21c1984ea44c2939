// Restoring a copy: checked first, then shown, then done as a whole or not at all.

import { element, make } from "../elements.js";
import { inWords } from "../storage_state.js";
import { act, button, name, obeyed, part, scope } from "./page.js";
import { lastListed, showStored } from "./stored.js";
import { files, moment } from "./words.js";

/** @typedef {import("../messages.js").Checked} Checked */

const input = element("archive", HTMLInputElement);
const keep = element("keep", HTMLInputElement);

export function prepareRestore() {
  input.onchange = () => act(check);
  keep.onchange = () => (part("keep-not").hidden = keep.checked);
  button("restore").onclick = () => act(restore);
  button("restore-not").onclick = forget;
  input.value = "";
}

function forget() {
  part("checked").hidden = true;
  input.value = "";
  input.focus();
}

async function check() {
  part("checked").hidden = true;
  const archive = input.files?.[0];
  if (!archive) return;
  /** @type {Checked} */
  const checked = await obeyed(
    { type: "check", scope, archive },
    { doing: "Checking the file…", stoppable: true },
  );
  part("contents").replaceChildren(...describe(checked));
  const empty = lastListed()?.files.length === 0;
  keep.checked = !empty;
  part("keep-line").hidden = empty;
  part("keep-not").hidden = true;
  part("checked").hidden = false;
  part("checked").focus();
}

/** @param {Checked} checked */
function describe({ app, own, madeAt, unreadable, files: all, size }) {
  const saved = `, saved ${moment(Date.parse(madeAt))}: ${files(all.length)}, ${inWords(size)}.`;
  const lines = [make("p", "This is a whole copy of ", name(app), saved)];
  if (!own) {
    lines.push(make("p", make("strong", "Its name is not this app's. Restore it only if you know " +
      "that it belongs here: another app's database would keep this one from starting.")));
  }
  if (unreadable.length > 0) {
    lines.push(make("p", `${files(unreadable.length)} could not be read when it was saved, and are missing.`));
  }
  return lines;
}

async function restore() {
  const archive = input.files?.[0];
  if (!archive) return;
  const now = new Date().toISOString();
  const keepAs = keep.checked ? `${now.slice(0, 19).replace(/:/g, "")}Z` : "";
  await obeyed({ type: "restore", scope, archive, keepAs }, { doing: "Restoring…" });
  forget();
  await showStored();
  const words = "Restored. Open the app to see it; reload it where it is open already.";
  part("stored").prepend(make("p", make("strong", words)));
  part("stored").scrollIntoView({ block: "center" });
}
