// What may be meant while it is typed: names from the index, and what was searched for before.
"use strict";

const RECENT = "papersearch recent";
const KEPT = 20; // searches that are remembered, in this browser alone
const LISTED = 5;
const LEAST = 2; // letters of a text for which names are looked up
const WAIT = 120;
let asked = 0;
let asking = null;

const list = () => document.getElementById("offers"); // a page that was gone back to has another

function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT) || "[]");
    return Array.isArray(kept) ? kept.filter((own) => typeof own === "string") : [];
  } catch {
    return [];
  }
}

function remember(text) {
  if (!text || text.length > 200) return;
  const kept = [text, ...recent().filter((own) => own !== text)].slice(0, KEPT);
  try {
    localStorage.setItem(RECENT, JSON.stringify(kept));
  } catch {} // a browser that keeps nothing
}

function quoted(text) {
  return /\s/.test(text) ? `"${text.replaceAll('"', "")}"` : text;
}

// The text with what is typed at its end made whole.
function meant(text, own) {
  if (own.kind === "watch") return own.value;
  const before = text.slice(0, text.length - own.typed.length).replace(/\w+:"?=?$/, "");
  const name = own.kind === "author" ? `=${own.value}` : own.value;
  return `${before}${own.kind}:${quoted(name)} `;
}

async function suggestions(text) {
  const before = recent()
    .filter((own) => own !== text && own.toLowerCase().startsWith(text.toLowerCase()))
    .slice(0, text ? 3 : LISTED)
    .map((own) => ({ kind: "recent", shown: own, text: own }));
  if (text.trim().length < LEAST) return before;
  const answer = await fetch(`/api/suggest?q=${encodeURIComponent(text)}`, { signal: asking.signal });
  if (!answer.ok) return before;
  const found = (await answer.json()).suggestions.map((own) => ({
    kind: own.kind,
    shown: own.value,
    count: own.count,
    text: meant(text, own),
  }));
  return [...before, ...found].slice(0, LISTED);
}

function close() {
  list().hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function show(found) {
  if (!found.length || document.activeElement !== field) return close();
  list().replaceChildren(
    ...found.map((own, place) => {
      const option = document.createElement("li");
      option.id = `offer-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.text = own.text;
      for (const [name, text] of [
        ["offer", own.shown],
        ["kind", list().dataset[own.kind] + (own.count ? ` · ${own.count}` : "")],
      ]) {
        const part = document.createElement("span");
        part.className = name;
        part.textContent = text;
        option.append(part);
      }
      return option;
    }),
  );
  list().hidden = false;
  field.setAttribute("aria-expanded", "true");
  field.removeAttribute("aria-activedescendant");
}

function choose(option) {
  stop();
  field.value = option.dataset.text;
  close();
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  search(true);
}

function step(by) {
  const all = [...list().children];
  const at = all.findIndex((own) => own.getAttribute("aria-selected") === "true");
  const next = at + by;
  for (const own of all) own.setAttribute("aria-selected", "false");
  if (next < 0 || next >= all.length) return field.removeAttribute("aria-activedescendant");
  all[next].setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", all[next].id);
  all[next].scrollIntoView({ block: "nearest" });
}

function stop() {
  clearTimeout(asked);
  if (asking) asking.abort();
  asking = new AbortController();
}

function suggest() {
  stop();
  const text = field.value;
  asked = setTimeout(async () => {
    try {
      const found = await suggestions(text);
      if (field.value === text) show(found);
    } catch {} // what is not suggested can be typed
  }, WAIT);
}

if (form && list()) {
  form.addEventListener("input", (event) => event.target === field && !event.isComposing && suggest());
  form.addEventListener("compositionend", suggest);
  form.addEventListener("submit", () => (stop(), remember(field.value.trim()), close()));
  addEventListener("popstate", stop);
  form.addEventListener("focusin", (event) => event.target === field && !field.value && suggest());
  form.addEventListener("focusout", (event) => event.target === field && close());
  form.addEventListener("mousedown", (event) => {
    const option = event.target.closest("#offers [role=option]");
    if (!option) return;
    event.preventDefault(); // the field keeps the focus
    choose(option);
  });
  // Before the keys of the page, which mean something else while a list is open.
  form.addEventListener("keydown", (event) => {
    if (event.target !== field || list().hidden || event.isComposing) return;
    const chosen = list().querySelector("[aria-selected=true]");
    const act = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Escape: close,
      Enter: chosen && (() => choose(chosen)),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}
