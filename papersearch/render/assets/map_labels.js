  // --- names: fields from afar, topics nearer, titles when there are few

  // A name gives way to dots: of the places around what it names it takes the one that covers fewest
  // and is not far, and a line leads back. Names move with the map, and are placed again when it rests.

  const CELL = 5, RINGS = 9, AROUND = 16, COVERED = 9, FAR = 0.4, CROSSED = 60, TITLES = 45, NEARER = 1.9, RESTING = 140;
  let labels = [], resting = 0;

  const unsettle = () => {
    clearTimeout(resting);
    resting = setTimeout(() => { settle(); redraw(); }, RESTING);
  };
  const settle = () => {
    const there = papers.filter((paper) => visible(paper) && inWindow(paper));
    const count = crowd(there), taken = []; // boxes, each with the points of its line
    const near = there.filter((paper) => isLit(paper) && isFree(across(paper), down(paper)));
    labels = namesOf(near).map((label) => placed(label, count, taken)).filter(Boolean);
  };
  const namesOf = (near) => {
    if (near.length <= TITLES) return near.map(titleOf);
    const some = view.zoom < NEARER ? fields.map(fieldOf) : topics.map(topicOf);
    return some.filter((label) => label.lines[0] && !hidden.has(label.field) && isFree(across(label.of), down(label.of)));
  };
  const isFree = (x, y) => x > free.left && x < free.right && y > free.top && y < free.bottom;
  const measured = (label, size, weight) => {
    size *= Math.min(1, 0.64 + width / 2600); // a phone has less room
    pen.font = label.font = `${weight} ${size}px ${FONT}`;
    const wide = Math.max(...label.lines.map((line) => pen.measureText(line).width));
    return { ...label, size, wide, tall: size * 1.2 * label.lines.length };
  };
  const titleOf = (paper) => {
    const title = [...paper.title];
    const text = title.length > 44 ? title.slice(0, 43).join("") + "…" : paper.title;
    return measured({ of: paper, field: paper.field, lines: [text], title: true }, 12, 500);
  };
  const fieldOf = (field, at) => measured({ of: field, field: at, lines: named(field) }, sizeOf(field, 14, 19), 700);
  const topicOf = (topic) => measured({ of: topic, field: topic.field, lines: named(topic) }, sizeOf(topic, 11.5, 16), 600);
  const sizeOf = (group, low, high) => Math.min(high, low + Math.sqrt(group.size / papers.length) * 14);
  const named = (group) => {
    const all = group.words.join(" · ");
    return all.length < 16 || group.words.length < 2 ? [all] : [group.words[0], group.words.slice(1).join(" · ")];
  };

  // Return how many dots a box covers: counts of cells are summed once, then any box takes four looks.
  const crowd = (there) => {
    const columns = Math.ceil(width / CELL) + 1, rows = Math.ceil(height / CELL) + 1, sums = new Float64Array(columns * rows);
    const cell = (value, most) => Math.min(Math.max(Math.ceil(value / CELL), 0), most - 1);
    for (const paper of there) sums[cell(down(paper), rows) * columns + cell(across(paper), columns)] += 1;
    for (let row = 0; row < rows; row++)
      for (let column = 0, line = 0; column < columns; column++) {
        line += sums[row * columns + column];
        sums[row * columns + column] = line + (row ? sums[(row - 1) * columns + column] : 0);
      }
    const upTo = (x, y) => sums[cell(y, rows) * columns + cell(x, columns)];
    return ([left, top, right, bottom]) => upTo(right, bottom) - upTo(left, bottom) - upTo(right, top) + upTo(left, top);
  };
  const placed = (label, count, taken) => {
    let best = null, least = label.title ? 4 * COVERED : Infinity;
    for (const [dx, dy] of places(label)) {
      const box = boxOf(label, dx, dy);
      if (box[0] < free.left || box[2] > free.right || box[1] < free.top || box[3] > free.bottom) continue;
      if (taken.some(({ box: other }) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      const line = lineTo(label, box);
      const crossed = taken.filter((other) => line.some(isIn(other.box)) || other.line.some(isIn(box))).length;
      const cost = COVERED * Math.sqrt(count(box)) + FAR * Math.hypot(dx, dy) + CROSSED * crossed;
      if (cost < least) [best, least] = [{ ...label, dx, dy, box, line }, cost];
    }
    if (best) taken.push(best);
    return best;
  };
  const isIn = (box) => ([x, y]) => x > box[0] && x < box[2] && y > box[1] && y < box[3];
  // Return points of the line from a name to what it names, its ends first; none where that lies under it.
  const lineTo = (label, [left, top, right, bottom]) => {
    const x = across(label.of), y = down(label.of);
    const end = [Math.min(Math.max(x, left), right), Math.min(Math.max(y, top), bottom)];
    if (label.title || Math.hypot(end[0] - x, end[1] - y) < 6) return [];
    return [0, 1, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9].map((part) => [end[0] + (x - end[0]) * part, end[1] + (y - end[1]) * part]);
  };
  const places = (label) => {
    if (label.title) {
      const beside = label.wide / 2 + radius() + 4, over = label.tall / 2 + radius() + 2;
      return [[beside, 0], [-beside, 0], [0, -over], [0, over], [beside, -over], [beside, over], [-beside, -over], [-beside, over]];
    }
    const found = [[0, 0]];
    for (let ring = 1; ring <= RINGS; ring++)
      for (let part = 0; part < AROUND; part++) {
        const angle = (2 * Math.PI * part) / AROUND, away = ring * 26;
        found.push([Math.cos(angle) * (away + label.wide / 3), Math.sin(angle) * away]);
      }
    return found;
  };
  const boxOf = (label, dx, dy) => {
    const x = across(label.of) + dx, y = down(label.of) + dy, gap = label.title ? 1 : 5;
    return [x - label.wide / 2 - gap, y - label.tall / 2 - gap, x + label.wide / 2 + gap, y + label.tall / 2 + gap];
  };
  const drawLabels = () => {
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    for (const label of labels) leader(label);
    for (const label of labels) {
      const x = across(label.of) + label.dx, y = down(label.of) + label.dy;
      pen.font = label.font;
      pen.lineWidth = 4;
      pen.strokeStyle = style("--ground");
      pen.fillStyle = style("--text");
      label.lines.forEach((line, n) => {
        const at = y + (n - (label.lines.length - 1) / 2) * label.size * 1.2;
        pen.strokeText(line, x, at);
        pen.fillText(line, x, at);
      });
    }
  };
  const leader = (label) => {
    const [from, to] = lineTo(label, boxOf(label, label.dx, label.dy));
    if (!from) return;
    pen.strokeStyle = style("--faint");
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  };
