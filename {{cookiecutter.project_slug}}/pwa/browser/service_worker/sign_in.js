// Asks the person for what an answer 401 asks for, as a browser does over a network: nobody else looks
// at the answers that a service worker makes.

import { authorization, basicChallenge, CredentialCache } from "./credentials.js";
import { sw } from "./global.js";
import { shells, tellShells } from "./shells.js";
import { stayAwakeWhile } from "./stay_awake.js";

/** How often it is looked whether the tab that asks the person is still there, in milliseconds. */
const LOOK_MS = 2000;

export const credentials = new CredentialCache();

/** @type {Map<string, Promise<string>>} what the person is asked now, by realm */
const asked = new Map();
stayAwakeWhile(() => asked.size > 0);

/** Have the shells remember them, for the service worker after this one. */
export const remember = () => tellShells({ type: "credentials", all: credentials.all });

/**
 * @param {import("../messages.js").SignIn} message
 * @returns {Promise<{name: string, password: string} | null>} null: the person does not want to, or
 *   there is no tab to ask in
 */
async function askPerson(message) {
  const tabs = await shells();
  const seen = tabs.filter(({ visibilityState }) => visibilityState === "visible");
  const tab = tabs.find(({ focused }) => focused) ?? seen[0] ?? tabs[0];
  if (!tab) return null;
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const look = setInterval(async () => {
      if (!(await sw.clients.get(tab.id))) over(null);
    }, LOOK_MS);
    const over = (/** @type {{name: string, password: string} | null} */ answer) => {
      clearInterval(look);
      resolve(answer);
    };
    port1.onmessage = ({ data }) => over(data);
    tab.postMessage(message, [port2]);
  });
}

/**
 * Ask once for all requests that wait for the same.
 * @param {import("./credentials.js").Challenge} challenge
 * @param {boolean} refused whether what was sent was wrong
 * @returns {Promise<string>} the header's value, "" if the person does not want to
 */
function ask({ realm, utf8 }, refused) {
  const answer =
    asked.get(realm) ??
    askPerson({ type: "sign-in", realm, refused }).then((given) => {
      asked.delete(realm);
      return given ? authorization(given.name, given.password, utf8) : "";
    });
  asked.set(realm, answer);
  return answer;
}

/** @typedef {import("./worker_link.js").Answer} Answer */

/** @param {Answer} answer @returns {import("./credentials.js").Challenge | null} */
function challengeOf({ head }) {
  if (head.status !== 401) return null;
  return basicChallenge(new Headers(JSON.parse(head.headers)).get("www-authenticate") ?? "");
}

/**
 * Ask the application, and the person for name and password where it wants them. What was sent unasked
 * or given by the person and is refused, is asked for again, as browsers do.
 * @param {{url: string, headers: [string, string][], credentials: string}} request
 * @param {(headers: () => [string, string][], before: Answer | null) => Promise<Answer>} send the
 *   request, with the headers that there are when it is handed over: who offers the worker brings
 *   along what is known. `before`: what was answered without them
 * @returns {Promise<Answer>} 401 if the person does not want to
 */
export async function signedIn({ url, headers, credentials: mode }, send) {
  const own = headers.some(([name]) => name.toLowerCase() === "authorization");
  if (own || mode === "omit") return send(() => headers, null);
  let realm = "";
  let sent = "";
  /** @type {() => [string, string][]} */
  const withThem = () => (sent ? [...headers, ["authorization", sent]] : headers);
  let answer = await send(() => {
    ({ realm, authorization: sent } = credentials.unasked(url));
    return withThem();
  }, null);
  for (;;) {
    const challenge = challengeOf(answer);
    if (!challenge) {
      if (sent && answer.head.status !== 401 && credentials.add(url, realm, sent)) void remember();
      return answer;
    }
    const refused = sent !== "" && realm === challenge.realm;
    if (refused && credentials.remove(sent)) void remember();
    realm = challenge.realm;
    sent = credentials.of(realm) || (await ask(challenge, refused));
    if (!sent) return answer;
    answer = await send(withThem, answer);
  }
}
