// The reference way from a request to the application: find a page, ask it, let it ask its worker.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function viaPage(request) {
  const { method, url } = request;
  const headers = [...request.headers];
  const body = method === "GET" ? new ArrayBuffer(0) : await request.arrayBuffer();
  const [page] = await self.clients.matchAll({ type: "window" });
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
  page.postMessage({ method, url, headers, body }, [port2]);
  const answer = await answered;
  return new Response(answer.body, answer);
}

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (["/json", "/plain"].includes(pathname)) event.respondWith(viaPage(event.request));
});
