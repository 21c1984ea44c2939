// Removes this site's data, cookies and stored files from the device, after asking twice.

import { make } from "../elements.js";
import { isRuntime } from "../messages.js";
import { deleteCaches } from "../site_caches.js";
import { inWords } from "../storage_state.js";
import { act, button, obeyed, part, scope } from "./page.js";
import { saveCopy } from "./save.js";
import { lastListed } from "./stored.js";
import { counted } from "./words.js";

export function prepareReset() {
  const sure = part("reset-sure");
  button("reset").onclick = () => {
    const { files = [], size = 0, kept = [] } = lastListed() ?? {};
    const earlier = kept.length > 0 ? " and what was kept before restores" : "";
    part("reset-what").textContent =
      `${counted(files.length, "file", "files")} (${inWords(size)}${earlier}), the database among them,`;
    sure.hidden = false;
    sure.focus();
  };
  button("reset-not").onclick = () => {
    sure.hidden = true;
    button("reset").focus();
  };
  button("reset-save").onclick = () => act(() => saveCopy());
  button("reset-yes").onclick = () => act(reset);
}

async function reset() {
  await obeyed({ type: "reset", scope }, { doing: "Deleting…" });
  expireCookies();
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) if (isRuntime(key)) storage.removeItem(key);
  }
  await deleteCaches(scope);
  const registration = await navigator.serviceWorker?.getRegistration(scope);
  if (registration?.scope === scope) await registration.unregister();
  const words = "Everything of this app was deleted from this device. With a network you can open " +
    "it again: it is downloaded anew and starts empty.";
  part("main").replaceChildren(make("p", make("strong", words)));
  part("main").tabIndex = -1;
  part("main").focus();
}

/** Those that scripts see; the others are in the app's jar, which is gone. */
function expireCookies() {
  const { pathname } = new URL(scope);
  const paths = new Set([pathname, pathname.replace(/(?<=.)\/$/, ""), location.pathname]);
  for (const cookie of document.cookie.split("; ")) {
    const [key] = cookie.split("=");
    for (const path of paths) document.cookie = `${key}=; path=${path}; max-age=0`;
  }
}
