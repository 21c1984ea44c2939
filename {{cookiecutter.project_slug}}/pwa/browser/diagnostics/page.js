// The report as elements of the page.

/** @template {HTMLElement} T @param {string} id @param {new () => T} type @returns {T} */
export function element(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

/** @param {string} tag @param {...(string | Node)} children */
function make(tag, ...children) {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}

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
