// The tab's address, as the person sees it.

/**
 * Show another address of the site. Browsers refuse it now and then, Safari from the hundredth time
 * within ten seconds on: then the address is an old one, and the app goes on.
 * @param {string | URL} href
 * @param {unknown} state of the history entry
 */
export function showAddress(href, state) {
  try {
    history.replaceState(state, "", href);
  } catch (error) {
    console.warn("the address could not be shown:", error);
  }
}
