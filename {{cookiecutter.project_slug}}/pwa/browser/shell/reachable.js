// Whether the site's host can be reached, and waiting until it can be.

/** How long the host may take to answer, in milliseconds. */
const ANSWER_MS = 15_000;
/** The pauses between two tries, in milliseconds: each twice the one before. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** @param {string} url @returns {Promise<boolean>} */
export async function isReachable(url) {
  const signal = AbortSignal.timeout(ANSWER_MS);
  const answer = await fetch(url, { cache: "no-store", signal }).catch(() => null);
  return answer?.ok === true;
}

/** @param {number} ms @returns {Promise<void>} earlier when the browser sees a network again */
function pause(ms) {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      window.removeEventListener("online", over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    window.addEventListener("online", over);
  });
}

/**
 * Wait for it.
 * @param {string} url
 */
export async function whenReachable(url) {
  for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(2 * ms, LONGEST_PAUSE_MS)) {
    await pause(ms);
    if (await isReachable(url)) return;
  }
}
