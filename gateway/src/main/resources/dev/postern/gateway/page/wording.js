import { el } from "./dom.js";

// The text is the gateway's own print of what would run: texts in quotes, every control character written out.
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|\b(true|false|null)\b/g;

/** What would run, exactly as the gateway printed it; colours help the eye and change no character. */
export function wording(text, label) {
  const block = el("pre", { class: "wording", dir: "ltr", tabindex: "0", role: "region", "aria-label": label });
  const first = text.indexOf("\n");
  const head = first < 0 ? text : text.slice(0, first);
  block.append(el("span", { class: "label" }, head));
  if (first >= 0) {
    block.append("\n");
    for (const line of text.slice(first + 1).split(/(?<=\n)/)) {
      block.append(lined(line));
    }
  }
  return block;
}

/** A line of its own: where it is broken it goes on further in, so that nothing in it can pose as the next. */
function lined(text) {
  const line = el("span", { class: "line" });
  line.style.setProperty("--indent", String(text.length - text.trimStart().length + 2));
  coloured(line, text);
  return line;
}

function coloured(block, text) {
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    block.append(text.slice(at, found.index));
    const [whole, quoted, colon] = found;
    if (quoted !== undefined && colon !== undefined) {
      block.append(el("span", { class: "key" }, quoted), colon);
    } else {
      block.append(el("span", { class: quoted === undefined ? "fixed" : "text" }, whole));
    }
    at = found.index + whole.length;
  }
  block.append(text.slice(at));
}
