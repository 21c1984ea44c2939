// How long a download still takes, from how fast it was of late.

/** Of late, in milliseconds; and how much of that has to be known. */
const WINDOW_MS = 20_000;
const ENOUGH_MS = 3000;

export class Remaining {
  /** @type {{now: number, fetched: number}[]} */
  #seen = [];

  /**
   * @param {number} now milliseconds
   * @param {number} fetched bytes that have arrived; less than before when another try began
   * @param {number} left bytes that are still to come
   * @returns {number | null} seconds, or null while it is not known
   */
  seconds(now, fetched, left) {
    if (fetched < (this.#seen.at(-1)?.fetched ?? 0)) this.#seen = [];
    this.#seen.push({ now, fetched });
    while (now - /** @type {{now: number}} */ (this.#seen[0]).now > WINDOW_MS) this.#seen.shift();
    const first = /** @type {{now: number, fetched: number}} */ (this.#seen[0]);
    const bytes = fetched - first.fetched;
    if (now - first.now < ENOUGH_MS || bytes === 0) return null;
    return ((now - first.now) / 1000) * (left / bytes);
  }
}

/** @param {number | null} seconds @returns {string} what to say after the megabytes */
export function inWords(seconds) {
  if (seconds === null) return "";
  if (seconds < 60) return ", less than a minute left";
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return minutes === 1 ? ", about a minute left" : `, about ${minutes} minutes left`;
  return `, about ${Math.round(minutes / 60)} hours left`;
}
