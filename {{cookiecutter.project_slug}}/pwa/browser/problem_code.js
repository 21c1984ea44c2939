/**
 * What a browser's error means, by its name, in the terms of shell/problems.js.
 * @param {unknown} error
 * @param {import("./shell/problems.js").ProblemCode} otherwise for a name that says nothing
 * @returns {import("./shell/problems.js").ProblemCode}
 */
export function codeOf(error, otherwise) {
  const name = error instanceof Error ? error.name : "";
  if (name === "QuotaExceededError") return "storage-full";
  if (name === "SecurityError" || name === "NotAllowedError") return "blocked";
  return otherwise;
}
