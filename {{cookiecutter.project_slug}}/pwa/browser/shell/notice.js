// A notice below the frame, where it covers nothing. There is one at a time.

const place = /** @type {HTMLElement} */ (document.getElementById("storage-notice"));

/** @typedef {[label: string, action: () => void]} Choice  Each closes the notice. */

export const isNoticeShown = () => place.childElementCount > 0;

/**
 * Show a notice in the place of any other.
 * @param {(string | Node)[]} words
 * @param {Choice[]} choices
 * @returns {HTMLElement} it is connected as long as the notice is shown
 */
export function showNotice(words, choices) {
  const text = document.createElement("p");
  text.append(...words);
  const buttons = choices.map(([label, action]) => {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.textContent = label;
    button.onclick = () => {
      closeNotice();
      document.getElementById("app")?.focus();
      action();
    };
    return button;
  });
  place.replaceChildren(text, ...buttons);
  return text;
}

export const closeNotice = () => place.replaceChildren();
