// What a page asks of its tab. It is in a frame of the shell, and the shell's window is the tab's: it
// has the opener, the name and the printer. `window.top` cannot be answered for (the HTML standard
// forbids it); busters.js has what pages do for its sake.

/**
 * @returns {Window | null} the shell, if this is the page that it shows; null in a frame of that page
 */
export function findShell() {
  const { top, parent } = window;
  try {
    const shown = top && top !== window && parent === top;
    return shown && top.document.documentElement.dataset["pwaState"] ? top : null;
  } catch {
    return null; // another origin's
  }
}

/**
 * Let `name` of the window be an attribute that scripts may replace, as most of a window's are.
 * @param {string} name
 * @param {() => unknown} get
 * @param {(value: any) => void} [set]
 */
function attribute(name, get, set) {
  const replaced = (/** @type {unknown} */ value) =>
    Object.defineProperty(window, name, { value, configurable: true, enumerable: true, writable: true });
  Object.defineProperty(window, name, { get, set: set ?? replaced, configurable: true, enumerable: true });
}

/**
 * Answer for the tab.
 * @param {Window} shell
 */
export function answerForTab(shell) {
  attribute("parent", () => window);
  attribute("frameElement", () => null);
  attribute("opener", () => shell.opener, (value) => (shell.opener = value));
  attribute("name", () => shell.name, (value) => (shell.name = value));
  window.close = () => shell.close();
  window.print = () => shell.print();
  for (const name of /** @type {const} */ (["moveBy", "moveTo", "resizeBy", "resizeTo"])) {
    window[name] = (x, y) => shell[name](x, y);
  }
  const { open } = window;
  window.open = (url, target, features) => open.call(window, url, ownName(shell, target), features);
}

/**
 * @param {Window} shell
 * @param {string | undefined} target of a link, a form or `open()`
 * @returns {string | undefined} "_self" for every name of this tab: the frame is its page
 */
export function ownName(shell, target) {
  const names = ["_top", "_parent", ...(shell.name ? [shell.name] : [])];
  return target !== undefined && names.includes(target) ? "_self" : target;
}
