// Leaving the site. The frame may show no other (the shell's policy says so): the tab goes there, by
// whatever way a page leaves.

import { ownName } from "./tab.js";

/**
 * The part of the Navigation API that is used here.
 * @typedef {Event & {destination: {url: string}, formData: FormData | null,
 *   downloadRequest: string | null, navigationType: string}} NavigateEvent
 */

/**
 * @param {URL} scope the site's root
 * @param {Window} shell
 */
export function watchLeaving(scope, shell) {
  /** @param {string} href @returns {boolean} whether another site, or another part of this one, answers */
  const leaves = (href) => {
    const url = URL.parse(href);
    if (!url || !/^https?:$/.test(url.protocol)) return false;
    return url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname);
  };

  const { navigation } = /** @type {{navigation?: EventTarget}} */ (/** @type {unknown} */ (window));
  navigation?.addEventListener("navigate", (event) => {
    const { cancelable, destination, downloadRequest, formData, navigationType } =
      /** @type {NavigateEvent} */ (event);
    if (!cancelable || formData || downloadRequest !== null || !leaves(destination.url)) return;
    event.preventDefault();
    if (navigationType === "replace") shell.location.replace(destination.url);
    else shell.location.assign(destination.url);
  });

  // A form's body goes along only if the form itself names the tab.
  /** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
  const aim = (form, submitter) => {
    const by = (/** @type {string} */ name) => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name);
    const aimed = submitter?.hasAttribute("formtarget") ? ["formtarget", submitter] : ["target", form];
    const [attribute, element] = /** @type {[string, Element]} */ (aimed);
    const target = ownName(shell, by("target") ?? "_self");
    if (target !== "_self" && target !== "") return;
    const action = URL.parse(by("action") || document.URL, document.baseURI);
    const next = action && leaves(action.href) ? "_top" : "_self";
    if (by("target") || next === "_top") element.setAttribute(attribute, next);
  };
  window.addEventListener(
    "submit",
    ({ target, submitter }) => target instanceof HTMLFormElement && aim(target, submitter),
    { capture: true },
  );
  const { submit } = HTMLFormElement.prototype;
  HTMLFormElement.prototype.submit = function () {
    aim(this, null);
    submit.call(this);
  };

  if (navigation) return;
  // Safari before 26.2 and Firefox before 147 have no Navigation API: links at least.
  window.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link?.href || event.defaultPrevented || event.button !== 0 || !leaves(link.href)) return;
    if (ownName(shell, link.target || "_self") === "_self") link.target = "_top";
  });
}
