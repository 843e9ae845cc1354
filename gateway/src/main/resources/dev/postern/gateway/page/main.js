import { el, fill, theirs } from "./dom.js";
import { session, signOut } from "./gateway.js";
import { shortcut, shortcuts } from "./keys.js";
import { showList } from "./list.js";
import { showRequest } from "./request.js";
import { setClock } from "./time.js";

const main = document.getElementById("main");
const foot = document.getElementById("foot");

function signInAddress() {
  return "/review/sign-in?back=" + encodeURIComponent(location.pathname);
}

function one() {
  const rest = location.pathname.slice("/review".length).replace(/^\//, "");
  return rest ? decodeURIComponent(rest) : null;
}

/** Nobody is signed in, or no longer. */
function showDoor(said) {
  document.title = "Sign in · Postern";
  fill(
    main,
    el(
      "div",
      { class: "alone" },
      el("img", { src: "/review/assets/mark.svg", alt: "", width: 44, height: 44 }),
      el("h1", {}, one() ? "Somebody asks for approval" : "Requests for approval"),
      el("p", {}, said || (one() ? "Sign in to see whether you are one of those who are asked." : "Sign in to see what waits for you.")),
      el("p", {}, el("a", { class: "button primary", href: signInAddress() }, "Sign in")),
    ),
  );
}

function showWho(name) {
  fill(
    document.getElementById("who"),
    theirs(name),
    el(
      "button",
      {
        type: "button",
        class: "bare",
        onclick: async () => {
          try {
            await signOut();
          } finally {
            location.assign("/review");
          }
        },
      },
      "Sign out",
    ),
  );
}

/** Tells what does not work while the page goes on trying, and shows the door when a session has ended. */
function troubleBar(name) {
  const bar = el("div", { class: "trouble", role: "alert", hidden: true });
  main.before(bar);
  return {
    clear() {
      bar.hidden = true;
    },
    tell(refused, again) {
      if (refused.status === 401) {
        bar.hidden = true;
        document.getElementById("who").replaceChildren();
        showDoor("Your session has ended. Sign in to go on; nothing was lost.");
        return "stop";
      }
      if (refused.status === 404) {
        bar.hidden = true;
        showNothing(name);
        return "stop";
      }
      bar.hidden = false;
      fill(bar, el("span", {}, sentence(refused)), el("button", { type: "button", onclick: again }, "Try now"));
      return "failed";
    },
  };
}

function sentence(refused) {
  if (refused.status === 403) {
    return "The gateway does not let you see this: " + refused.message + ". Ask its operator if that is wrong.";
  }
  return "This page is not up to date: " + refused.message + ". It tries again by itself.";
}

function showNothing(name) {
  fill(
    main,
    el(
      "div",
      { class: "alone" },
      el("h1", {}, "There is no such request for you"),
      el("p", {}, "You are signed in as ", theirs(name), ". Requests are shown to those who asked and to those who are asked, and for a day after they end. If the link was meant for another account of yours, sign out and in again."),
      el("p", {}, el("a", { class: "button", href: "/review" }, "All requests")),
    ),
  );
}

async function begin() {
  let told;
  try {
    told = await session();
  } catch (refused) {
    fill(main, el("div", { class: "alone" }, el("h1", {}, "The gateway does not answer"), el("p", {}, refused.message + ". "), el("p", {}, el("button", { type: "button", class: "primary", onclick: () => location.reload() }, "Try again"))));
    return;
  }
  setClock(told.now);
  if (!told["signed-in"]) {
    showDoor();
    return;
  }
  showWho(told.name);
  const id = one();
  if (id === null) {
    showList(main, troubleBar(told.name));
  } else {
    showRequest(main, id, troubleBar(told.name));
  }
  shortcut("?", "show or hide this list", () => {
    const details = foot.querySelector("details");
    details.open = !details.open;
    details.querySelector("summary").focus();
  });
  fill(foot, shortcuts());
}

begin();
