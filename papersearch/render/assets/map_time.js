  // --- months: a span of them is lit, and play moves it through the corpus

  const BEAT = 700;
  const months = data.months;
  let beat = 0;

  const bars = () => {
    const count = new Map();
    for (const paper of papers) count.set(paper.month, (count.get(paper.month) || 0) + 1);
    const tallest = Math.max(...months.map((month) => count.get(month) || 0));
    for (const month of months) {
      const bar = say($("bars"), "i", "");
      bar.style.height = `${Math.max(count.get(month) ? 8 : 0, (100 * (count.get(month) || 0)) / tallest)}%`;
      bar.title = `${month}: ${said("papers", { count: number(count.get(month) || 0) })}`;
    }
  };
  const ends = () => {
    const pair = [Number($("from").value), Number($("to").value)];
    return [Math.min(...pair), Math.max(...pair)];
  };
  const brushed = () => {
    const [low, high] = ends(), all = low === 0 && high === months.length - 1;
    span = all ? null : [months[low], months[high]];
    [...$("bars").children].forEach((bar, at) => bar.classList.toggle("off", at < low || at > high));
    for (const end of ["from", "to"]) $(end).setAttribute("aria-valuetext", months[Number($(end).value)]);
    $("span").textContent = low === high ? months[low] : `${months[low]} – ${months[high]}`;
    if (hits || chosen) list();
    unsettle();
    redraw();
  };
  const set = (low, high) => {
    $("from").value = low;
    $("to").value = high;
    brushed();
  };
  const stop = () => {
    clearInterval(beat);
    beat = 0;
    $("play").textContent = "▶";
    $("play").setAttribute("aria-label", said("play"));
  };
  const play = () => {
    if (beat) { stop(); return; }
    const [low, high] = ends(), most = months.length - 1;
    const wide = high - low === most ? Math.min(2, Math.max(0, most - 1)) : high - low;
    if (high === most || high - low === most) set(0, wide);
    beat = setInterval(() => {
      const [, now] = ends();
      if (now >= most) { stop(); set(0, most); return; }
      set(now + 1 - wide, now + 1);
    }, BEAT);
    $("play").textContent = "❚❚";
    $("play").setAttribute("aria-label", said("pause"));
  };
  $("time").hidden = months.length < 2;
  if (months.length > 1) {
    for (const end of ["from", "to"]) {
      $(end).max = months.length - 1;
      $(end).addEventListener("input", () => { stop(); brushed(); });
    }
    bars();
    $("play").addEventListener("click", play);
  }
