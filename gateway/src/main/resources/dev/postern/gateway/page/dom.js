// The only place that makes elements. Everything that comes from elsewhere becomes text, never markup.

/** An element with attributes, listeners (keys that begin with "on") and children: elements, texts, or nothing. */
export function el(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== undefined && value !== null) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Puts other children into an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
}

/** Tells people who listen to the page what has changed. */
export function say(text) {
  document.getElementById("said").textContent = text;
}

/** A piece of somebody else's text: shown in its own direction, so that it cannot turn what stands beside it. */
export function theirs(text, kind = "span", cls = "theirs") {
  return el(kind, { class: cls, dir: "auto" }, text);
}
