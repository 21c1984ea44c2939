// What a page tells the shell: by an event at the frame that it is in, which is the shell's element.

/** @returns {Element | null} the frame in the shell, whichever frame of a page this is */
function findPlace() {
  try {
    const shell = window.top?.document;
    return shell?.documentElement.dataset["pwaState"] ? shell.getElementById("app") : null;
  } catch {
    return null; // a sandboxed page
  }
}

const place = findPlace();

/**
 * @param {string} type
 * @param {unknown} detail
 */
export function tellShell(type, detail) {
  place?.dispatchEvent(new CustomEvent(type, { detail }));
}
