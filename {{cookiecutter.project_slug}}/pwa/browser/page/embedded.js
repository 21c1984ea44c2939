// What <object> and <embed> show: Chromium fetches it past the service worker. So it is fetched here,
// and given to them as a blob. Not documents of HTML, whose own addresses would not hold: those belong
// into an <iframe>, which works.

import { isAnswered } from "./answered.js";

const ADDRESS = { OBJECT: "data", EMBED: "src" };

/**
 * @param {Element} element
 * @param {string} attribute
 * @param {string} address as it stands there
 */
async function show(element, attribute, address) {
  const response = await fetch(new URL(address, document.baseURI));
  const type = response.headers.get("content-type") ?? "";
  if (/^text\/html\b/i.test(type)) {
    const name = element.localName;
    return console.error(`<${name}> cannot show ${response.url}, a page of the app: use an <iframe>.`);
  }
  const blob = await response.blob();
  if (!response.ok || element.getAttribute(attribute) !== address) return;
  // An <object> that has failed once never tries again (Chromium): a copy takes its place.
  const shown = element.localName === "object" ? /** @type {Element} */ (element.cloneNode(true)) : element;
  shown.setAttribute(attribute, URL.createObjectURL(blob)); // for as long as this page lives
  if (shown !== element) element.replaceWith(shown);
}

/** @param {URL} scope the site's root */
export function showEmbedded(scope) {
  const look = (/** @type {Node} */ node) => {
    const attribute = ADDRESS[/** @type {keyof typeof ADDRESS} */ (node.nodeName)];
    const element = /** @type {Element} */ (node);
    const address = attribute && element.getAttribute(attribute);
    const url = address ? URL.parse(address, document.baseURI) : null;
    if (!attribute || !address || !url || !isAnswered(url.href, scope)) return;
    show(element, attribute, address).catch((error) => console.error(error));
  };
  const observer = new MutationObserver((records) => {
    for (const { target, type, addedNodes } of records) {
      if (type === "attributes") look(target);
      for (const node of addedNodes) {
        look(node);
        if (node instanceof Element) node.querySelectorAll("object, embed").forEach(look);
      }
    }
  });
  const attributeFilter = Object.values(ADDRESS);
  observer.observe(document, { childList: true, subtree: true, attributes: true, attributeFilter });
}
