  // --- drawing

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
    votes: (paper) => paper.votes === null ? GREY : mixed(Math.log1p(Math.max(paper.votes, 0)) / Math.log1p(most)),
  };
  const paint = () => {
    for (const paper of papers) paper.colour = colours[$("colour").value](paper);
    drawLegend();
    redraw();
  };
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const dot = (paper, size) => {
    pen.beginPath();
    pen.arc(across(paper), down(paper), size, 0, 2 * Math.PI);
    pen.fill();
  };
  const ring = (paper, size, colour, line) => {
    pen.strokeStyle = colour;
    pen.lineWidth = line;
    pen.beginPath();
    pen.arc(across(paper), down(paper), size, 0, 2 * Math.PI);
    pen.stroke();
  };
  const draw = () => {
    pen.clearRect(0, 0, width, height);
    const some = hits || chosen || span, size = radius(), found = hits || chosen ? Math.max(4.5, size * 1.3) : size;
    const there = papers.filter((paper) => visible(paper) && inWindow(paper));
    if (some) {
      pen.globalAlpha = 0.18;
      pen.fillStyle = GREY;
      for (const paper of there) if (!isLit(paper)) dot(paper, size * 0.8);
    }
    pen.globalAlpha = some ? 1 : 0.72;
    const lit = there.filter(isLit);
    for (const paper of lit) {
      pen.fillStyle = paper.colour;
      dot(paper, found);
    }
    pen.globalAlpha = 1;
    if (hits || chosen) for (const paper of lit) ring(paper, found, style("--ground"), 1);
    drawLabels();
    drawLasso();
    for (const at of new Set([hovered, pinned])) if (at !== NOTHING) ring(papers[at], size + 4, style("--mark"), 2.5);
    placeCard();
  };

  // --- the key of the colours

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
    say(ends, "span", by === "date" ? days[0] || said("no_date") : said("votes", { count: 0 }));
    say(ends, "span", by === "date" ? days[days.length - 1] || "" : said("votes", { count: number(most) }));
  };
  const legendOf = (legend, field, at) => {
    const button = say(legend, "button", "");
    say(button, "i", "").style.background = HUES[at % HUES.length];
    say(button, "span", field.words.join(" · ") || said("other"));
    say(button, "small", number(field.size));
    button.title = said("show_or_hide");
    button.setAttribute("aria-pressed", String(!hidden.has(at)));
    button.addEventListener("click", () => {
      if (!hidden.delete(at)) hidden.add(at);
      button.setAttribute("aria-pressed", String(!hidden.has(at)));
      pin(NOTHING);
      unsettle();
    });
  };
