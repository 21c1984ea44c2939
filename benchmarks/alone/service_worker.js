// The least that any answer costs: no application, no port, no Python.
const headers = { "content-type": "application/json" };
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.url.endsWith("/json")) {
    event.respondWith(new Response('{"answer":42}', { headers }));
  }
});
