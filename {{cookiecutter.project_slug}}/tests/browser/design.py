"""What Lighthouse checks of a page's design, measured in the page: what is found is wrong."""

FAULTS = """async () => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) &&
    element.getClientRects().length > 0;
  const name = (element) => element.outerHTML.slice(0, 90);
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);

  if (!document.documentElement.lang) faults.push("no language");
  if (!document.title.trim()) faults.push("no title");
  if (!/width=device-width/.test(document.querySelector("meta[name=viewport]")?.content ?? "")) {
    faults.push("no viewport");
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`wider than the screen: ${scrollWidth}`);

  for (const field of all("input:not([type=hidden]), select, textarea")) {
    if (![...field.labels].some((label) => label.textContent.trim()) &&
      !field.getAttribute("aria-label")) faults.push(`no label: ${name(field)}`);
  }
  for (const image of all("img")) {
    if (!image.hasAttribute("alt")) faults.push(`no alternative text: ${name(image)}`);
  }
  for (const target of all("a[href], button, input:not([type=hidden]), select, summary")) {
    const inText = target.matches("p a, li a") && getComputedStyle(target).display === "inline";
    const place = target.closest("label") ?? target;
    const { width, height } = place.getBoundingClientRect();
    if (target.matches(".skip") || inText) continue;
    if (height < 43.5 || width < 43.5) {
      faults.push(`smaller than a thumb, ${width} x ${height}: ${name(target)}`);
    }
  }

  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let place = element; place; place = place.parentElement) {
      const colour = rgba(getComputedStyle(place).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    const probe = document.body.appendChild(document.createElement("div"));
    probe.style.backgroundColor = "Canvas"; // what is behind all, in light or dark
    const { backgroundColor } = getComputedStyle(probe);
    probe.remove();
    return rgba(backgroundColor);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !shown(element) || element.closest(":disabled, noscript")) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const both = [luminance(rgba(color)), luminance(ground(element))];
    const contrast = (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
    const size = parseFloat(fontSize);
    const large = size >= 24 || (size >= 18.66 && fontWeight >= 700);
    if (contrast < (large ? 3 : 4.5)) {
      faults.push(`contrast ${contrast.toFixed(2)}: ${node.data.trim().slice(0, 40)}`);
    }
  }
  return faults;
}"""
"""WCAG 2.2: 1.4.3 contrast, 1.4.10 reflow at 320 pixels, 2.5.5 targets of 44 pixels (those within a
line of text are excepted), 3.1.1 language, 2.4.2 title, 1.3.1 labels."""

UNSEEN_FOCUS = """() => {
  const style = (element) => {
    const place = element.closest("label") ?? element;
    return [element, place].map((one) => {
      const { outlineStyle, outlineWidth, insetBlockStart } = getComputedStyle(one);
      return `${outlineStyle} ${outlineWidth} ${insetBlockStart}`;
    }).join();
  };
  const targets = document.querySelectorAll("a[href], button, input, select, textarea, summary");
  return [...targets].filter((target) => {
    document.activeElement?.blur();
    const before = style(target);
    target.focus({ focusVisible: true });
    return document.activeElement === target && style(target) === before;
  }).map((target) => target.outerHTML.slice(0, 90));
}"""
"""WCAG 2.4.7: the elements whose focus is not to be seen."""

MIRRORED = """() => {
  document.documentElement.dir = "rtl";
  const { scrollWidth, clientWidth } = document.documentElement;
  return [scrollWidth <= clientWidth, getComputedStyle(document.body).direction];
}"""
