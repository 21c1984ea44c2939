// Whether a tab can be loaded anew: not while somebody types there what is not saved.

import { shells } from "./shells.js";

/** How long a tab may take to answer, in milliseconds; one that sleeps does not. */
const ANSWER_MS = 1000;

/**
 * @param {Client | null} asker the shell that asks
 * @param {{includeUncontrolled?: boolean}} [options] as of `shells`
 * @returns {Promise<import("../messages.js").Obstacle>} what stands against loading all tabs anew
 */
export async function askAll(asker, options) {
  const tabs = await shells(options);
  const answers = await Promise.all(tabs.map(async (tab) => [tab.id, await ask(tab)]));
  const own = answers.find(([id]) => id === asker?.id)?.[1];
  if (own === "unsaved") return "unsaved-here";
  const others = answers.filter(([id]) => id !== asker?.id).map(([, answer]) => answer);
  if (others.includes("unsaved")) return "unsaved-elsewhere";
  return others.includes("silent") ? "silent" : "";
}

/** @param {Client} tab @returns {Promise<"free" | "unsaved" | "silent">} */
function ask(tab) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(resolve, ANSWER_MS, "silent");
    /** @type {import("../messages.js").AskUnsaved} */
    const message = { type: "ask-unsaved" };
    tab.postMessage(message, [port2]);
  });
}
