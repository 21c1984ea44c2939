// Puts the times of a page, which are in UTC, in the device's time zone, and names the zone.

const format = new Intl.DateTimeFormat(undefined, {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
  timeZoneName: "short",
});

function localize() {
  for (const element of document.querySelectorAll("time[data-local-time]")) {
    const moment = new Date(element.getAttribute("datetime") ?? "");
    if (!Number.isNaN(moment.valueOf())) element.textContent = format.format(moment);
  }
}

localize();
document.addEventListener("htmx:after:swap", localize);
