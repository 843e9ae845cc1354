import { el, fill, say, theirs } from "./dom.js";
import { tell } from "./gateway.js";
import { SETTLES, shortcut } from "./keys.js";
import { wording } from "./wording.js";

const LONGEST_COMMENT = 500;
const DONE = {
  approve: "Your approval is recorded.",
  deny: "You denied it. Nothing runs.",
};

/**
 * The way to answer a request, or why there is none. What is confirmed is what was shown, and the answer carries the
 * binding of exactly that.
 */
export function deciding(request, again) {
  const element = el("section", { class: "decide", "aria-label": "Your answer" });
  const comment = el("textarea", { id: "comment", rows: 1, maxlength: LONGEST_COMMENT, placeholder: "Why, for the record (others can read it)" });
  const dialog = el("dialog", { "aria-labelledby": "confirm-title" });
  const approve = el("button", { type: "button", class: "primary", onclick: () => confirm("approve") }, "Approve…");
  const deny = el("button", { type: "button", onclick: () => confirm("deny") }, "Deny…");
  const note = el("p", { class: "note", role: "status" });
  let done = "";

  function confirm(verdict) {
    if (!answerable(request)) {
      return;
    }
    const approves = verdict === "approve";
    const problem = el("p", { class: "problem", role: "alert" });
    const yes = el("button", { type: "button", class: approves ? "primary" : "danger" }, approves ? "Approve this" : "Deny this");
    const back = el("button", { type: "button", onclick: () => dialog.close() }, "Go back");
    // What is shown here is what is sent, whatever the page behind it hears meanwhile.
    const binding = request.binding;
    yes.addEventListener("click", () => send(verdict, binding, yes, problem));
    yes.disabled = true;
    setTimeout(() => {
      yes.disabled = false;
    }, SETTLES);
    fill(
      dialog,
      el("h2", { id: "confirm-title" }, approves ? "Approve exactly this?" : "Deny this?"),
      el("p", {}, theirs(request.caller), approves ? " may then run it on " : " will not run it on ", theirs(request.target), approves ? ", once, as it stands here." : "."),
      wording(request.text, approves ? "What will run" : "What will not run"),
      comment.value.trim() ? el("blockquote", {}, theirs(comment.value.trim())) : null,
      problem,
      el("div", { class: "buttons" }, back, yes),
    );
    dialog.showModal();
    back.focus();
  }

  async function send(verdict, binding, button, problem) {
    button.disabled = true;
    problem.textContent = "";
    try {
      await tell("requests/" + encodeURIComponent(request.id) + "/" + verdict, { binding, comment: comment.value.trim() });
      done = DONE[verdict];
      dialog.close();
      say(done);
      again();
      draw();
    } catch (refused) {
      button.disabled = false;
      problem.textContent = advice(refused);
      again();
    }
  }

  function draw() {
    const open = answerable(request) && !done;
    note.textContent = done || (open ? "" : reason(request));
    fill(
      element,
      open ? el("label", { for: "comment" }, "Comment") : null,
      open ? comment : null,
      open ? el("div", { class: "buttons" }, approve, deny) : null,
      note.textContent ? note : null,
      dialog,
    );
    element.classList.toggle("quiet", !open);
  }

  shortcut("a", "approve, after you have confirmed it", () => confirm("approve"));
  shortcut("d", "deny, after you have confirmed it", () => confirm("deny"));
  shortcut("c", "write a comment", () => comment.isConnected && comment.focus());
  draw();
  return {
    element,
    update(next) {
      request = next;
      if (!answerable(next) && dialog.open && !done) {
        dialog.close();
        say("This request can no longer be answered");
      }
      draw();
    },
  };
}

function answerable(request) {
  return request.state === "open" && request["you-may-answer"] && Boolean(request.text);
}

function reason(request) {
  if (request.state !== "open") {
    return "";
  }
  if (!request.text) {
    return "What was asked is no longer kept here, so it cannot be answered from this page.";
  }
  return request.yours ? "You asked for this, so somebody else has to answer." : "You have answered, or are not one of those who are asked.";
}

function advice(refused) {
  switch (refused.status) {
    case 0:
      return "The gateway cannot be reached, so this was not recorded. Try again.";
    case 401:
      return "Your sign-in has ended, so this was not recorded. Load this page again and sign in.";
    case 403:
      return "Your answer does not count: " + refused.message + ".";
    case 404:
      return "This request is gone.";
    case 409:
      return "Not recorded: " + refused.message + ". The page now shows how it stands.";
    default:
      return "This was not recorded: " + refused.message + ". Try again.";
  }
}
