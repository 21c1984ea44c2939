// Lets the time of an observation be read and typed in local time. The server gets what the
// clock showed and how far ahead of UTC it was; without this module that is UTC itself.

const field = /** @type {HTMLInputElement} */ (document.getElementById("observed_at"));
const offset = /** @type {HTMLInputElement} */ (document.getElementsByName("utc_offset")[0]);
const hint = /** @type {HTMLElement} */ (document.getElementById("observed_at-hint"));
const MINUTE = 60_000;

/** @param {Date} moment */
function minutesAhead(moment) {
  return -moment.getTimezoneOffset();
}

function showLocal() {
  const utc = Date.parse(`${field.value}Z`) - Number(offset.value) * MINUTE;
  if (Number.isNaN(utc)) return;
  const local = new Date(utc + minutesAhead(new Date(utc)) * MINUTE);
  field.value = local.toISOString().slice(0, field.value.length);
}

/** The offset of the typed time and not of today's: summer time may lie between them. */
function keepOffset() {
  const moment = new Date(field.value);
  if (Number.isNaN(moment.valueOf())) return;
  offset.value = String(minutesAhead(moment));
  const parts = new Intl.DateTimeFormat(undefined, { timeZoneName: "short" }).formatToParts(moment);
  hint.textContent = `local time, ${parts.find((part) => part.type === "timeZoneName")?.value}`;
}

showLocal();
keepOffset();
field.addEventListener("input", keepOffset);
