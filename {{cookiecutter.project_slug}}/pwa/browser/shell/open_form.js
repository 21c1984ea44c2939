// Whether the page in the frame is one that must not be left, or talked into, unasked.

import { hasUnsaved } from "./unsaved.js";

/**
 * @param {Document | null} page of the app
 * @returns {boolean} whether it has a form to be sent, or a field that was changed
 */
export function hasOpenForm(page) {
  if (!page) return true; // it is not known
  return hasUnsaved(page) || [...page.forms].some(({ method }) => method === "post");
}
