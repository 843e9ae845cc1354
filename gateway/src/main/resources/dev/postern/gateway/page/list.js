import { el, fill, say, theirs } from "./dom.js";
import { keepAsking, read } from "./gateway.js";
import { shortcut } from "./keys.js";
import { ago, countdown } from "./time.js";
import { standing } from "./request.js";

const EVERY = 4000;
const ENDED_SHOWN = 20;

/** The list: what waits for me, what I asked, what else I can see, and what has ended. */
export function showList(main, trouble) {
  document.title = "Requests · Postern";
  const body = el("div", { class: "groups" });
  fill(main, el("h1", {}, "Requests"), body);
  let before = null;
  let told = "";
  const again = keepAsking(async () => {
    try {
      const { requests } = await read("requests?state=all");
      const seen = JSON.stringify(requests);
      if (seen !== told) {
        told = seen;
        keepFocus(body, () => fill(body, ...groups(requests)));
      }
      const waiting = requests.filter(waits).length;
      document.title = (waiting ? "(" + waiting + ") " : "") + "Requests · Postern";
      if (before !== null && waiting > before) {
        say(waiting === 1 ? "A request waits for you" : waiting + " requests wait for you");
      }
      before = waiting;
      trouble.clear();
      return "went";
    } catch (refused) {
      return trouble.tell(refused, again);
    }
  }, EVERY);
  shortcut("j", "next request", () => step(main, 1));
  shortcut("k", "previous request", () => step(main, -1));
}

const waits = (request) => request["you-may-answer"] && request.state === "open";
const lives = (request) => request.state === "open" || request.state === "approved";

function groups(requests) {
  const rest = requests.filter((request) => !waits(request));
  const living = rest.filter(lives);
  const ended = rest.filter((request) => !lives(request)).slice(0, ENDED_SHOWN);
  return [
    group("Waiting for you", requests.filter(waits), "Nothing waits for you. This page looks again by itself."),
    group("You asked", living.filter((request) => request.yours)),
    group("Waiting for others", living.filter((request) => !request.yours)),
    group("Ended", ended),
  ];
}

function group(title, requests, otherwise) {
  if (requests.length === 0 && otherwise === undefined) {
    return null;
  }
  const id = "g-" + title.toLowerCase().replaceAll(" ", "-");
  return el(
    "section",
    { "aria-labelledby": id },
    el("h2", { id }, title, requests.length > 0 ? el("span", { class: "count" }, String(requests.length)) : null),
    requests.length === 0 ? el("p", { class: "calm" }, otherwise) : el("ul", { class: "cards" }, ...requests.map((request) => el("li", {}, card(request)))),
  );
}

function card(request) {
  const end = lives(request)
    ? el("span", { class: "left" }, countdown(request.until), " left")
    : el("span", { class: "left" }, ago(request.asked));
  return el(
    "a",
    { class: "card", href: "/review/" + encodeURIComponent(request.id), "data-id": request.id },
    el("span", { class: "what" }, theirs(request.operation)),
    el("span", { class: "state " + request.state }, standing(request)),
    request.excerpt ? el("span", { class: "excerpt" }, theirs(request.excerpt)) : null,
    el("span", { class: "who" }, theirs(request.caller), " on ", theirs(request.target)),
    end,
  );
}

function step(main, by) {
  const cards = [...main.querySelectorAll("a.card")];
  const at = cards.indexOf(document.activeElement);
  const next = cards[Math.min(cards.length - 1, Math.max(0, at + by))];
  if (next) {
    next.focus();
  }
}

/** Redraws without taking away where somebody is. */
function keepFocus(body, draw) {
  const id = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.id : undefined;
  draw();
  if (id) {
    const same = [...body.querySelectorAll("a.card")].find((card) => card.dataset.id === id);
    if (same) {
      same.focus({ preventScroll: true });
    }
  }
}
