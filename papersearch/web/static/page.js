// Makes the page quicker: search as you type, more papers in place, keys. It works without this.
"use strict";

const PAUSE = 180; // milliseconds without a key before a search begins
const FILTER_PAUSE = 400;
const SETTLED = 1500; // what is typed after so long is another search, which Back leaves again
const SLOW = 800;
const FIRST_DATE = "1900"; // a year is complete from here on: "2" is 0002 while it is typed
const form = document.getElementById("search");
const results = document.getElementById("results");
const said = document.getElementById("said");
const words = document.body.dataset;

let field = document.getElementById("q");
let timer = 0;
let running = null;
let settled = true;
let typed = 0;
let shown = form ? address() : here(); // which search, however much of its answer
let place = here(); // the address of what is seen

function here() {
  return location.pathname + location.search;
}

function address() {
  const sent = new URLSearchParams();
  const question = field.value.trim();
  for (const [name, value] of new FormData(form)) {
    const beside = ["id", "not", "day"].includes(name); // what a question goes beyond
    const idle = question ? beside : name === "sort"; // days have an order of their own
    if (value.trim() && !idle) sent.append(name, value);
  }
  return (question ? "/" : form.getAttribute("action")) + (sent.size ? "?" + sent : "");
}

// Everything that the server sends is escaped, and the page's policy runs no script in it.
async function part(url, name, signal) {
  const answer = await fetch(url, { headers: { "X-Part": name }, signal });
  if (!(answer.headers.get("content-type") || "").startsWith("text/html") || answer.redirected) {
    location.assign(url);
    throw new DOMException("", "AbortError");
  }
  const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
  return body.querySelector("#results") || body; // of a whole page that says what went wrong
}

async function search(push) {
  clearTimeout(timer);
  if (running) running.abort();
  const own = (running = new AbortController());
  const url = address();
  const late = setTimeout(() => say(words.slow, true), SLOW);
  document.body.classList.add("busy");
  try {
    const found = await part(url, "results", own.signal);
    keepScroll(); // what comes may be shorter
    results.replaceChildren(...found.childNodes);
    results.className = "";
    go(url, push || settled);
    settled = push;
    shown = url;
    if (results.getBoundingClientRect().top < 0) scrollTo(0, 0);
    tell();
    turnLanguage();
    watchEnd();
  } catch (error) {
    if (error.name !== "AbortError") say(words.offline, true);
  } finally {
    clearTimeout(late);
    if (running === own) {
      document.body.classList.remove("busy");
      running = null;
    }
  }
}

function go(url, push) {
  if (here() !== url) history[push ? "pushState" : "replaceState"](null, "", url);
  place = here();
}

function keepScroll() {
  history.replaceState({ ...history.state, y: scrollY }, "");
}

let scrolled = 0;
addEventListener("scroll", () => {
  clearTimeout(scrolled);
  scrolled = setTimeout(keepScroll, 150);
});

// Show the page of an address that was gone back to. Loading it anew would miss the next step back.
async function restore(state) {
  if (here() === place) return; // within the page
  place = here();
  clearTimeout(timer);
  clearTimeout(scrolled);
  if (running) running.abort();
  const own = (running = new AbortController());
  try {
    const answer = await fetch(here(), { signal: own.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [inputs, main] = ["search", "results"].map((id) => page.getElementById(id));
    if (answer.redirected || !inputs) return location.reload();
    form.setAttribute("action", inputs.getAttribute("action"));
    form.replaceChildren(...inputs.childNodes);
    field = document.getElementById("q");
    results.replaceChildren(...main.childNodes);
    results.className = main.className;
    document.title = page.title;
    shown = address();
    settled = true;
    say("", false);
    turnLanguage();
    watchEnd();
    scrollTo(0, state?.y || 0);
  } catch (error) {
    if (error.name !== "AbortError") location.reload();
  }
}

function soon(pause) {
  clearTimeout(timer);
  if (field.value && !/[\p{L}\p{N}]/u.test(field.value)) return; // not yet a word
  const dates = [...form.querySelectorAll("[type=date]")];
  if (dates.some((date) => date.value && date.value < FIRST_DATE)) return;
  const now = Date.now();
  if (now - typed > SETTLED) settled = true;
  typed = now;
  timer = setTimeout(() => address() !== shown && search(false), pause);
}

function tell() {
  const head = results.querySelector("h2");
  const own = field.value.trim() || results.querySelector(".today")?.textContent.trim();
  document.title = (own ? own + " · " : "") + "papersearch";
  say(head ? head.textContent.trim() : "", false);
}

// What is seen stands for the heading of the results, where they are of another question.
function say(text, visibly, stale = visibly) {
  const own = document.createElement("span");
  own.textContent = text;
  if (visibly) {
    own.setAttribute("role", "heading");
    own.setAttribute("aria-level", "2");
  }
  said.replaceChildren(own);
  said.classList.toggle("unseen", !visibly);
  results.classList.toggle("stale", stale);
}

function turnLanguage() {
  for (const link of document.querySelectorAll("[data-language]")) {
    const url = new URL(location.href);
    url.searchParams.set("lang", link.hreflang);
    link.href = url.pathname + url.search;
  }
}

function exclude(filter) {
  if (!["since", "until", "last"].includes(filter.name)) return;
  if (form.elements.day) form.elements.day.remove();
  if (filter.name === "since" && filter.value) {
    form.querySelector("[name=last][value='']").checked = true;
  }
  if (filter.name === "last") form.querySelector("[name=since]").value = "";
}

function clear() {
  for (const own of form.querySelectorAll(".filters input, .filters select")) own.value = "";
  form.querySelector("[name=last][value='']").checked = true;
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter && event.submitter.name === "clear") clear();
    search(true);
  });
  form.addEventListener("input", (event) => {
    if (event.target !== field) {
      exclude(event.target);
      return soon(FILTER_PAUSE);
    }
    // A syllable of Hangul is a word while it is being put together; kana and pinyin are none yet.
    if (!event.isComposing || /[가-힣]$/.test(event.data || "")) soon(PAUSE);
  });
  form.addEventListener("compositionend", () => soon(PAUSE));
  form.addEventListener("change", (event) => {
    if (event.target === field) settled = true;
    else if (event.target.matches("[type=radio], select")) search(true);
  });
  addEventListener("popstate", (event) => restore(event.state));
  addEventListener("online", () => address() !== shown && search(false));
}

// An index that is empty: the page sees when it is not any more.
async function wait() {
  try {
    const found = await part(here(), "results");
    if (!found.querySelector("[data-empty]")) return location.reload();
  } catch {} // the server will be back
  setTimeout(wait, 3000);
}
if (document.querySelector("[data-empty]")) setTimeout(wait, 3000);

// The calendar of a day: it is parsed while a year is typed, "0002" first.
let picking = 0;
results.addEventListener("input", (event) => {
  const day = event.target;
  if (!day.matches(".pick input[type=date]")) return;
  clearTimeout(picking);
  picking = setTimeout(() => day.value > FIRST_DATE && day.form.requestSubmit(), 600);
});

async function more(link, focused = true) {
  const found = await part(link.href, "results");
  if (!link.isConnected) return; // another search has come meanwhile
  const fresh = [...found.querySelectorAll(".cards > *")];
  results.querySelector(".cards").append(...fresh);
  const next = found.querySelector("[data-act=more]");
  if (next) link.replaceWith(next);
  else link.remove();
  if (focused) fresh.find((own) => own.matches(".card"))?.focus();
  keepPlace();
  watchEnd();
}

// The address says how much is shown, so that whoever comes back finds as much.
function keepPlace() {
  const url = new URL(location.href);
  if (url.searchParams.has("offset")) return;
  url.searchParams.set("k", String(results.querySelectorAll(".cards > .card").length));
  history.replaceState(history.state, "", url.pathname + url.search);
  place = here();
  turnLanguage();
}

// More comes before the end is seen.
const ahead = new IntersectionObserver(
  (seen) => {
    for (const own of seen) {
      if (!own.isIntersecting) continue;
      ahead.unobserve(own.target);
      more(own.target, false).catch(() => {}); // the link stays, and says where there is more
    }
  },
  { rootMargin: "0px 0px 800px" },
);

function watchEnd() {
  ahead.disconnect();
  const link = results.querySelector("[data-act=more]");
  if (link) ahead.observe(link);
}
watchEnd();
