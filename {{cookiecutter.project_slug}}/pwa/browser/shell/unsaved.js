// Whether somebody has typed something that is not sent yet.

/** @param {Element} field @returns {boolean} whether it holds something else than the page gave it */
function isChanged(field) {
  const window = field.ownerDocument.defaultView;
  if (!window) return false;
  const { HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement } =
    /** @type {Window & typeof globalThis} */ (window);
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) {
    const options = [...field.options];
    const untouched = options.some(({ defaultSelected }) => defaultSelected)
      ? options.every(({ selected, defaultSelected }) => selected === defaultSelected)
      : field.multiple || field.size > 1
        ? field.selectedIndex === -1
        : field.selectedIndex <= 0;
    return !untouched;
  }
  if (!(field instanceof HTMLInputElement)) return false;
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  if (["hidden", "submit", "button", "reset", "image"].includes(field.type)) return false;
  if (field.type === "file") return field.value !== "";
  return field.value !== field.defaultValue;
}

/**
 * @param {Document | null} page
 * @returns {boolean} whether a field in it, or in a frame of it, was changed
 */
export function hasUnsaved(page) {
  if (!page) return false; // another origin's: nothing of ours is typed there
  const fields = page.querySelectorAll("input, textarea, select");
  if ([...fields].some(isChanged)) return true;
  const editable = page.activeElement;
  if (editable?.closest("[contenteditable]:not([contenteditable=false])")) return true;
  return [...page.querySelectorAll("iframe")].some((frame) => hasUnsaved(frame.contentDocument));
}
