// Stand-ins: what a page of the app gets where the browser's object would show it the runtime, which
// shares the origin's service worker, caches and locks with it.

/**
 * @template {object} T
 * @template {object} Members
 * @param {T} target
 * @param {{prototype: object} | undefined} type what `instanceof` says of it; undefined where the
 *   browser has no such type
 * @param {Members & ThisType<T & Members>} members
 * @returns {T & Members} `target` with them, and with no other attribute of its type: the
 *   browser's own getters take no stand-in
 */
export function dress(target, type, members) {
  const prototype = type?.prototype ?? Object.prototype;
  Object.setPrototypeOf(target, prototype);
  for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (get) Object.defineProperty(target, name, { value: undefined, writable: true, configurable: true });
  }
  return Object.defineProperties(
    /** @type {T & Members} */ (target),
    Object.getOwnPropertyDescriptors(members),
  );
}

/**
 * Let `owner.name`, a read-only attribute, be `value` from now on.
 * @param {object} owner
 * @param {string} name
 * @param {unknown} value
 */
export function replace(owner, name, value) {
  Object.defineProperty(owner, name, { configurable: true, enumerable: true, get: () => value });
}
