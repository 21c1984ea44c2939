// Only in sites that `python -m pwa serve --watch` serves: lets the open tab follow the next build.
// The service worker of such a site takes over at once, and nobody is asked.

const { serviceWorker } = navigator;
const scope = new URL("./", document.baseURI);

let controlled = Boolean(serviceWorker?.controller); // on a first visit, taking over is no update
serviceWorker?.addEventListener("controllerchange", () => {
  if (controlled) location.reload();
  controlled = true;
});

// The version that the host has now, and each one after it; its stream is never the app's to answer.
const versions = new EventSource(new URL("_pwa/watch/versions", scope));
versions.addEventListener("message", async ({ data }) => {
  if (data === BUILD.version) return;
  const registration = await serviceWorker?.getRegistration(scope);
  await registration?.update().catch((error) => console.warn(error)); // the next version may install
});
