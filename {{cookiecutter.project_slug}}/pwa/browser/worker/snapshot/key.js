// What a snapshot depends on. One that was made under another key is deleted.

/** Of the file and of what is in the memory beside Python's own. */
const FORMAT = 3;

/** @returns {string} equal only where a snapshot can be restored, and where it would be the same */
export function snapshotKey() {
  const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();
  const year = new Date().getFullYear();
  const offsets = [0, 6].map((month) => new Date(year, month).getTimezoneOffset());
  return JSON.stringify([
    FORMAT,
    BUILD.version,
    navigator.userAgent, // with the browser's version: another one may lay out tables differently
    "Suspending" in WebAssembly, // JSPI
    timeZone,
    offsets, // C's library reads both when Python starts
    locale,
    navigator.languages,
  ]);
}
