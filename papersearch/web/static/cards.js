// What is done with a card in place: its digest and picture, what is copied, and the keys.
"use strict";

async function digest(link) {
  const acts = link.closest(".acts");
  const there = acts.querySelector(".sheet");
  const fresh = there || (await part(link.href, "sheet")).querySelector(".sheet");
  if (!fresh) return location.assign(link.href);
  if (there) there.remove();
  else acts.append(fresh);
  link.setAttribute("aria-expanded", String(!there));
}

// How many papers there are by month, author and so on, each a filter.
async function facets(link) {
  const there = results.querySelector(".facets");
  link.setAttribute("aria-expanded", String(!there));
  if (there) return there.remove();
  const fresh = (await part(link.href, "facets")).querySelector(".facets");
  if (!fresh) return location.assign(link.href);
  link.closest(".about").after(fresh);
}

// Back to where the search was left, with all that it showed, if that is where the reader came from.
function back(link) {
  const came = new URL(document.referrer || location.href);
  const from = new URL(link.href);
  const same = came.origin === from.origin && came.searchParams.get("q") === from.searchParams.get("q");
  if (same && came.pathname === from.pathname && history.length > 1) history.back();
  else location.assign(link.href);
}

function picture(link) {
  const acts = link.closest(".acts");
  const there = acts.querySelector(".frame");
  if (there) return there.remove();
  const frame = document.createElement("iframe");
  frame.className = "frame";
  frame.title = link.textContent;
  frame.src = link.href;
  acts.append(frame);
}

async function copy(link) {
  await navigator.clipboard.writeText(link.dataset.text || link.href);
  link.textContent = words.copied;
}

async function cite(link) {
  const answer = await fetch(link.dataset.from);
  if (!answer.ok) throw new Error(answer.statusText);
  await navigator.clipboard.writeText(await answer.text());
  link.textContent = words.copied;
}

function showKeys() {
  document.getElementById("keys")?.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-act]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.dataset.busy) return event.preventDefault();
  const act = { more, digest, picture, facets, back, copy, cite, keys: showKeys }[link.dataset.act];
  if (!act) return;
  event.preventDefault();
  link.dataset.busy = "1";
  Promise.resolve(act(link))
    .catch(() => link.href && location.assign(link.href))
    .finally(() => delete link.dataset.busy);
});

// Keys

const cards = () => [...document.querySelectorAll(".card")];
const current = () => document.activeElement.closest(".card");

// The box stays at the top of a wide window: to go to it is not to go to the top.
function toBox() {
  if (!field) return false;
  field.focus({ preventScroll: true });
  if (field.getBoundingClientRect().top < 0) field.scrollIntoView();
  return true;
}

function move(step) {
  const all = cards();
  if (!all.length) return false; // the page scrolls
  const at = all.indexOf(current());
  if (at + step < 0) return toBox();
  const next = all[Math.min(at + step, all.length - 1)];
  if (next) {
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  return true;
}

function press(selector, card = current() || cards()[0]) {
  const link = card && card.querySelector(selector);
  if (link) link.click();
  return Boolean(link);
}

const KEYS = {
  "/": () => toBox() && (field.select(), true),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  j: () => move(1),
  k: () => move(-1),
  Enter: () => document.activeElement === current() && press("[data-act=digest]"),
  o: () => press("[data-act=open]"),
  s: () => press("[data-act=similar]"),
  p: () => press("[data-act=picture]"),
  l: () => press("[name=like], [name=unlike]"),
  x: () => press("[name=dislike], [name=undislike]"),
  b: () => press("[name=list], [name=unlist]"),
  "?": () => (showKeys(), true),
  Escape: toBox,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("dialog")) return;
  const typing = event.target.matches("input, select, textarea");
  if (typing && !(event.target === field && event.key === "ArrowDown")) return;
  const act = KEYS[event.key];
  if (act && act()) event.preventDefault();
});
