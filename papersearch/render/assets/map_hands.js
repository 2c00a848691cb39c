  // --- pointers and keys

  const pointers = new Map();
  let travelled = 0;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, event);
    if (pointers.size === 1) travelled = 0;
    if (drawing) loop = [[event.clientX, event.clientY]];
    canvas.classList.add("held");
  });
  canvas.addEventListener("pointermove", (event) => {
    const earlier = pointers.get(event.pointerId);
    if (!earlier) { hover(nearest(event.clientX, event.clientY, 4)); return; }
    const dx = event.clientX - earlier.clientX, dy = event.clientY - earlier.clientY;
    travelled += Math.abs(dx) + Math.abs(dy);
    const other = [...pointers.values()].find((held) => held.pointerId !== event.pointerId);
    pointers.set(event.pointerId, event);
    if (drawing && !other) {
      loop.push([event.clientX, event.clientY]);
      redraw();
      return;
    }
    if (!other) { if (travelled > 4) move(dx, dy); return; }
    const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    move(dx / 2, dy / 2);
    zoomAt((event.clientX + other.clientX) / 2, (event.clientY + other.clientY) / 2, apart(event) / Math.max(apart(earlier), 1));
  });
  const release = (event) => {
    const ended = pointers.delete(event.pointerId) && event.type === "pointerup";
    canvas.classList.remove("held");
    if (!ended || pointers.size) return;
    if (drawing) { close(); return; }
    if (travelled <= 4) pin(nearest(event.clientX, event.clientY, event.pointerType === "touch" ? 14 : 4));
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", () => hover(NOTHING));
  canvas.addEventListener("dblclick", () => {
    if (pinned !== NOTHING && link(papers[pinned])) window.open(link(papers[pinned]), "_blank", "noopener,noreferrer");
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 20 : 1;
    zoomAt(event.clientX, event.clientY, Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)));
  }, { passive: false });

  const middle = (factor) => zoomAt(centre().x, centre().y, factor);
  const keys = {
    "+": () => middle(1.4), "=": () => middle(1.4), "-": () => middle(1 / 1.4), "0": showAll,
    ArrowLeft: () => move(60, 0), ArrowRight: () => move(-60, 0), ArrowUp: () => move(0, 60), ArrowDown: () => move(0, -60),
    "/": () => $("search").focus(), l: () => lasso(!drawing), v: listView,
  };
  // Keys work wherever the focus is, but for where they mean something else.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      lasso(false);
      clear();
      canvas.focus();
    }
    if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    if (event.key.startsWith("Arrow") && $("panel").contains(event.target)) return; // it scrolls
    event.preventDefault();
    keys[event.key]();
  });
  const buttons = {
    in: () => middle(1.5), out: () => middle(1 / 1.5), all: showAll, lasso: () => lasso(!drawing), list: listView, clear,
    ids: () => save("ids"), bibtex: () => save("bibtex"), csv: () => save("csv"),
  };
  for (const [id, press] of Object.entries(buttons)) $(id).addEventListener("click", press);
  $("search").addEventListener("input", search);
  $("colour").addEventListener("change", paint);

  // --- light and dark, and the beginning

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const dress = (is) => {
    document.documentElement.classList.toggle("dark", is);
    redraw();
  };
  if (data.theme === "auto") dark.addEventListener("change", () => dress(dark.matches));
  $("theme").addEventListener("click", () => dress(!document.documentElement.classList.contains("dark")));

  $("colour").value = data.colour;
  $("key").open = window.innerWidth > 640;
  window.addEventListener("resize", resize);
  if (months.length > 1) set(0, months.length - 1);
  dress(data.theme === "auto" ? dark.matches : data.theme === "dark");
  resize();
  paint();
  settle();
  document.documentElement.classList.add("ready");
