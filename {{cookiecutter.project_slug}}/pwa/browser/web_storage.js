// What is kept beside the records: answers of the person, notes for whoever helps. A browser may have
// no room for it, refuse it (cookies are blocked: the very name throws) or not have it (null in
// Firefox without dom.storage.enabled): then it is not kept, and nothing else fails.

class Kept {
  /** @param {() => Storage} storage */
  constructor(storage) {
    this.storage = storage;
  }

  /** @param {string} key @returns {string | null} */
  get(key) {
    try {
      return this.storage().getItem(key);
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {string} value */
  set(key, value) {
    try {
      this.storage().setItem(key, value);
    } catch {
      // as above
    }
  }

  /** @param {string} key */
  remove(key) {
    try {
      this.storage().removeItem(key);
    } catch {
      // as above
    }
  }
}

/** For ever, and for all tabs. */
export const kept = new Kept(() => localStorage);

/** For this tab, until it is closed. */
export const keptInTab = new Kept(() => sessionStorage);
