// Fills in the position from the device's receiver. It shows how good the position is while it
// gets better and leaves it to the person when to take it; the form can be saved at any moment.

/** @template {HTMLElement} T @param {string} selector @returns {T} */
function find(selector) {
  return /** @type {T} */ (document.querySelector(selector));
}

const panel = find("[data-position-finder]");
const start = /** @type {HTMLButtonElement} */ (find("[data-find]"));
const finding = find("[data-finding]");
const reading = find("[data-reading]");
const elapsed = find("[data-elapsed]");
const accept = /** @type {HTMLButtonElement} */ (find("[data-accept]"));
const message = find("[data-message]");
const latitude = /** @type {HTMLInputElement} */ (find("#latitude"));
const longitude = /** @type {HTMLInputElement} */ (find("#longitude"));
const accuracy = /** @type {HTMLInputElement} */ (find("#accuracy"));

/** @type {GeolocationCoordinates | undefined} */
let best;
/** @type {number | undefined} */
let watch;
/** @type {ReturnType<typeof setInterval> | undefined} */
let clock;

function search() {
  best = undefined;
  accept.disabled = true;
  reading.textContent = "Searching…";
  message.textContent = "";
  start.hidden = true;
  finding.hidden = false;
  const began = Date.now();
  const tick = () => (elapsed.textContent = `${Math.round((Date.now() - began) / 1000)} s`);
  tick();
  clock = setInterval(tick, 1000);
  // No timeout: the first position under trees can take minutes, and nothing waits for it.
  const options = { enableHighAccuracy: true, maximumAge: 0 };
  watch = navigator.geolocation.watchPosition(show, fail, options);
}

/** @param {GeolocationPosition} position */
function show({ coords }) {
  // The latest and not the most accurate one: the person may have walked on.
  best = coords;
  accept.disabled = false;
  reading.textContent = `Accurate to ${metres(coords.accuracy)} m`;
}

/** @param {GeolocationPositionError} error */
function fail(error) {
  if (error.code === error.PERMISSION_DENIED) {
    stop("This site may not use the position. You can type it in, or save without it.");
  } else {
    message.textContent = "No position yet. Still searching; you can save without it.";
  }
}

/** @param {string} [text] */
function stop(text = "") {
  if (watch !== undefined) navigator.geolocation.clearWatch(watch);
  clearInterval(clock);
  watch = undefined;
  finding.hidden = true;
  start.hidden = false;
  message.textContent = text;
}

function take() {
  if (!best) return;
  // Six decimals are a tenth of a metre.
  latitude.value = String(Number(best.latitude.toFixed(6)));
  longitude.value = String(Number(best.longitude.toFixed(6)));
  accuracy.value = metres(best.accuracy);
  stop(`Position taken, accurate to ${accuracy.value} m.`);
  start.textContent = "Find it again";
  start.focus();
}

/** @param {number} value */
function metres(value) {
  return String(value < 10 ? Number(value.toFixed(1)) : Math.round(value));
}

if ("geolocation" in navigator) {
  panel.hidden = false;
  start.addEventListener("click", search);
  accept.addEventListener("click", take);
  find("[data-stop]").addEventListener("click", () => stop());
  // The receiver empties the battery: never leave it on behind the person's back.
  addEventListener("pagehide", () => stop());
  // A measured accuracy says nothing about a position that was typed.
  for (const field of [latitude, longitude]) {
    field.addEventListener("input", () => (accuracy.value = ""));
  }
}
