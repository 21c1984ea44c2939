// Shows the API's description with Swagger UI, where that is there; else the page's link stays.

const place = /** @type {HTMLElement} */ (document.getElementById("swagger-ui"));
const { SwaggerUIBundle } =
  /** @type {{ SwaggerUIBundle?: (options: object) => void }} */ (globalThis);

if (SwaggerUIBundle) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", follow);
  follow();
  // validatorUrl: the default would send the description to a server on the internet.
  SwaggerUIBundle({ url: place.getAttribute("data-openapi"), domNode: place, validatorUrl: null });
}
