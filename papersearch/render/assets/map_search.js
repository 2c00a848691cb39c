  // --- the list: what is searched for, or chosen; it can be taken along

  const SHOWN = 100, TYPING = 250;
  let before = null, typing = 0;

  const search = () => {
    const wanted = fold($("search").value).split(/\s+/).filter(Boolean);
    const found = wanted.length ? papers.filter((paper) => wanted.every((word) => paper.words.includes(word))) : null;
    hits = found && new Set(found);
    pin(NOTHING);
    list();
    clearTimeout(typing);
    typing = setTimeout(() => fitHits(found), TYPING); // when it has been typed
  };
  // Show the hits as large as they fit; when the search is over, what was looked at before.
  const fitHits = (found) => {
    if (found && !before) before = { ...view };
    if (found) fit(found.filter(visible));
    else if (before) {
      show(before.x, before.y, before.zoom);
      before = null;
    }
  };
  const listed = () => hits || chosen ? papers.filter((paper) => visible(paper) && isLit(paper)) : [];
  const list = () => {
    const box = $("hits"), found = listed(), is = Boolean(hits || chosen);
    const newest = found.sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
    box.replaceChildren();
    $("count").textContent = is ? said("count", { count: number(found.length), all: number(papers.length) }) : "";
    $("export").hidden = !found.length;
    $("clear").hidden = !is;
    for (const paper of newest.slice(0, SHOWN)) {
      const button = say(say(box, "li", ""), "button", paper.title);
      say(button, "small", facts(paper));
      button.addEventListener("click", () => goTo(paper));
    }
    if (found.length > SHOWN) say(box, "li", said("more", { count: number(found.length - SHOWN) }), "facts");
    unsettle();
    redraw();
  };
  const clear = () => {
    $("search").value = "";
    chosen = null;
    if (hits) search();
    pin(NOTHING);
    list();
  };
  const KINDS = {
    ids: ["papers.txt", "text/plain", (some) => some.map((paper) => paper.id + "\n")],
    bibtex: ["papers.bib", "application/x-bibtex", (some) => some.map((paper) => paper.bibtex + "\n")],
    csv: ["papers.csv", "text/csv", (some) => [data.csv, ...some.map((paper) => paper.csv)]],
  };
  // Hand over a file that is made here, of what is listed.
  const save = (kind) => {
    const [name, type, lines] = KINDS[kind], anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(new Blob(lines(listed()), { type: `${type};charset=utf-8` }));
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
  };

  // --- the lasso, and for keys the list of what is in view

  let drawing = false, loop = [];
  const lasso = (on) => {
    drawing = on;
    loop = [];
    $("lasso").setAttribute("aria-pressed", String(on));
    canvas.classList.toggle("drawing", on);
    $("told").textContent = on ? said("draw") : "";
    redraw();
  };
  const isInside = (x, y) => {
    let inside = false;
    for (let at = 0, prior = loop.length - 1; at < loop.length; prior = at++) {
      const [ax, ay] = loop[at], [bx, by] = loop[prior];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  };
  const drawLasso = () => {
    if (loop.length < 2) return;
    pen.strokeStyle = style("--mark");
    pen.lineWidth = 2;
    pen.beginPath();
    for (const point of loop) pen.lineTo(...point);
    pen.closePath();
    pen.stroke();
  };
  const choose = (some) => {
    pin(NOTHING);
    chosen = null;
    chosen = new Set(some.filter((paper) => visible(paper) && isLit(paper)));
    list();
  };
  const close = () => {
    if (loop.length > 2) choose(papers.filter((paper) => isInside(across(paper), down(paper))));
    lasso(false);
  };
  const listView = () => choose(papers.filter((paper) => isFree(across(paper), down(paper))));
