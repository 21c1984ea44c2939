/**
 * @param {string} url absolute
 * @param {URL} scope the site's root
 * @returns {boolean} whether the application answers for it, or a file of its own that is on the device
 */
export function isAnswered(url, scope) {
  if (!url.startsWith(scope.href)) return false;
  const path = url.slice(scope.href.length);
  return !["_pwa/", ...BUILD.networkPrefixes].some((prefix) => path.startsWith(prefix));
}
