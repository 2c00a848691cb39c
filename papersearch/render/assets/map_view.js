  // --- where things are on the screen

  const FURTHEST = 0.8, ALL = { x: 0, y: 0, zoom: 1 };
  const NEAREST = Math.min(60, Math.max(6, Math.sqrt(papers.length)));
  const view = { ...ALL };
  let width = 0, height = 0, unit = 1, due = false;

  // The panel covers the left of a wide window, or the top of a narrow one, the months its bottom: what
  // is left is the map's room. What a panel has below its search box comes and goes over the map.
  const isNarrow = () => width <= 640;
  const room = () => {
    const below = $("time").getBoundingClientRect(), tools = $("tools").getBoundingClientRect();
    const left = isNarrow() ? 0 : $("panel").getBoundingClientRect().right + 8;
    const top = isNarrow() ? $("search").getBoundingClientRect().bottom + 36 : 0;
    return { left, top, right: tools.left - 4, bottom: below.height ? below.top - 4 : height };
  };
  let free = { left: 0, top: 0, right: 1, bottom: 1 };
  const centre = () => ({ x: (free.left + free.right) / 2, y: (free.top + free.bottom) / 2 });
  const across = (place) => (place.x / SPAN - view.x) * unit * view.zoom + centre().x;
  const down = (place) => (view.y - place.y / SPAN) * unit * view.zoom + centre().y;
  const inWindow = (place) => {
    const x = across(place), y = down(place);
    return x > -10 && y > -10 && x < width + 10 && y < height + 10;
  };
  const radius = () => Math.min(7, Math.max(1.4, 90 / Math.sqrt(papers.length + 400)) * Math.pow(view.zoom, 0.4) + 1);

  const resize = () => {
    const ratio = window.devicePixelRatio || 1;
    width = window.innerWidth;
    height = window.innerHeight;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    free = room();
    unit = 0.46 * Math.min(free.right - free.left, free.bottom - free.top);
    moved();
  };
  const zoomAt = (x, y, factor) => {
    const zoom = Math.min(Math.max(view.zoom * factor, FURTHEST), NEAREST), middle = centre();
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
    view.x = Math.min(Math.max(view.x, -1), 1); // the map cannot be lost
    view.y = Math.min(Math.max(view.y, -1), 1);
    $("in").disabled = view.zoom >= NEAREST;
    $("out").disabled = view.zoom <= FURTHEST;
    if (pinned === NOTHING) hover(NOTHING);
    unsettle();
    redraw();
  };
  const show = (x, y, zoom) => {
    Object.assign(view, { x, y, zoom: Math.min(Math.max(zoom, FURTHEST), NEAREST) });
    moved();
  };
  const showAll = () => {
    show(ALL.x, ALL.y, ALL.zoom);
    pin(NOTHING);
  };
  // Show some papers as large as they fit, but not larger than a neighbourhood.
  const fit = (some) => {
    if (!some.length) return;
    let low = [Infinity, Infinity], high = [-Infinity, -Infinity];
    for (const { x, y } of some) {
      low = [Math.min(low[0], x), Math.min(low[1], y)];
      high = [Math.max(high[0], x), Math.max(high[1], y)];
    }
    const wide = (high[0] - low[0]) / SPAN, tall = (high[1] - low[1]) / SPAN;
    const zoom = 0.85 / unit * Math.min((free.right - free.left) / Math.max(wide, 1e-9), (free.bottom - free.top) / Math.max(tall, 1e-9));
    show((low[0] + high[0]) / 2 / SPAN, (low[1] + high[1]) / 2 / SPAN, Math.min(zoom, Math.max(1, NEAREST / 5)));
  };
  const redraw = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; draw(); });
  };
