// A tab that shows the answer to a form notes its key in its history entry (frame.js), so that the
// same page can be shown after a reload, which opens the address anew.

import { answersCache } from "../messages.js";

/**
 * If the tab showed the answer to a form, let the next request for the tab's address get it. Where
 * that fails, the address is opened without it.
 * @param {string} scope absolute URL
 */
export async function reopenAnswer(scope) {
  const key = history.state?.form;
  try {
    const cache = await caches.open(answersCache(scope));
    if (key) await cache.put(location.href, new Response(key));
    else await cache.delete(location.href); // of a tab that was closed before it came so far
  } catch (error) {
    console.warn("the answer to a form is not shown again:", error);
  }
}
