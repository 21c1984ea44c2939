// Lets the time of an observation be read and typed in local time. The server gets what the clock
// showed and how far ahead of UTC it was; without this module that is UTC itself. Both stand for
// the very moment that the server gave, until the person types another time: an hour that comes
// twice, when the clocks are set back, cannot be told from what a clock showed.

const field = /** @type {HTMLInputElement} */ (document.getElementById("observed_at"));
const offset = /** @type {HTMLInputElement} */ (document.getElementsByName("utc_offset")[0]);
const hint = /** @type {HTMLElement} */ (document.getElementById("observed_at-hint"));
const MINUTE = 60_000;
const zoneName = new Intl.DateTimeFormat(undefined, { timeZoneName: "short" });

/** @param {string} text @returns {number} when a clock in UTC shows it; NaN where it is no time */
function inUtc(text) {
  return Date.parse(`${text}Z`);
}

/** @param {number} moment @param {number} length @returns {string} what a clock here shows */
function onClock(moment, length) {
  const ahead = -new Date(moment).getTimezoneOffset() * MINUTE;
  return new Date(Math.round(moment + ahead)).toISOString().slice(0, length);
}

/** @param {number} moment that the field stands for */
function keep(moment) {
  offset.value = String((inUtc(field.value) - moment) / MINUTE);
  const parts = zoneName.formatToParts(moment);
  const zone = parts.find((part) => part.type === "timeZoneName")?.value;
  const clock = onClock(moment, field.value.length);
  hint.textContent =
    clock === field.value
      ? `local time, ${zone}`
      : `local clocks skipped this time: saved as ${clock.slice(11)}, ${zone}`;
}

function showGiven() {
  const ahead = offset.value && Number(offset.value) * MINUTE;
  const moment = ahead === "" ? Date.parse(field.value) : inUtc(field.value) - ahead;
  if (Number.isNaN(moment)) return;
  // Not typed by a person, and so nothing that would be lost with the page.
  field.value = field.defaultValue = onClock(moment, field.value.length);
  keep(moment);
}

showGiven();
const given = Number(offset.value) * MINUTE;

/** As far ahead of UTC as what was given, where a clock here can show that. */
function readTyped() {
  const typed = inUtc(field.value);
  if (Number.isNaN(typed)) return;
  const fits = onClock(typed - given, field.value.length) === field.value;
  keep(fits ? typed - given : Date.parse(field.value));
}

field.addEventListener("input", readTyped);
