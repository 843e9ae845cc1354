// How the page asks the gateway: as its own scripts only, with what only they can read.

const HEADER = "x-postern-page";
let form = "";

/** Why the gateway did not do what was asked. */
export class Refused extends Error {
  constructor(status, code, reason) {
    super(reason);
    this.status = status;
    this.code = code;
  }
}

/** Who is signed in, and the gateway's clock. */
export async function session() {
  const told = await asked("/review/session", { headers: { [HEADER]: "1" } });
  form = told.form || "";
  return told;
}

/** Reads from REST. */
export function read(path) {
  return asked("/review/api/v1/" + path, { headers: { [HEADER]: form } });
}

/** Tells REST something. */
export function tell(path, body) {
  return asked("/review/api/v1/" + path, {
    method: "POST",
    headers: { [HEADER]: form, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Ends the session of this browser. */
export async function signOut() {
  await asked("/review/sign-out", { method: "POST", headers: { [HEADER]: form } });
}

async function asked(path, options) {
  let response;
  try {
    response = await fetch(path, { ...options, cache: "no-store", redirect: "error", credentials: "same-origin" });
  } catch {
    throw new Refused(0, "unreachable", "the gateway cannot be reached");
  }
  let body = {};
  try {
    body = await response.json();
  } catch {
    body = {};
  }
  if (!response.ok) {
    throw new Refused(response.status, body.error || "failed", body.reason || "the gateway answered " + response.status);
  }
  return body;
}

/**
 * Calls again and again: soon after an answer, later and later while there is none, and not while nobody looks.
 * Returns a function that asks at once.
 */
export function keepAsking(work, everyMillis) {
  const longest = 60000;
  let pause = everyMillis;
  let timer = 0;
  let busy = false;
  const turn = async () => {
    clearTimeout(timer);
    if (busy || document.hidden) {
      return;
    }
    busy = true;
    const went = await work();
    busy = false;
    if (went === "stop") {
      return;
    }
    pause = went === "failed" ? Math.min(longest, pause * 2) : everyMillis;
    timer = setTimeout(turn, pause);
  };
  document.addEventListener("visibilitychange", turn);
  turn();
  return turn;
}
