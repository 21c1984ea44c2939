import { codeOf } from "../problem_code.js";

/** A step of the start that failed, in the terms of `shell/problems.js`. */
export class StartFailed extends Error {
  /**
   * @param {import("../shell/problems.js").ProblemCode} code
   * @param {string} detail for whoever helps
   */
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }

  /**
   * @param {import("../shell/problems.js").ProblemCode} code for what does not say it itself
   * @param {unknown} error
   */
  static from(code, error) {
    if (error instanceof StartFailed) return error;
    const known = codeOf(error, code);
    if (known !== code) return new StartFailed(known, String(error));
    return new StartFailed(code, error instanceof Error ? error.message : String(error));
  }
}
