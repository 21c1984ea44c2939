// Puts long text into a text area whole and at once: nothing of it is cut, the server says what is
// too long. Chromium's own way of pasting, and its layout of `dir="auto"`, take time that grows
// with the square of what is pasted: minutes for some megabytes.

const LONG = 100_000;

/** @param {InputEvent} event */
function putWhole(event) {
  const area = /** @type {HTMLTextAreaElement} */ (event.currentTarget);
  const text = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
  if (text.length < LONG) return;
  event.preventDefault();
  area.removeAttribute("dir");
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const area of document.querySelectorAll("textarea")) {
  area.addEventListener("beforeinput", putWhole);
}
