import { el } from "./dom.js";

let ahead = 0;

/** Sets the page's clock by the gateway's. */
export function setClock(now) {
  ahead = Date.parse(now) - Date.now();
}

/** The gateway's time, in milliseconds. */
export function now() {
  return Date.now() + ahead;
}

/** A length of time as people say it: 14 min 05 s. */
export function length(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) {
    return Math.floor(hours / 24) + " days";
  }
  if (hours > 0) {
    return hours + " h " + String(minutes % 60).padStart(2, "0") + " min";
  }
  return minutes > 0
    ? minutes + " min " + String(seconds % 60).padStart(2, "0") + " s"
    : seconds + " s";
}

/** How long ago a moment was. */
export function ago(at) {
  const millis = now() - Date.parse(at);
  return millis < 5000 ? "just now" : rounded(millis) + " ago";
}

function rounded(millis) {
  const minutes = Math.round(millis / 60000);
  if (minutes < 1) {
    return Math.round(millis / 1000) + " s";
  }
  if (minutes < 90) {
    return minutes + " min";
  }
  const hours = Math.round(minutes / 60);
  return hours < 36 ? hours + " h" : Math.round(hours / 24) + " days";
}

/** A moment in the reader's own time and words. */
export function moment(at) {
  return new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

/** A day in the reader's own words. */
export function day(at) {
  return new Date(at).toLocaleDateString(undefined, { dateStyle: "medium" });
}

/** A time that counts down by itself; readers of screens are given the moment, not each second. */
export function countdown(until) {
  const shown = el("time", { datetime: until, "data-until": until, title: moment(until), role: "timer", "aria-live": "off" });
  tick(shown);
  return shown;
}

function tick(shown) {
  const left = Date.parse(shown.dataset.until) - now();
  shown.textContent = left > 0 ? length(left) : "no time";
  shown.classList.toggle("soon", left < 120000);
}

setInterval(() => document.querySelectorAll("time[data-until]").forEach(tick), 1000);
