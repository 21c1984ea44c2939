// What is stored, and how safe it is here.

import { make } from "../elements.js";
import { askToPersist, hasLittleRoom, inWords, LITTLE, storageState } from "../storage_state.js";
import { act, button, name, note, obeyed, part, scope } from "./page.js";
import { saveCopy } from "./save.js";
import { files, moment } from "./words.js";

/** @typedef {import("../messages.js").Listed} Listed */

const PARTS = new Map([
  ["app.db", "the database"],
  ["app.db-wal", "the newest changes of the database"],
  ["app.db-journal", "a change of the database under way"],
]);

/** @type {Listed | null} */
let listed = null;

/** What the last look has found. */
export const lastListed = () => listed;

/** Read all that is stored, and show it. */
export async function showStored() {
  listed = await obeyed(/** @type {const} */ ({ type: "list", scope }));
  const { files: all, damage } = /** @type {Listed} */ (listed);
  const others = all.filter(({ path }) => !PARTS.has(path));
  const content = [table(all.filter(({ path }) => PARTS.has(path)))];
  if (all.length === 0) content.push(make("p", "No records and no files are stored here."));
  if (damage) {
    note(`list of files: ${damage}`);
    content.push(make("p", "The list of the other files is damaged, so they cannot be told apart. " +
      "They are still stored, and a saved copy has them as they are."));
  }
  if (others.length > 0) {
    const size = others.reduce((sum, file) => sum + file.size, 0);
    const summary = make("summary", `${files(others.length)} besides it, ${inWords(size)}`);
    content.push(make("details", summary, table(others)));
  }
  part("stored").replaceChildren(...content);
  showKept(/** @type {Listed} */ (listed));
  await showState();
}

/** @param {Listed["files"]} rows */
function table(rows) {
  if (rows.length === 0) return make("div");
  const head = ["File", "Size", "Last changed"].map((title) => {
    return Object.assign(make("th", title), { scope: "col" });
  });
  const lines = rows.map(({ path, size, modified }) => {
    const words = PARTS.get(path);
    const file = make("th", name(path), ...(words ? [make("br"), words] : []));
    Object.assign(file, { scope: "row" });
    return make("tr", file, make("td", inWords(size)), make("td", moment(modified)));
  });
  return make("table", make("thead", make("tr", ...head)), make("tbody", ...lines));
}

/** @param {Listed} listed */
function showKept({ kept }) {
  part("kept-section").hidden = kept.length === 0;
  part("kept").replaceChildren(
    ...kept.map(({ name: folder, files: inside, size }) => {
      const save = make("button", "Save as a copy");
      save.onclick = () => act(() => saveCopy(folder));
      const remove = make("button", "Remove…");
      const sure = make("button", "Yes, remove these for ever");
      sure.className = "danger";
      sure.hidden = true;
      remove.onclick = () => {
        sure.hidden = false;
        sure.focus();
      };
      sure.onclick = () =>
        act(async () => {
          await obeyed({ type: "remove-kept", scope, kept: folder }, { doing: "Removing…" });
          await showStored();
          part("stored-title").scrollIntoView();
        });
      const words = `Stored until ${folder}: ${files(inside.length)}, ${inWords(size)} `;
      return make("li", make("p", words), save, " ", remove, " ", sure);
    }),
  );
}

/** Say what the browser says. */
export async function showState() {
  const { persistent, used, quota, installed, homeScreen } = await storageState();
  const lines = [
    persistent
      ? "The browser has agreed to keep this data: only you can remove it."
      : "The browser may remove this data when the device runs short of space.",
  ];
  if (used !== null && quota !== null) {
    const most = `It may use ${inWords(quota)}, if the device has as much.`;
    lines.push(`This site uses ${inWords(used)}, the app itself included. ${most}`);
  }
  if (await hasLittleRoom(scope)) {
    lines.push(`Less than ${inWords(LITTLE)} are free. What is saved stays saved, but new records may ` +
      "be refused. Free some space on the device; do not clear the data of this site.");
  }
  lines.push(installed ? "This is the installed app." : "This is a page of the browser, not the installed app.");
  if (homeScreen && !installed) {
    lines.push("On an iPhone or iPad the app on the home screen has a storage of its own, and " +
      "what a page stored goes after about seven days without use. Add the app to the home " +
      "screen, open it from there once with a network, and only then collect. To take records " +
      "along, save a copy here and restore it there.");
  }
  lines.push("Nothing of it is anywhere else. Clearing the data of this site, or removing the browser, removes it.");
  part("state").replaceChildren(...lines.map((line) => make("li", line)));
  const ask = button("persist");
  ask.hidden = persistent;
  ask.onclick = () =>
    act(async () => {
      const agreed = await askToPersist();
      await showState();
      if (!agreed) {
        part("state").prepend(make("li", "The browser did not agree just now. Install the app, or " +
          "use it for some days, and ask again."));
      }
    });
}
