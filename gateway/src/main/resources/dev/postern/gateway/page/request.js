import { el, fill, say, theirs } from "./dom.js";
import { deciding } from "./decide.js";
import { keepAsking, read } from "./gateway.js";
import { shortcut } from "./keys.js";
import { ago, countdown, day, moment } from "./time.js";
import { wording } from "./wording.js";

const EVERY = 2500;
const EARLIER_SHOWN = 10;
const EFFECTS = {
  none: "nothing outside the gateway",
  read: "reads",
  write: "changes something",
  admin: "changes how the target itself is run",
  unknown: "not known: it may do anything",
};

/** Where a request stands, in a few words. */
export function standing(request) {
  switch (request.state) {
    case "open":
      return missing(request);
    case "approved":
      return "approved, waits to run";
    case "collected":
      return "approved and handed to the caller";
    case "denied":
      return "denied";
    case "expired":
      return "expired";
    case "withdrawn":
      return "withdrawn";
    default:
      return request.state;
  }
}

function missing(request) {
  const needed = request.approvals.map((approval) => Math.max(0, approval.quorum - approval.given));
  const count = Math.max(0, ...needed);
  return count === 1 ? "1 approval missing" : count + " approvals missing";
}

/** One request, kept up to date, with the way to answer it. */
export function showRequest(main, id, trouble) {
  const path = "requests/" + encodeURIComponent(id);
  const view = el("article", { class: "request" });
  let before = null;
  let told = "";
  let decision = null;
  shortcut("u", "back to the list", () => location.assign("/review"));
  const again = keepAsking(async () => {
    try {
      const request = await read(path);
      trouble.clear();
      if (JSON.stringify(request) !== told) {
        told = JSON.stringify(request);
        if (before === null) {
          fill(main, view);
          decision = draw(view, request, () => again());
          earlier(view, path);
        } else {
          update(view, request, decision);
        }
        if (before !== null && before.state !== request.state) {
          say("The request is " + standing(request));
        }
        before = request;
      }
      return request.state === "open" || request.state === "approved" ? "went" : "stop";
    } catch (refused) {
      return trouble.tell(refused, again);
    }
  }, EVERY);
}

function draw(view, request, again) {
  document.title = request.operation + " · Postern";
  const decision = deciding(request, again);
  fill(
    view,
    el("p", { class: "back" }, el("a", { href: "/review" }, "← Requests")),
    el("h1", {}, theirs(request.caller), " asks to run ", theirs(request.operation, "span", "theirs mono"), " on ", theirs(request.target)),
    el("p", { class: "standing", "data-part": "standing" }, ...standingLine(request)),
    el(
      "div",
      { class: "two" },
      el(
        "section",
        { class: "panel", "aria-labelledby": "what-runs" },
        el("h2", { id: "what-runs" }, "What will run"),
        request.text ? wording(request.text, "What will run") : el("p", { class: "calm" }, "What was asked is no longer kept here. The ledger has it."),
        el("p", { class: "note" }, "Printed by the gateway from what it decided on. Every control and invisible character is written out."),
      ),
      el(
        "section",
        { class: "panel facts", "aria-labelledby": "about" },
        el("h2", { id: "about" }, "About it"),
        el("dl", {}, ...facts(request)),
      ),
      el("div", { "data-part": "asked" }, ...asked(request)),
      el("div", { "data-part": "votes" }, ...votes(request)),
      el("div", { "data-part": "earlier" }),
    ),
    decision.element,
  );
  return decision;
}

function update(view, request, decision) {
  const parts = { standing: standingLine, asked, votes };
  for (const [name, make] of Object.entries(parts)) {
    fill(view.querySelector("[data-part=" + name + "]"), ...make(request));
  }
  decision.update(request);
}

function standingLine(request) {
  const chip = el("span", { class: "state " + request.state }, standing(request));
  if (request.state === "open" || request.state === "approved") {
    return [chip, el("span", {}, "ends by itself in ", countdown(request.until))];
  }
  return [chip, request.why ? el("span", {}, theirs(request.why)) : null];
}

function fact(name, ...said) {
  return el("div", {}, el("dt", {}, name), el("dd", {}, ...said));
}

function facts(request) {
  return [
    fact("Asked by", ...chain(request)),
    fact("Target", theirs(request.target)),
    request.effect ? fact("Effect", el("b", { class: "effect " + request.effect }, request.effect), " · " + (EFFECTS[request.effect] || "")) : null,
    fact("Asked", el("time", { datetime: request.asked, title: moment(request.asked) }, moment(request.asked)), " (" + ago(request.asked) + ")"),
    fact("Ends", moment(request.until)),
    request.masked ? fact("Masked", ...masked(request.masked)) : null,
    fact("Caller", request.waits ? "is waiting; leaving withdraws the request" : "may leave and ask again; an approval is kept for that until the end"),
    fact("Request", el("code", {}, request.id)),
  ];
}

function chain(request) {
  if (!request.chain) {
    return [theirs(request.caller)];
  }
  const links = request.chain.map((party) => {
    const owner = party.owner ? [", owned by ", theirs(party.owner)] : [];
    return el("li", {}, theirs(party.name), el("span", { class: "kind" }, " · " + party.kind, ...owner), party.groups.length > 0 ? el("span", { class: "groups-of" }, " · " + party.groups.join(", ")) : null);
  });
  return [el("ol", { class: "chain" }, ...links)];
}

function masked(classes) {
  return classes.length === 0 ? ["nothing; the reply is shown as it comes"] : [el("ul", { class: "plain" }, ...classes.map((each) => el("li", {}, theirs(each))))];
}

function asked(request) {
  return [
    el(
      "section",
      { class: "panel", "aria-labelledby": "why-asked" },
      el("h2", { id: "why-asked" }, "Who is asked, and why"),
      el(
        "ul",
        { class: "rules" },
        ...request.approvals.map((approval) =>
          el(
            "li",
            {},
            el("meter", { min: 0, max: approval.quorum, value: Math.min(approval.given, approval.quorum), "aria-label": approval.given + " of " + approval.quorum + " approvals" }),
            el("span", {}, el("b", {}, approval.given + " of " + approval.quorum), " from ", theirs(approval.reviewers)),
            el("span", { class: "note" }, "rule ", theirs(approval.rule, "code")),
          ),
        ),
      ),
    ),
  ];
}

function votes(request) {
  if (request.votes.length === 0) {
    return [];
  }
  return [
    el(
      "section",
      { class: "panel", "aria-labelledby": "answers" },
      el("h2", { id: "answers" }, "Answers"),
      el(
        "ul",
        { class: "votes" },
        ...request.votes.map((vote) =>
          el(
            "li",
            {},
            el("b", {}, theirs(vote.by)),
            vote.approves ? " approved" : " denied",
            el("span", { class: "note" }, " " + ago(vote.at)),
            vote.comment ? el("blockquote", {}, theirs(vote.comment)) : null,
          ),
        ),
      ),
    ),
  ];
}

/** What this requester did before on this target, where the gateway tells it. */
async function earlier(view, path) {
  let told;
  try {
    told = await read(path + "/history");
  } catch {
    return;
  }
  const deeds = told.operations.slice(0, EARLIER_SHOWN);
  fill(
    view.querySelector("[data-part=earlier]"),
    el(
      "section",
      { class: "panel", "aria-labelledby": "before" },
      el("h2", { id: "before" }, "What this requester did here before"),
      el("p", { class: "note" }, "Since " + day(told.since) + ": " + told.allowed + " allowed, " + told.held + " held, " + told.refused + " refused."),
      deeds.length === 0
        ? el("p", { class: "calm" }, "The ledger has nothing of this requester on this target.")
        : el("ul", { class: "earlier" }, ...deeds.map(deed)),
    ),
  );
}

function deed(each) {
  return el(
    "li",
    {},
    theirs(each.operation, "span", "theirs mono"),
    el("span", { class: "note" }, " " + ago(each.at) + " · ", theirs(each.outcome)),
  );
}
