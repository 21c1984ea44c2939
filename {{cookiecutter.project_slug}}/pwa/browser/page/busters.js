// Pages that will not be framed: they send the tab to themselves, or hide until they are the topmost.
// The one frame that they are in is the shell's, and natively they are the topmost: so they are shown.
// The shell stops the first kind from loading the tab again and again (shell/tab.js).

/** A comparison of `top` with another window, in a script. */
const COMPARISON = /\btop\b[\w\s.]*[!=]==?|[!=]==?[\s\w.]*\btop\b/;

/** @param {Element} element */
function unhide(element) {
  const { display, visibility, opacity } = getComputedStyle(element);
  const style = /** @type {HTMLElement} */ (element).style;
  if (display === "none") style.setProperty("display", "block", "important");
  if (visibility !== "visible") style.setProperty("visibility", "visible", "important");
  if (opacity === "0") style.setProperty("opacity", "1", "important");
  return display === "none" || visibility !== "visible" || opacity === "0";
}

function reveal() {
  const hidden = [document.documentElement, document.body].filter((element) => element && unhide(element));
  if (hidden.length > 0) {
    console.warn("This page hides itself in frames. It is in the one of the app's own shell, so it is shown.");
  }
}

/** Show a page that hides itself because it is not the topmost. */
export function pacifyBusters() {
  const compares = () => [...document.scripts].some(({ text }) => COMPARISON.test(text));
  window.addEventListener("load", () => compares() && reveal());
  window.addEventListener("asgi-pwa:kept", () => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", reveal);
    else reveal();
  });
}
