// Whether the page in the frame is one that must not be left, or talked into, unasked.

/**
 * @param {Document | null} page of the app
 * @returns {boolean} whether it has a form to be sent, or a field in which something was typed
 */
export function hasOpenForm(page) {
  if (!page) return true; // it is not known
  /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */
  const fields = page.querySelectorAll("input, textarea");
  const typed = [...fields].some(({ value, defaultValue }) => value !== defaultValue);
  return typed || [...page.forms].some(({ method }) => method === "post");
}
