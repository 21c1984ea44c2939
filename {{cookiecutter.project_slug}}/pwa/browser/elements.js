// The elements of a page: those that are there, and new ones.

/** @template {HTMLElement} T @param {string} id @param {new () => T} type @returns {T} */
export function element(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

/**
 * @param {string} tag
 * @param {...(string | Node)} children
 */
export function make(tag, ...children) {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}
