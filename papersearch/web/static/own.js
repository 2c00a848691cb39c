// What is the reader's own, in place: marks, drafts of notes, the theme. Forms do the same without.
"use strict";

const KEPT_PAGES = ["/kept", "/for-you"]; // whose cards depend on marks

// A form comes back to where its reader is now, which a search may have changed.
document.addEventListener("submit", (event) => {
  const own = event.target;
  if (own.elements.back) own.elements.back.value = here();
  const act = own.id === "own" ? mark : own.dataset.themeForm !== undefined ? theme : null;
  if (!act || !event.submitter) return;
  event.preventDefault();
  act(own, event.submitter).catch((error) => say(error.said || words.unsaved, true, false));
});

// Send a form, and return the page that answers.
async function send(own, button, name) {
  const fields = new URLSearchParams(new FormData(own));
  fields.set(button.name, button.value);
  const late = setTimeout(() => say(words.saving, true, false), SLOW);
  button.disabled = true;
  try {
    const answer = await fetch(own.action, {
      method: "POST",
      headers: { Accept: "text/html", "X-Part": name },
      body: fields,
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.redirected && new URL(answer.url).pathname === "/token") location.reload();
    if (!answer.ok) {
      const problem = page.querySelector(".notice p")?.textContent;
      throw Object.assign(new Error(answer.statusText), { said: problem });
    }
    say("", false);
    return page;
  } finally {
    clearTimeout(late);
    button.disabled = false;
  }
}

async function mark(own, button) {
  const at = button.closest("[data-marks]");
  const focused = document.activeElement === button;
  const name = button.name.replace(/^un/, "");
  const fresh = (await send(own, button, "mark")).querySelector("[data-marks]");
  for (const shown of document.querySelectorAll("[data-marks]")) {
    if (fresh && shown.dataset.marks === at.dataset.marks) {
      const put = fresh.cloneNode(true);
      const again = [...put.children].find((child) => child.name.replace(/^un/, "") === name);
      const focus = focused && shown.contains(button);
      shown.replaceWith(put);
      if (focus) again?.focus({ preventScroll: true });
    }
  }
  if (KEPT_PAGES.includes(location.pathname)) await refresh();
}

async function refresh() {
  const answer = await fetch(here());
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("results");
  if (fresh) results.replaceChildren(...fresh.childNodes);
}

async function theme(own, button) {
  const page = await send(own, button, "");
  const chosen = page.documentElement.dataset.theme;
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
  for (const found of document.querySelectorAll("meta[name=color-scheme]")) {
    found.content = chosen || "light dark";
  }
  document.querySelector(".settings").replaceWith(page.querySelector(".settings"));
  turnLanguage();
  document.querySelector("[name=theme]").focus({ preventScroll: true });
}

// What was written of a note is there again until the page shows that it is saved.
function draftOf(own) {
  return `papersearch note ${own.elements.id.value}`;
}

for (const own of document.querySelectorAll(".noting")) {
  const text = own.elements.note;
  const draft = sessionStorage.getItem(draftOf(own));
  if (draft?.trim() === text.value.trim()) sessionStorage.removeItem(draftOf(own));
  else if (draft !== null) text.value = draft;
  text.addEventListener("input", () => sessionStorage.setItem(draftOf(own), text.value));
}
