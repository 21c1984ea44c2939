// Names and passwords that the person has given for HTTP's Basic authentication (RFC 7617), in memory
// only. A service worker loses its memory: the shells have them too, and bring them along with each
// offer of the worker.

/**
 * @typedef {object} Challenge  What an answer 401 asks for.
 * @property {string} realm
 * @property {boolean} utf8 whether name and password are encoded so
 *
 * @typedef {object} Credentials
 * @property {string} realm
 * @property {string} folder a URL: they belong to what is below it, and are sent unasked there
 * @property {string} authorization the header's value
 */

const TOKEN = "[!#$%&'*+.^_`|~\\w-]+";
const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"';
/** A scheme or a parameter, each with what follows up to the next one (RFC 9110, section 11.6.1). */
const PART = new RegExp(`(${TOKEN})(?:\\s*=\\s*(?:${QUOTED}|(${TOKEN})))?`, "gy");
/** Also what else than letters other schemes have in the place of parameters (token68). */
const BETWEEN = /^[\s,=/]*/;

/**
 * @param {string} header WWW-Authenticate, perhaps with several challenges
 * @returns {Challenge | null} the first that is Basic
 */
export function basicChallenge(header) {
  let basic = false;
  /** @type {Challenge | null} */
  let found = null;
  PART.lastIndex = 0;
  for (;;) {
    PART.lastIndex += BETWEEN.exec(header.slice(PART.lastIndex))?.[0].length ?? 0;
    const part = PART.exec(header);
    if (!part) return found;
    const [, name = "", quoted, plain] = part;
    const value = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    if (value === undefined) {
      if (found) return found;
      basic = name.toLowerCase() === "basic";
      if (basic) found = { realm: "", utf8: false };
    } else if (basic && found) {
      if (name.toLowerCase() === "realm") found.realm = value;
      if (name.toLowerCase() === "charset") found.utf8 = value.toLowerCase() === "utf-8";
    }
  }
}

/**
 * @param {string} name
 * @param {string} password
 * @param {boolean} utf8 what the challenge said; without it Latin-1, as Chromium does, if that will do
 * @returns {string} the header's value
 */
export function authorization(name, password, utf8) {
  const text = `${name}:${password}`;
  const latin = !utf8 && /^[\0-\xFF]*$/.test(text);
  const bytes = latin
    ? Array.from(text, (letter) => letter.charCodeAt(0))
    : new TextEncoder().encode(text);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** @param {string} url @returns {string} up to the last slash of its path (RFC 7617, section 2.2) */
const folderOf = (url) => url.replace(/[?#].*/, "").replace(/[^/]*$/, "");

/** @type {Credentials} */
const NONE = { realm: "", folder: "", authorization: "" };

export class CredentialCache {
  /** @type {Credentials[]} */
  #all = [];

  get all() {
    return [...this.#all];
  }

  /** @param {string} url @returns {Credentials} those to send there unasked, NONE */
  unasked(url) {
    const fitting = this.#all.filter(({ folder }) => folderOf(url).startsWith(folder));
    fitting.sort((a, b) => b.folder.length - a.folder.length);
    return fitting[0] ?? NONE;
  }

  /** @param {string} realm @returns {string} the header to answer a challenge with, "" for none */
  of(realm) {
    return this.#all.find((known) => known.realm === realm)?.authorization ?? "";
  }

  /**
   * The application has taken them.
   * @param {string} url where
   * @param {string} realm
   * @param {string} authorization
   * @returns {boolean} whether that was not known
   */
  add(url, realm, authorization) {
    const folder = folderOf(url);
    const same = this.#all.filter((known) => known.authorization === authorization);
    const known = same.some((other) => other.realm === realm && folder.startsWith(other.folder));
    if (known) return false;
    const others = this.#all.filter((other) => other.realm !== realm || same.includes(other));
    this.#all = [...others, { realm, folder, authorization }];
    return true;
  }

  /** The application has refused them. @param {string} authorization @returns {boolean} */
  remove(authorization) {
    const before = this.#all.length;
    this.#all = this.#all.filter((known) => known.authorization !== authorization);
    return this.#all.length < before;
  }

  /** What a shell has remembered. @param {Credentials[]} remembered */
  restore(remembered) {
    if (this.#all.length === 0) this.#all = [...remembered];
  }
}
