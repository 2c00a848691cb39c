  // --- one paper

  let hovered = NOTHING, pinned = NOTHING;
  const link = (paper) => (paper.page || (/^https?:\/\//i.test(paper.url) ? paper.url : ""));
  const facts = (paper) => [
    paper.date,
    paper.votes === null ? "" : said(paper.votes === 1 ? "vote" : "votes", { count: number(paper.votes) }),
  ].filter(Boolean).join(" · ");
  const card = (paper, fixed) => {
    const box = $("card");
    box.replaceChildren();
    box.hidden = !paper;
    if (!paper) return;
    say(box, "strong", paper.title);
    say(box, "p", facts(paper), "facts");
    const others = paper.authors.length > 4 ? " " + said("and_others") : "";
    say(box, "p", paper.authors.slice(0, 4).join(", ") + others, "facts");
    if (link(paper)) {
      const anchor = say(box, "a", said(fixed ? "open" : "click"));
      anchor.href = link(paper);
      anchor.target = "_blank";
      anchor.rel = "noopener noreferrer";
    }
    if (paper.doubtful) say(box, "p", said("doubtful"), "note");
    if (paper.summary) say(box, "p", paper.summary, "summary");
    say(box, "p", topics[paper.topic].words.join(" · "), "facts");
    box.classList.toggle("pinned", fixed);
    placeCard();
  };
  // The card stands beside its dot, wherever that moves; on a phone it lies at the bottom.
  const placeCard = () => {
    const box = $("card"), paper = papers[pinned === NOTHING ? hovered : pinned];
    if (!paper || box.hidden) return;
    box.classList.toggle("away", !inWindow(paper));
    if (isNarrow()) { box.style.left = "8px"; box.style.top = `${free.bottom - box.offsetHeight - 4}px`; return; }
    const x = across(paper), y = down(paper), away = radius() + 8, wide = box.offsetWidth, tall = box.offsetHeight;
    const beyond = x + away + wide > width - 8;
    box.style.left = `${Math.max(8, beyond ? x - away - wide : x + away)}px`;
    box.style.top = `${Math.min(Math.max(8, y - tall / 2), Math.max(8, height - tall - 8))}px`;
  };
  const hover = (at) => {
    if (at === hovered) return;
    hovered = at;
    canvas.classList.toggle("over", at !== NOTHING);
    if (pinned === NOTHING) card(papers[at], false);
    redraw();
  };
  const pin = (at) => {
    pinned = at;
    hovered = NOTHING;
    card(papers[at], true);
    const above = $("card").offsetTop - 24; // on a phone the card covers the bottom
    if (at !== NOTHING && isNarrow() && down(papers[at]) > above) move(0, (free.top + above) / 2 - down(papers[at]));
    redraw();
  };
  const goTo = (paper) => {
    show(paper.x / SPAN, paper.y / SPAN, Math.max(view.zoom, NEAREST / 4));
    pin(papers.indexOf(paper));
  };
  const nearest = (x, y, reach) => {
    let best = NOTHING, least = (radius() + reach) ** 2;
    papers.forEach((paper, at) => {
      if (!visible(paper) || !isLit(paper)) return;
      const far = (across(paper) - x) ** 2 + (down(paper) - y) ** 2;
      if (far < least) [best, least] = [at, far];
    });
    return best;
  };
