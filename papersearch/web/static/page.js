// Makes the page quicker: search as you type, more papers in place, keys. It works without this.
"use strict";

const PAUSE = 180; // milliseconds without a key before a search begins
const form = document.getElementById("search");
const field = document.getElementById("q");
const results = document.getElementById("results");
const said = document.getElementById("said");

let timer = 0;
let running = null;

function address() {
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) sent.append(name, value);
  return "/" + (sent.size ? "?" + sent : "");
}

// Everything that the server sends is escaped, and the page's policy runs no script in it.
async function part(url, name, signal) {
  const answer = await fetch(url, { headers: { "X-Part": name }, signal });
  if (!(answer.headers.get("content-type") || "").startsWith("text/html") || answer.redirected) {
    location.assign(url);
    throw new DOMException("", "AbortError");
  }
  return new DOMParser().parseFromString(await answer.text(), "text/html").body;
}

async function search(push) {
  clearTimeout(timer);
  if (running) running.abort();
  const own = (running = new AbortController());
  const url = address();
  document.body.classList.add("busy");
  try {
    const found = await part(url, "results", own.signal);
    results.replaceChildren(...found.childNodes);
    if (location.pathname + location.search !== url) {
      history[push ? "pushState" : "replaceState"](null, "", url);
    }
    document.title = (field.value ? field.value + " · " : "") + "papersearch";
    tell();
    turnLanguage();
  } catch (error) {
    if (error.name !== "AbortError") say(document.body.dataset.offline, true);
  } finally {
    if (running === own) document.body.classList.remove("busy");
  }
}

function soon() {
  clearTimeout(timer);
  if (field.value && !/[\p{L}\p{N}]/u.test(field.value)) return; // not yet a word
  timer = setTimeout(search, PAUSE, false);
}

function tell() {
  const head = results.querySelector("h2");
  say(head ? head.textContent.trim() : "", false);
}

function say(text, visibly) {
  said.textContent = text;
  said.classList.toggle("unseen", !visibly);
}

function turnLanguage() {
  for (const link of document.querySelectorAll("[data-language]")) {
    const url = new URL(location.href);
    url.searchParams.set("lang", link.hreflang);
    link.href = url.pathname + url.search;
  }
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search(true);
  });
  field.addEventListener("input", (event) => {
    if (!event.isComposing) soon();
  });
  field.addEventListener("compositionend", soon);
  form.addEventListener("change", (event) => {
    const when = ["since", "until", "last"].includes(event.target.name);
    if (when && form.elements.day) form.elements.day.remove();
    if (event.target.name === "since" && event.target.value) {
      form.querySelector("[name=last][value='']").checked = true;
    }
    if (event.target.name === "last") form.querySelector("[name=since]").value = "";
    if (event.target !== field) search(true);
  });
  addEventListener("popstate", () => location.reload());
}

// The calendar of a day: it is parsed while a year is typed, "0002" first.
let picking = 0;
results.addEventListener("input", (event) => {
  const day = event.target;
  if (!day.matches(".pick input[type=date]")) return;
  clearTimeout(picking);
  picking = setTimeout(() => day.value > "1900" && day.form.requestSubmit(), 600);
});

async function more(link) {
  const found = await part(link.href, "results");
  const fresh = [...found.querySelectorAll(".card")];
  results.querySelector(".cards").append(...fresh);
  const next = found.querySelector("[data-act=more]");
  if (next) link.replaceWith(next);
  else link.remove();
  if (fresh.length) fresh[0].focus();
}

async function digest(link) {
  const acts = link.closest(".acts");
  const there = acts.querySelector(".sheet");
  if (there) there.remove();
  else acts.append((await part(link.href, "sheet")).firstElementChild);
  link.setAttribute("aria-expanded", String(!there));
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
  try {
    await navigator.clipboard.writeText(link.href);
    link.textContent = document.body.dataset.copied;
  } catch {
    location.assign(link.href);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-act]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const act = { more, digest, picture, permalink: copy }[link.dataset.act];
  if (!act) return;
  event.preventDefault();
  Promise.resolve(act(link)).catch(() => location.assign(link.href));
});

// Keys

const cards = () => [...document.querySelectorAll(".card")];
const current = () => document.activeElement.closest(".card");

function move(step) {
  const all = cards();
  const at = all.indexOf(current());
  if (at + step < 0) return field && field.focus();
  const next = all[Math.min(at + step, all.length - 1)];
  if (next) {
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
}

function press(selector) {
  const link = current() && current().querySelector(selector);
  if (link) link.click();
  return Boolean(link);
}

const KEYS = {
  "/": () => field && (field.focus(), field.select(), true),
  ArrowDown: () => (move(1), true),
  ArrowUp: () => (move(-1), true),
  j: () => (move(1), true),
  k: () => (move(-1), true),
  Enter: () => document.activeElement === current() && press("[data-act=digest]"),
  o: () => press("[data-act=open]"),
  s: () => press("[data-act=similar]"),
  p: () => press("[data-act=picture]"),
  Escape: () => field && (field.focus(), true),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.matches("input, select, textarea");
  if (typing && !(event.target === field && event.key === "ArrowDown")) return;
  const act = KEYS[event.key];
  if (act && act()) event.preventDefault();
});
