// Upload progress of XMLHttpRequest. Chromium tells it from the network, and a service worker's answer
// has none: after `loadstart` nothing came. The browser hands the body over at once and whole, so that is
// what is told. Source of the order: WHATWG XMLHttpRequest, "The send(body) method".

/** @type {WeakMap<XMLHttpRequest, boolean>} whether the service worker answers what is open */
const served = new WeakMap();

/** @type {WeakSet<XMLHttpRequestUpload>} */
const watched = new WeakSet();

const TYPES = /** @type {const} */ (["progress", "load", "loadend", "error", "abort", "timeout"]);

/**
 * Tell of the body of `request`, in place of a browser that does not. Before the page has added a
 * listener, so that its own events can be kept from telling twice.
 * @param {XMLHttpRequest} request
 * @param {XMLHttpRequestUpload} upload
 */
function watch(request, upload) {
  if (watched.has(upload)) return;
  watched.add(upload);
  let timer = 0;
  let told = false;
  upload.addEventListener("loadstart", ({ isTrusted, total }) => {
    clearTimeout(timer);
    told = false;
    if (!isTrusted || total === 0 || !served.get(request)) return;
    timer = setTimeout(() => {
      told = true;
      for (const type of /** @type {const} */ (["progress", "load", "loadend"])) {
        upload.dispatchEvent(new ProgressEvent(type, { lengthComputable: true, loaded: total, total }));
      }
    });
  });
  for (const type of TYPES) {
    upload.addEventListener(type, (event) => {
      if (!event.isTrusted) return;
      clearTimeout(timer); // the browser tells by itself, or it is over
      if (told) event.stopImmediatePropagation();
    });
  }
}

/**
 * @param {URL} scope the site's root
 * @param {(url: string, scope: URL) => boolean} isAnswered
 */
export function tellUploads(scope, isAnswered) {
  const { prototype } = XMLHttpRequest;
  const { open } = prototype;
  const { get } = /** @type {{get: () => XMLHttpRequestUpload}} */ (
    Object.getOwnPropertyDescriptor(prototype, "upload")
  );
  /** @this {XMLHttpRequest} @param {[string, string, ...unknown[]]} rest */
  const opened = function (...rest) {
    Reflect.apply(open, this, rest);
    const url = URL.parse(String(rest[1]), document.baseURI);
    served.set(this, Boolean(url && isAnswered(url.href, scope)));
  };
  prototype.open = /** @type {XMLHttpRequest["open"]} */ (opened);
  Object.defineProperty(prototype, "upload", {
    configurable: true,
    enumerable: true,
    /** @this {XMLHttpRequest} */
    get() {
      const upload = get.call(this);
      watch(this, upload);
      return upload;
    },
  });
}
