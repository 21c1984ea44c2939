// The reference way from a request to the application, that of simonw/research's
// pyodide-asgi-browser: look for the page among all windows, ask it over a port made for this one
// request, let it ask its worker and hand back the whole answer.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function viaPage(request) {
  const { method, url } = request;
  const headers = [...request.headers];
  const body = method === "GET" ? new ArrayBuffer(0) : await request.arrayBuffer();
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = windows.find(({ url }) => new URL(url).pathname === "/");
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
