// What is the reader's own, in place: likes, lists, the theme, keys. Forms do the same without this.
"use strict";

// A form comes back to where its reader is now, which a search may have changed.
document.addEventListener("submit", (event) => {
  const own = event.target;
  if (own.elements.back) own.elements.back.value = location.pathname + location.search;
  if (own.id !== "own" || !event.submitter) return;
  event.preventDefault();
  mark(own, event.submitter).catch(() => post(own, event.submitter));
});

function sent(own, button) {
  const fields = new URLSearchParams(new FormData(own));
  fields.set(button.name, button.value);
  return fields;
}

async function mark(own, button) {
  const at = button.closest("[data-marks]");
  const names = [...at.children].map((child) => child.name.replace(/^un/, ""));
  button.disabled = true;
  const answer = await fetch(own.action, {
    method: "POST",
    headers: { "X-Part": "mark" },
    body: sent(own, button),
  });
  if (!answer.ok) throw new Error(answer.statusText);
  const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = body.querySelector("[data-marks]");
  for (const shown of document.querySelectorAll("[data-marks]")) {
    if (shown.dataset.marks === at.dataset.marks) shown.replaceWith(fresh.cloneNode(true));
  }
  const card = [...document.querySelectorAll("[data-marks]")].find(
    (shown) => shown.dataset.marks === at.dataset.marks,
  );
  const place = names.indexOf(button.name.replace(/^un/, ""));
  card?.children[place]?.focus({ preventScroll: true });
}

// Where that fails, the page that says why is shown as without a script.
function post(own, button) {
  const hidden = document.createElement("input");
  hidden.type = "hidden";
  hidden.name = button.name;
  hidden.value = button.value;
  own.append(hidden);
  own.submit();
}

function showKeys() {
  document.getElementById("keys")?.showModal();
}
