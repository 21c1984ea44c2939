// navigator.locks of a page: without those by which the runtime's parts know of each other. Who took
// one of them would stop the app, or have two workers open the database.

import { isRuntime } from "../messages.js";
import { locks } from "./own.js";
import { dress, replace } from "./stand_in.js";

/** @param {LockInfo[] | undefined} list */
const visible = (list) => list?.filter(({ name }) => !isRuntime(name)) ?? [];

/** @param {LockManager} own */
const standIn = (own) =>
  dress({}, LockManager, {
    /** @param {string} name @param {[any, any?]} rest */
    async request(name, ...rest) {
      if (!isRuntime(name)) return own.request(name, .../** @type {[any, any]} */ (rest));
      throw new DOMException(`The lock ${name} is not the application's.`, "NotSupportedError");
    },
    async query() {
      const { held, pending } = await own.query();
      return { held: visible(held), pending: visible(pending) };
    },
  });

export function guardLocks() {
  if (locks) replace(Navigator.prototype, "locks", standIn(locks));
}
