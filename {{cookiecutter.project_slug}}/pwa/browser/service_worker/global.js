/**
 * The service worker's global scope, typed: TypeScript takes `self` for a dedicated worker's.
 */
export const sw = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
