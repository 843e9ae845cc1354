import { el } from "./dom.js";

const KEPT = "postern-shortcuts-off";
const known = new Map();
const root = document.documentElement;
let settling = 0;

/** How long something that has just come into view takes no answer, in ms: what is typed then was meant for another. */
export const SETTLES = 1000;

function unsettle() {
  clearTimeout(settling);
  delete root.dataset.keys;
  settling = setTimeout(() => {
    root.dataset.keys = "taken";
  }, SETTLES);
}

unsettle();
window.addEventListener("focus", unsettle);
document.addEventListener("visibilitychange", unsettle);

/** Makes a key do something, unless somebody is typing or has turned shortcuts off. */
export function shortcut(key, says, action) {
  known.set(key, { says, action });
}

function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function off() {
  try {
    return localStorage.getItem(KEPT) === "1";
  } catch {
    return false;
  }
}

document.addEventListener("keydown", (event) => {
  const pressed = known.get(event.key);
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (!pressed || !plain || off() || typing(event.target) || document.querySelector("dialog[open]")) {
    return;
  }
  if (!root.dataset.keys) {
    // Somebody who goes on typing has not looked yet.
    unsettle();
    return;
  }
  event.preventDefault();
  if (!event.repeat) {
    pressed.action();
  }
});

/** The list of shortcuts for the foot of the page, with the switch that turns them off. */
export function shortcuts() {
  const turn = el("input", { type: "checkbox", id: "shortcuts" });
  turn.checked = !off();
  turn.addEventListener("change", () => {
    try {
      localStorage.setItem(KEPT, turn.checked ? "0" : "1");
    } catch {
      // A browser that keeps nothing has its shortcuts back with the next page.
    }
  });
  return el(
    "details",
    { class: "shortcuts" },
    el("summary", {}, "Keyboard"),
    el("dl", {}, ...[...known].map(([key, { says }]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, says)))),
    el("p", {}, turn, " ", el("label", { for: "shortcuts" }, "Single keys do this. Without them everything is reached with Tab and Enter.")),
  );
}
