// The address of a file at another site, and the site's own file in its place.

/**
 * @param {Record<string, string>} files the path of each, by "//host/path?query" as build/vendor.py
 *   writes it: unescaped
 * @param {string} address absolute
 * @returns {string | undefined} the file for that address; a query that is not named does not count
 */
export function fileFor(files, address) {
  const { host, pathname, search } = new URL(address);
  const key = `//${host}${unescaped(pathname)}`;
  const known = [key + unescaped(search), key].find((name) => Object.hasOwn(files, name));
  return known === undefined ? undefined : files[known];
}

/** @param {string} text */
function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // no UTF-8: no address that a page of ours names
  }
}
