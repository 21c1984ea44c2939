// What the shell has to say while the app is shown. It has its own place below the frame, so that
// it covers nothing; one thing at a time.

const place = /** @type {HTMLElement} */ (document.getElementById("notice"));

/** @typedef {[words: string, address: string]} Link */

/**
 * What is said, and what waits for its turn.
 * @type {{topic: string, say: () => void, yields: boolean}[]}
 */
const said = [];

/** @returns {boolean} whether nothing is said at present */
export const isFree = () => said.length === 0;

/**
 * Say something: in place of what was said of the same topic, or when that of another is put away.
 * @param {string} topic
 * @param {string | Node} words
 * @param {object} [options]
 * @param {() => void} [options.put] called when the person has put it away, by whatever button
 * @param {Link} [options.more] opens in another tab
 * @param {[words: string, action: () => void]} [options.offer]
 * @param {[words: string, action: () => void]} [options.decline] in place of "Not now"
 * @param {boolean} [options.yields] whether it goes as soon as there is anything else to say
 */
export function show(topic, words, { put = () => {}, more, offer, decline, yields = false } = {}) {
  const text = document.createElement("p");
  text.append(words);
  if (more) {
    const [textContent, href] = more;
    text.append(" ", Object.assign(document.createElement("a"), { href, target: "_blank", textContent }));
  }
  const close = (/** @type {string} */ label, /** @type {() => void} */ action) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.onclick = () => {
      put();
      said.shift();
      place.replaceChildren();
      said[0]?.say();
      document.getElementById("app")?.focus();
      action();
    };
    return button;
  };
  const away = decline ?? [offer ? "Not now" : "Close", () => {}];
  const buttons = [...(offer ? [close(...offer)] : []), close(...away)];
  const notice = { topic, say: () => place.replaceChildren(text, ...buttons), yields };
  if (said[0]?.yields) said.shift();
  const at = said.findIndex((other) => other.topic === topic);
  if (at < 0) said.push(notice);
  else said[at] = notice;
  if (said[0] === notice) notice.say();
}

/** Say no more of a topic, unasked. @param {string} topic */
export function withdraw(topic) {
  const at = said.findIndex((other) => other.topic === topic);
  if (at < 0) return;
  said.splice(at, 1);
  if (at > 0) return;
  place.replaceChildren();
  said[0]?.say();
}
