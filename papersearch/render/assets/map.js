"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const papers = data.papers, topics = data.topics, fields = data.fields;
  const $ = (id) => document.getElementById(id);
  const canvas = $("map"), pen = canvas.getContext("2d");
  const SPAN = data.span, NOTHING = -1, SHOWN = 50, NUDGES = [0, 0.5, -0.5, 1, -1];
  const HUES = data.hues, STEPS = data.steps, GREY = data.unknown;
  const FONT = getComputedStyle(document.body).fontFamily;

  // Texts are compared without case, accents and widths, as `papersearch query` compares them.
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase();
  for (const paper of papers) {
    paper.words = fold(paper.title + " " + paper.authors.join(" "));
    paper.field = topics[paper.topic].field;
  }

  const view = { x: 0, y: 0, zoom: 1 };
  let width = 0, height = 0, unit = 1, hovered = NOTHING, pinned = NOTHING, hits = null, due = false;
  const hidden = new Set();

  // --- colours

  const mixed = (share) => {
    const at = Math.min(Math.max(share, 0), 1) * (STEPS.length - 1), low = Math.min(Math.floor(at), STEPS.length - 2);
    const part = (hex, n) => parseInt(hex.slice(1 + 2 * n, 3 + 2 * n), 16);
    const of = (n) => Math.round(part(STEPS[low], n) + (part(STEPS[low + 1], n) - part(STEPS[low], n)) * (at - low));
    return `rgb(${of(0)},${of(1)},${of(2)})`;
  };
  const days = papers.map((paper) => paper.date).filter(Boolean).sort();
  const first = Date.parse(days[0] || ""), last = Date.parse(days[days.length - 1] || "");
  const most = papers.reduce((found, paper) => Math.max(found, paper.votes || 0), 1);
  const colours = {
    field: (paper) => HUES[paper.field % HUES.length],
    date: (paper) => paper.date ? mixed((Date.parse(paper.date) - first) / Math.max(last - first, 1)) : GREY,
    votes: (paper) => paper.votes === null ? GREY : mixed(Math.log1p(paper.votes) / Math.log1p(most)),
  };
  const paint = () => {
    for (const paper of papers) paper.colour = colours[$("colour").value](paper);
    drawLegend();
    redraw();
  };

  // --- where things are

  const across = (paper) => (paper.x / SPAN - view.x) * unit * view.zoom + centre().x;
  const down = (paper) => (view.y - paper.y / SPAN) * unit * view.zoom + centre().y;
  // The panel covers the left of a wide window: what is left is the map's room.
  const covered = () => (width > 640 ? 310 : 0);
  const centre = () => ({ x: (width + covered()) / 2, y: height / 2 });
  const visible = (paper) => !hidden.has(paper.field);
  const radius = () => Math.min(7, Math.max(1.4, 90 / Math.sqrt(papers.length + 400)) * Math.pow(view.zoom, 0.4) + 1);

  const resize = () => {
    const ratio = window.devicePixelRatio || 1;
    width = window.innerWidth;
    height = window.innerHeight;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    unit = 0.46 * Math.min(width - covered(), height);
    redraw();
  };
  const zoomAt = (x, y, factor) => {
    const zoom = Math.min(Math.max(view.zoom * factor, 0.6), 80), middle = centre();
    const by = (1 / view.zoom - 1 / zoom) / unit;
    view.x += (x - middle.x) * by;
    view.y -= (y - middle.y) * by;
    view.zoom = zoom;
    moved();
  };
  const move = (dx, dy) => {
    view.x -= dx / unit / view.zoom;
    view.y += dy / unit / view.zoom;
    moved();
  };
  const moved = () => {
    if (pinned === NOTHING) hover(NOTHING);
    redraw();
  };

  // --- drawing

  const redraw = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; draw(); });
  };
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const dot = (paper, size) => {
    pen.beginPath();
    pen.arc(across(paper), down(paper), size, 0, 2 * Math.PI);
    pen.fill();
  };
  const draw = () => {
    pen.clearRect(0, 0, width, height);
    const size = radius(), found = Math.max(4.5, size * 1.3);
    const there = papers.filter((paper) => visible(paper) && inWindow(paper));
    const lit = hits ? there.filter((paper) => hits.has(paper)) : there;
    if (hits) {
      pen.globalAlpha = 0.22;
      pen.fillStyle = GREY;
      for (const paper of there) if (!hits.has(paper)) dot(paper, size * 0.8);
    }
    pen.globalAlpha = hits ? 1 : 0.72;
    for (const paper of lit) {
      pen.fillStyle = paper.colour;
      dot(paper, hits ? found : size);
    }
    pen.globalAlpha = 1;
    if (hits) rings(lit, found);
    drawNames();
    for (const at of new Set([hovered, pinned])) if (at !== NOTHING) ring(papers[at], size + 4, style("--mark"), 2.5);
  };
  const inWindow = (paper) => {
    const x = across(paper), y = down(paper);
    return x > -10 && y > -10 && x < width + 10 && y < height + 10;
  };
  const rings = (lit, size) => {
    for (const paper of lit) ring(paper, size, style("--ground"), 1);
  };
  const ring = (paper, size, colour, line) => {
    pen.strokeStyle = colour;
    pen.lineWidth = line;
    pen.beginPath();
    pen.arc(across(paper), down(paper), size, 0, 2 * Math.PI);
    pen.stroke();
  };

  // Names of topics, largest first; one that would lie over another moves, or waits for room.
  const drawNames = () => {
    const taken = [];
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.strokeStyle = style("--ground");
    pen.lineWidth = 4;
    pen.globalAlpha = hits ? 0.45 : 1;
    for (const topic of topics) {
      if (hidden.has(topic.field) || !topic.words.length) continue;
      const size = Math.round(Math.min(17, 10.5 + Math.sqrt(topic.size / papers.length) * 26));
      pen.font = `600 ${size}px ${FONT}`;
      const lines = named(topic), high = size * 1.2 * lines.length;
      const wide = Math.max(...lines.map((line) => pen.measureText(line).width));
      if (!inWindow(topic)) continue;
      const x = Math.min(Math.max(across(topic), covered() + wide / 2 + 6), width - wide / 2 - 6);
      const y = NUDGES.map((by) => down(topic) + by * high).find((y) => {
        const box = [x - wide / 2 - 5, y - high / 2 - 3, x + wide / 2 + 5, y + high / 2 + 3];
        const outside = box[0] < covered() || box[2] > width || box[1] < 0 || box[3] > height;
        const free = !outside && !taken.some((o) => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3]);
        if (free) taken.push(box);
        return free;
      });
      if (y === undefined) continue;
      pen.fillStyle = style("--text");
      lines.forEach((line, n) => {
        const at = y + (n - (lines.length - 1) / 2) * size * 1.2;
        pen.strokeText(line, x, at);
        pen.fillText(line, x, at);
      });
    }
    pen.globalAlpha = 1;
  };
  const named = (topic) => {
    const words = topic.words;
    if (words.join(" · ").length < 16) return [words.join(" · ")];
    return words.length < 3 ? words : [words[0], words.slice(1).join(" · ")];
  };

  // --- one paper

  const say = (parent, tag, text, kind) => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (kind) element.className = kind;
    parent.append(element);
    return element;
  };
  const link = (paper) => (/^https?:\/\//i.test(paper.url) ? paper.url : "");
  const facts = (paper) => [
    paper.date,
    paper.votes === null ? "" : `${paper.votes.toLocaleString("en")} vote${paper.votes === 1 ? "" : "s"}`,
  ].filter(Boolean).join(" · ");
  const card = (paper, fixed) => {
    const box = $("card");
    box.replaceChildren();
    box.hidden = !paper;
    if (!paper) return;
    say(box, "strong", paper.title);
    say(box, "p", facts(paper), "facts");
    const some = paper.authors.slice(0, 4).join(", ");
    say(box, "p", some + (paper.authors.length > 4 ? " and others" : ""), "facts");
    say(box, "p", topics[paper.topic].words.join(" · "), "facts");
    if (paper.doubtful) say(box, "p", "doubtful: the summary, which places it, seems to be of another paper", "note");
    if (link(paper)) {
      const anchor = say(box, "a", fixed ? link(paper) : "click opens the paper");
      anchor.href = link(paper);
      anchor.target = "_blank";
      anchor.rel = "noopener noreferrer";
    }
    box.classList.toggle("pinned", fixed);
    const room = box.getBoundingClientRect(), x = across(paper), y = down(paper), away = radius() + 8;
    const beyond = x + away + room.width > width - 8;
    box.style.left = `${Math.max(8, beyond ? x - away - room.width : x + away)}px`;
    box.style.top = `${Math.min(Math.max(8, y - room.height / 2), Math.max(8, height - room.height - 8))}px`;
  };
  const hover = (at) => {
    if (pinned !== NOTHING && at === NOTHING) { hovered = NOTHING; return; }
    if (at !== hovered) redraw();
    if (at !== NOTHING && at !== pinned) pinned = NOTHING;
    hovered = at;
    canvas.classList.toggle("over", at !== NOTHING);
    card(papers[at], false);
  };
  const pin = (at) => {
    pinned = at;
    hovered = NOTHING;
    card(papers[at], true);
    redraw();
  };
  const open = (paper) => {
    if (link(paper)) window.open(link(paper), "_blank", "noopener,noreferrer");
  };
  const nearest = (x, y, reach) => {
    let best = NOTHING, least = (radius() + reach) ** 2;
    papers.forEach((paper, at) => {
      if (!visible(paper) || (hits && !hits.has(paper))) return;
      const far = (across(paper) - x) ** 2 + (down(paper) - y) ** 2;
      if (far < least) [best, least] = [at, far];
    });
    return best;
  };

  // --- pointers and keys

  const pointers = new Map();
  let travelled = 0;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, event);
    if (pointers.size === 1) travelled = 0;
    canvas.classList.add("held");
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) { hover(nearest(event.clientX, event.clientY, 4)); return; }
    const dx = event.clientX - before.clientX, dy = event.clientY - before.clientY;
    travelled += Math.abs(dx) + Math.abs(dy);
    const other = [...pointers.values()].find((held) => held.pointerId !== event.pointerId);
    pointers.set(event.pointerId, event);
    if (!other) { if (travelled > 4) move(dx, dy); return; }
    const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    move(dx / 2, dy / 2);
    zoomAt((event.clientX + other.clientX) / 2, (event.clientY + other.clientY) / 2, apart(event) / Math.max(apart(before), 1));
  });
  const release = (event) => {
    const clicked = pointers.delete(event.pointerId) && event.type === "pointerup" && travelled <= 4;
    canvas.classList.remove("held");
    if (!clicked || pointers.size) return;
    const touch = event.pointerType === "touch", at = nearest(event.clientX, event.clientY, touch ? 14 : 4);
    pin(at);
    if (at !== NOTHING && !touch && event.button === 0) open(papers[at]);
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", () => hover(NOTHING));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 20 : 1;
    zoomAt(event.clientX, event.clientY, Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)));
  }, { passive: false });
  const showAll = () => {
    Object.assign(view, { x: 0, y: 0, zoom: 1 });
    pin(NOTHING);
  };
  const middle = (factor) => zoomAt(centre().x, centre().y, factor);
  const keys = {
    "+": () => middle(1.4), "=": () => middle(1.4), "-": () => middle(1 / 1.4), "0": showAll,
    ArrowLeft: () => move(60, 0), ArrowRight: () => move(-60, 0), ArrowUp: () => move(0, 60), ArrowDown: () => move(0, -60),
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== $("search")) { event.preventDefault(); $("search").focus(); }
    if (event.key === "Escape") { $("search").value = ""; search(); pin(NOTHING); canvas.focus(); }
  });
  $("in").addEventListener("click", () => middle(1.5));
  $("out").addEventListener("click", () => middle(1 / 1.5));
  $("all").addEventListener("click", showAll);

  // --- search and legend

  const search = () => {
    const words = fold($("search").value).split(/\s+/).filter(Boolean);
    const list = $("hits");
    list.replaceChildren();
    hits = words.length ? new Set(papers.filter((paper) => words.every((word) => paper.words.includes(word)))) : null;
    $("count").textContent = hits ? `${hits.size.toLocaleString("en")} of ${papers.length.toLocaleString("en")} papers` : "";
    const newest = [...(hits || [])].sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
    for (const paper of newest.slice(0, SHOWN)) {
      const button = say(say(list, "li", ""), "button", paper.title);
      say(button, "small", facts(paper));
      button.addEventListener("click", () => {
        view.zoom = Math.max(view.zoom, 4);
        view.x = paper.x / SPAN;
        view.y = paper.y / SPAN;
        pin(papers.indexOf(paper));
      });
    }
    if (hits && hits.size > SHOWN) say(list, "li", `and ${(hits.size - SHOWN).toLocaleString("en")} more on the map`, "note");
    redraw();
  };
  $("search").addEventListener("input", search);
  const drawLegend = () => {
    const legend = $("legend"), by = $("colour").value;
    legend.replaceChildren();
    if (by === "field") { fields.forEach((field, at) => legendOf(legend, field, at)); return; }
    const bar = say(legend, "canvas", ""), brush = bar.getContext("2d");
    bar.width = 256;
    bar.height = 10;
    for (let n = 0; n < 256; n++) {
      brush.fillStyle = mixed(n / 255);
      brush.fillRect(n, 0, 1, 10);
    }
    const ends = say(legend, "div", "", "ends");
    const low = by === "date" ? days[0] || "no date" : "0 votes";
    const high = by === "date" ? days[days.length - 1] || "" : `${most.toLocaleString("en")} votes`;
    say(ends, "span", low);
    say(ends, "span", high).style.textAlign = "right";
  };
  const legendOf = (legend, field, at) => {
    const button = say(legend, "button", "");
    say(button, "i", "").style.background = HUES[at % HUES.length];
    say(button, "span", field.words.join(" · ") || "other");
    say(button, "small", field.size.toLocaleString("en"));
    button.title = "Show or hide";
    button.setAttribute("aria-pressed", String(!hidden.has(at)));
    button.classList.toggle("off", hidden.has(at));
    button.addEventListener("click", () => {
      if (!hidden.delete(at)) hidden.add(at);
      pin(NOTHING);
      drawLegend();
    });
  };
  $("colour").addEventListener("change", paint);

  // --- light and dark

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const dress = (is) => {
    document.documentElement.classList.toggle("dark", is);
    redraw();
  };
  dark.addEventListener("change", () => dress(dark.matches));
  $("theme").addEventListener("click", () => dress(!document.documentElement.classList.contains("dark")));

  $("colour").value = data.colour;
  window.addEventListener("resize", resize);
  dress(dark.matches);
  resize();
  paint();
})();
