// The least that any answer costs: no application, no port, no Python.
const headers = { "content-type": "application/json" };
const PIECE = 256 * 1024;
const PIECES = 400;
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

function pieces() {
  let left = PIECES;
  return new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new Uint8Array(PIECE));
      else controller.close();
    },
  });
}

self.addEventListener("fetch", (event) => {
  const { url } = event.request;
  if (url.endsWith("/json") || url.endsWith("/plain")) {
    event.respondWith(new Response('{"answer":42}', { headers }));
  } else if (url.endsWith("/stream")) {
    event.respondWith(new Response(pieces()));
  }
});
