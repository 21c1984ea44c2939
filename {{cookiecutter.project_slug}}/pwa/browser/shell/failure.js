// The one way from anything that was thrown to words.

import { showProblem } from "./cover.js";
import { noteProblem } from "./diary_notes.js";
import { asProblem } from "./problems.js";

/**
 * @param {unknown} thrown a Problem, or whatever else
 * @param {() => void} [view] as of `showProblem`
 */
export function fail(thrown, view) {
  const problem = asProblem(thrown);
  showProblem(problem, view);
  noteProblem(problem);
}
