// Asks the person for a name and a password (HTTP's Basic authentication), as the browser itself would
// if the app were on a server. They are kept in this page's memory, for service workers to come, and
// nowhere else.

import { element } from "../elements.js";

/** @typedef {import("../messages.js").SignIn} SignIn */
/** @typedef {{name: string, password: string} | null} Given  null: the person does not want to. */

const dialog = element("sign-in", HTMLDialogElement);
const form = element("sign-in-form", HTMLFormElement);
const name = element("sign-in-name", HTMLInputElement);
const password = element("sign-in-password", HTMLInputElement);
const refusal = element("sign-in-refused", HTMLElement);
/** The value of the button that says yes. */
const YES = "yes";

/** @type {readonly import("../messages.js").Credentials[]} */
let kept = [];
export const keptCredentials = () => [...kept];

/** @param {import("../messages.js").KeepCredentials} message */
export function keepCredentials({ all }) {
  kept = all;
}

/** What is asked now, and waits to be, by realm: a service worker may be stopped and ask again. */
const asked = /** @type {Map<string, Promise<Given>>} */ (new Map());
/** One after the other. */
let last = /** @type {Promise<unknown>} */ (Promise.resolve());

/** @param {SignIn} message @returns {Promise<Given>} */
export function askToSignIn(message) {
  const { realm } = message;
  const waiting = asked.get(realm);
  if (waiting) return waiting;
  const given = last.then(() => open(message)).finally(() => asked.delete(realm));
  asked.set(realm, given);
  last = given.catch(() => {});
  return given;
}

/** @param {SignIn} message @returns {Promise<Given>} */
function open({ realm, refused }) {
  element("sign-in-realm", HTMLElement).textContent = realm;
  refusal.hidden = !refused;
  dialog.returnValue = ""; // Escape leaves it as it is
  dialog.showModal();
  if (refused) password.focus();
  return new Promise((resolve) => {
    const closed = () => {
      const yes = dialog.returnValue === YES;
      resolve(yes ? { name: name.value, password: password.value } : null);
      password.value = "";
      if (!yes) form.reset();
    };
    dialog.addEventListener("close", closed, { once: true });
  });
}
