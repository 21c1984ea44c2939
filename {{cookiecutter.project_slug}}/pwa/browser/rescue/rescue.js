// The page for the data on this device: look at it, save it, restore it, delete it. It works when
// Python, the app or the service worker does not: the host serves it, too.

import { act, button, note, obeyed, part, sayTrouble, scope } from "./page.js";
import { prepareReset } from "./reset.js";
import { prepareRestore } from "./restore.js";
import { saveCopy } from "./save.js";
import { showStored } from "./stored.js";

note(`${BUILD.name} ${BUILD.version}\n${scope}\n${navigator.userAgent}`);

if (window !== window.top) {
  part("framed").hidden = false; // so that nobody is led to a button unawares
} else {
  button("save").onclick = () => act(() => saveCopy());
  prepareRestore();
  prepareReset();
  part("main").hidden = false;
  await obeyed({ type: "tidy", scope }).catch(() => {}); // while it is being downloaded still
  await showStored().catch(sayTrouble);
}
