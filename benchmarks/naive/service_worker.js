// The reference way from a request to the application: find a page, ask it, let it ask its worker.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function viaPage(path) {
  const [page] = await self.clients.matchAll({ type: "window" });
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
  page.postMessage({ path }, [port2]);
  const { status, body } = await answered;
  return new Response(body, { status, headers: { "content-type": "application/json" } });
}

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (pathname === "/json") event.respondWith(viaPage(pathname));
});
