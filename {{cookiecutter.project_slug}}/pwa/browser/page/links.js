// Links that a frame with a service worker follows wrongly.

/**
 * @param {string | null} disposition a Content-Disposition header
 * @returns {string} the file name that it gives, or ""
 */
export function fileName(disposition) {
  const extended = /filename\*=utf-8''([^;]+)/i.exec(disposition ?? "")?.[1];
  if (extended) return decodeURIComponent(extended);
  const plain = /filename="((?:[^"\\]|\\.)*)"|filename=([^;]+)/i.exec(disposition ?? "");
  return (plain?.[1]?.replace(/\\(.)/g, "$1") ?? plain?.[2] ?? "").trim();
}

/**
 * Chromium fetches `a[download]` from the network, past the service worker: fetch it here.
 * @param {HTMLAnchorElement} link
 */
async function download(link) {
  const response = await fetch(link.href);
  const blob = URL.createObjectURL(await response.blob());
  const last = new URL(link.href).pathname.split("/").pop() ?? "";
  const name = fileName(response.headers.get("content-disposition")) || link.download || last;
  Object.assign(document.createElement("a"), { href: blob, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(blob), 60_000);
}

/**
 * @param {URL} scope the site's root
 */
export function watchLinks(scope) {
  window.addEventListener("click", (event) => {
    const { target } = event;
    const link = target instanceof Element ? target.closest("a") : null;
    if (!link?.href || event.defaultPrevented || event.button !== 0) return;
    if (!link.href.startsWith(scope.href) || !link.hasAttribute("download")) return;
    event.preventDefault();
    void download(link);
  });
}
