// The page for whoever helps: what runs here, how it started, what went wrong. Without Python, and
// with nothing of the records.

import { element } from "../elements.js";
import { show } from "./page.js";
import { inText, makeReport } from "./report.js";

const scope = new URL("../", location.href).href;
const report = await makeReport(scope);
const text = inText(report);

document.title = `${BUILD.version} – ${document.title}`;
show(report);

const copied = element("copied", HTMLElement);
element("copy", HTMLButtonElement).onclick = async () => {
  try {
    await navigator.clipboard.writeText(text);
    copied.textContent = "Copied. Paste it into a message.";
  } catch {
    getSelection()?.selectAllChildren(element("report", HTMLElement));
    copied.textContent = "The browser does not copy by itself. All is selected now: copy it.";
  }
};

const share = element("share", HTMLButtonElement);
share.hidden = !("share" in navigator);
share.onclick = () => {
  // Rejects also when the person closes the dialog.
  void navigator.share({ title: document.title, text }).catch(() => {});
};
