// Lets the timeline's rail lead to a date, follow the page, and zoom; `density.py` draws alike.
(() => {
  const { abs, ceil, floor, max, min, round, sqrt } = Math;
  const YEARS = Array.from({ length: 30 }, (_, n) => [1, 2, 5][n % 3] * 10 ** floor(n / 3));
  const rail = document.querySelector(".rail");
  const { months, span, names, form, era, noun } = rail.dataset;
  const [track, nearer, farther] = rail.children;
  const [, here, bars] = track.firstElementChild.children;
  const [first, last] = span.split(" ").map(Number);
  const all = months.split(" ").map((text) => {
    const [year, month, count, major] = text.split(".").map(Number);
    return { at: `${year}.${month}`, year, month, count, major, x: year + max(month - 1, 0) / 12 };
  });
  // The part that is seen; where one can go, and is; when the page may tell where it is.
  let [low, high, stops, index, quiet, found] = [first, last, all, 0, 0, null];

  const named = names.split("|");
  const say = (year) => {
    if (year > 999 && year < 1e4) return year;
    const count = max(year, 1 - year);
    const text = count > 9999 ? backstory.say(count) : count;
    return backstory.fill(era.split("|")[+(year < 1)], text);
  };
  const place = (x) => (100 * (x - low)) / (high - low);
  const fit = (most, ...parts) => [...parts, ...YEARS].find((step) => high - low <= step * most);

  const point = () => {
    const { at, year, month, count, x } = stops[index];
    const when = month ? backstory.fill(form, named[month - 1], say(year)) : say(year);
    nearer.disabled = high - low <= 1;
    farther.disabled = high - low >= last - first;
    here.setAttribute("x", `${place(x)}%`);
    track.ariaValueNow = index;
    track.ariaValueMax = stops.length - 1;
    track.ariaValueText = `${when}, ${backstory.count(found?.[at] ?? count, noun)}`;
  };

  const draw = () => {
    const step = fit(100, 1 / 12);
    const drawn = {};
    for (const { at, month, count, major, x } of all) {
      const width = month ? step : max(step, 1);
      const start = first + floor((x - first) / width + 0.01) * width;
      if (start + width <= low || start >= high) continue;
      const bar = (drawn[`${start} ${width}`] ??= { start, width, count: 0, strong: 0 });
      bar.count += count;
      bar.strong += found ? (found[at] ?? 0) : major;
    }
    const seen = Object.values(drawn).sort((one, other) => other.width - one.width);
    const most = max(...seen.map(({ count }) => count));
    const shapes = seen.map(({ start, width, count, strong }) => {
      const at = `x="${place(start)}%" width="${place(low + width)}%"`;
      const rect = (kind, tall) => `<rect class="${kind}" ${at} y="${48 - tall}" height="${tall}"/>`;
      const whole = max(round(48 * sqrt(count / most)), 3);
      const part = ceil((whole * strong) / count);
      return rect(width > step ? "wide" : "", whole) + rect("strong", part);
    });
    const tick = fit(5, 1 / 4, 1 / 2);
    for (let x = ceil(low / tick) * tick; x < high; x += tick) {
      const month = round((x - floor(x)) * 12);
      const at = place(x);
      const anchor = at < 5 ? "start" : at > 95 ? "end" : "middle";
      const text = month ? named[month] : say(x);
      shapes.push(`<text x="${at}%" y="64" text-anchor="${anchor}">${text}</text>`);
    }
    bars.innerHTML = shapes.join("");
    point();
  };

  const show = (years) => {
    const width = min(max(years, 1), last - first);
    low = min(max(stops[index].x - width / 2, first), last - width);
    high = low + width;
    draw();
  };
  const list = () => [...document.querySelectorAll("[data-at]")].filter((one) => one.offsetParent);

  const go = (wanted, behavior = "auto") => {
    index = min(max(wanted, 0), stops.length - 1);
    const { at, year, x } = stops[index];
    const heads = list();
    const find = (wanted) => heads.find(({ dataset }) => dataset.at === wanted);
    const head = find(at) ?? find(`${year}`);
    quiet = Date.now() + 1000;
    head?.scrollIntoView({ behavior });
    if (x < low || x >= high) show(high - low);
    else point();
    return head;
  };

  const lead = ({ offsetX }, behavior) => {
    const x = low + (offsetX / track.clientWidth) * (high - low);
    const gaps = stops.map((stop) => abs(stop.x - x));
    go(gaps.indexOf(min(...gaps)), behavior);
  };

  // The stop whose events are under the rail, or next.
  const locate = () => {
    const line = rail.getBoundingClientRect().bottom + 60;
    const heads = list();
    const head = heads.findLast((one) => one.getBoundingClientRect().top < line) ?? heads[0];
    const at = head?.dataset.at;
    return max(0, stops.findIndex((stop) => stop.at === at || `${stop.year}` === at));
  };

  const follow = () => {
    if (Date.now() < quiet) return;
    index = locate();
    point();
  };

  const KEYS = {
    ArrowRight: () => go(index + 1),
    ArrowLeft: () => go(index - 1),
    Home: () => go(0),
    End: () => go(Infinity),
    Enter: () => go(index, "instant")?.parentElement.querySelector("li :is(h3, h4) a")?.focus(),
    "+": () => show((high - low) / 2),
    "-": () => show((high - low) * 2),
  };
  KEYS.ArrowUp = KEYS.ArrowRight;
  KEYS.ArrowDown = KEYS.ArrowLeft;

  backstory.drawRail = (places) => {
    if (!places && !found) return;
    found = places && {};
    for (const at of places || []) found[at] = (found[at] ?? 0) + 1;
    const some = all.filter(({ at }) => found?.[at]);
    stops = some.length ? some : all;
    index = locate();
    draw();
  };

  Object.assign(track, { role: "slider", tabIndex: 0 });
  track.onkeydown = ({ key, ctrlKey, metaKey, altKey }) => {
    if (ctrlKey || metaKey || altKey || !KEYS[key]) return true;
    KEYS[key]();
    return false;
  };
  track.onclick = (event) => lead(event);
  track.onpointermove = (event) => event.buttons && lead(event, "instant");
  nearer.onclick = KEYS["+"];
  farther.onclick = KEYS["-"];
  nearer.hidden = farther.hidden = false;
  addEventListener("scroll", () => requestAnimationFrame(follow));
  point();
})();
