// The report as elements of the page.

import { element, make } from "../elements.js";

/** @param {import("./report.js").Section[]} report */
export function show(report) {
  const sections = report.map(({ id, title, rows, none }) => {
    const heading = Object.assign(make("h2", title), { id });
    const lines = rows.map(([name, value]) => {
      return make("tr", Object.assign(make("th", name), { scope: "row" }), make("td", make("bdi", value)));
    });
    const content = rows.length > 0 ? make("table", make("tbody", ...lines)) : make("p", none);
    const section = make("section", heading, content);
    section.setAttribute("aria-labelledby", id);
    return section;
  });
  element("report", HTMLElement).replaceChildren(...sections);
  // The browser looked for #version before it was there.
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}
