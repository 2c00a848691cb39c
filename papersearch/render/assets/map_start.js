  // --- what the page holds

  const $ = (id) => document.getElementById(id);
  const packed = Uint8Array.from(atob($("data").textContent), (character) => character.charCodeAt(0));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const data = await new Response(plain).json();
  const papers = data.papers, topics = data.topics, fields = data.fields, words = data.words;
  const canvas = $("map"), pen = canvas.getContext("2d");
  const SPAN = data.span, NOTHING = -1, HUES = data.hues, STEPS = data.steps, GREY = data.unknown;
  const FONT = getComputedStyle(document.body).fontFamily;

  // "{papers} of {all}" with its names filled in.
  const said = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const number = (value) => value.toLocaleString(document.documentElement.lang);
  const say = (parent, tag, text, kind) => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (kind) element.className = kind;
    parent.append(element);
    return element;
  };

  // Texts are compared without case, accents and widths, as `papersearch query` compares them.
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase();
  for (const paper of papers) {
    paper.words = fold(paper.title + " " + paper.authors.join(" "));
    paper.field = topics[paper.topic].field;
    paper.month = paper.date.slice(0, 7);
  }

  // --- which papers are lit: fields may be hidden, all else only pales

  const hidden = new Set();
  let hits = null, chosen = null, span = null;
  const visible = (paper) => !hidden.has(paper.field);
  const inSpan = (paper) => !span || (paper.month !== "" && span[0] <= paper.month && paper.month <= span[1]);
  const isLit = (paper) => inSpan(paper) && (!hits || hits.has(paper)) && (!chosen || chosen.has(paper));
