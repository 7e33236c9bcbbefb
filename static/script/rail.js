// Lets the rail of the timeline lead to a date, follow the page, and zoom. It brings its months:
// year, month (0 where it is not known), how many events, how many of them major.
(() => {
  const rail = document.querySelector(".rail");
  if (!rail) return;
  const HEIGHT = 48;
  const STEPS = [1 / 12, 1 / 4, 1 / 2, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e6, 1e9];
  const { months, span, names, form, era, noun } = rail.dataset;
  const [track, nearer, farther] = rail.children;
  const [, here, bars] = track.firstElementChild.children;
  const [first, last] = span.split(" ").map(Number);
  const all = months.split(" ").map((text) => {
    const [year, month, count, major] = text.split(".").map(Number);
    return { at: `${year}.${month}`, year, month, count, major, x: year + Math.max(month - 1, 0) / 12 };
  });
  all.sort((one, other) => one.x - other.x);
  // The part that is seen; where one can go, and is; when the page may tell where it is.
  let [low, high, stops, index, quiet, found] = [first, last, all, 0, 0, null];

  const name = (month) => names.split("|")[month];
  const say = (year) => (year > 0 ? year : era.replace("{}", 1 - year));
  const place = (x) => (100 * (x - low)) / (high - low);
  const fit = (most) => STEPS.find((step) => high - low <= step * most);

  const point = () => {
    nearer.disabled = high - low <= 1;
    farther.disabled = high - low >= last - first;
    const { year, month, count, x } = stops[index];
    const when = month ? form.replace("{0}", name(month - 1)).replace("{1}", say(year)) : say(year);
    here.setAttribute("x", `${place(x)}%`);
    track.ariaValueNow = index;
    track.ariaValueMax = stops.length - 1;
    track.ariaValueText = `${when}, ${count} ${noun.split("|")[count === 1 ? 0 : 1]}`;
  };

  const draw = () => {
    const step = high - low <= 100 / 12 ? 1 / 12 : Math.max(fit(100), 1);
    const drawn = {};
    for (const { at, month, count, major, x } of all) {
      const width = month ? step : Math.max(step, 1);
      const start = first + Math.floor((x - first) / width + 0.01) * width;
      if (start + width <= low || start >= high) continue;
      const bar = (drawn[`${start} ${width}`] ??= { start, width, count: 0, strong: 0 });
      bar.count += count;
      bar.strong += found ? (found[at] ?? 0) : major;
    }
    const seen = Object.values(drawn).sort((one, other) => other.width - one.width);
    const most = Math.max(...seen.map(({ count }) => count));
    const shapes = [];
    for (const { start, width, count, strong } of seen) {
      const at = `x="${place(start)}%" width="${place(low + width)}%"`;
      const rect = (kind, tall) =>
        shapes.push(`<rect class="${kind}" ${at} y="${HEIGHT - tall}" height="${tall}"/>`);
      const whole = Math.max(Math.round(HEIGHT * Math.sqrt(count / most)), 3);
      rect(width > step ? "wide" : "", whole);
      rect("strong", Math.ceil((whole * strong) / count));
    }
    const tick = Math.max(fit(5), 1 / 4);
    for (let x = Math.ceil(low / tick) * tick; x < high - tick / 4; x += tick) {
      const month = Math.round((x - Math.floor(x)) * 12);
      const at = place(x);
      const anchor = at < 5 ? "start" : at > 95 ? "end" : "middle";
      const text = month ? name(month) : say(x);
      shapes.push(`<text x="${at}%" y="64" text-anchor="${anchor}">${text}</text>`);
    }
    bars.innerHTML = shapes.join("");
    point();
  };

  const show = (years) => {
    const width = Math.min(Math.max(years, 1), last - first);
    low = Math.min(Math.max(stops[index].x - width / 2, first), last - width);
    high = low + width;
    draw();
  };

  const list = () => [...document.querySelectorAll("[data-at]")].filter((one) => one.offsetParent);

  // How it moves there, the style sheet says.
  const go = (wanted, behavior = "auto") => {
    index = Math.min(Math.max(wanted, 0), stops.length - 1);
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

  const lead = ({ clientX }, behavior) => {
    const { left, width } = track.getBoundingClientRect();
    const x = low + ((clientX - left) / width) * (high - low);
    const distances = stops.map((stop) => Math.abs(stop.x - x));
    go(distances.indexOf(Math.min(...distances)), behavior);
  };

  const follow = () => {
    if (Date.now() < quiet) return;
    const line = rail.getBoundingClientRect().bottom + 60;
    const passed = list().filter((head) => head.getBoundingClientRect().top < line);
    const at = passed.at(-1)?.dataset.at;
    const wanted = stops.findIndex((stop) => stop.at === at || String(stop.year) === at);
    if (wanted < 0 || wanted === index) return;
    index = wanted;
    point();
  };

  const zoom = (factor) => show((high - low) * factor);
  const enter = () => go(index, "instant")?.parentElement.querySelector("li h3 a, li h4 a")?.focus();
  const MOVES = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -Infinity, End: Infinity };
  const OTHERS = { Enter: enter, "+": () => zoom(0.5), "-": () => zoom(2) };

  // `choices.js` tells which events are found, by where they stand.
  (globalThis.backstory ??= {}).drawRail = (places) => {
    if (!places && !found) return;
    found = places ? {} : null;
    for (const at of places || []) found[at] = (found[at] ?? 0) + 1;
    const some = all.filter(({ at }) => found?.[at]).map((stop) => ({ ...stop, count: found[stop.at] }));
    stops = some.length ? some : all;
    index = 0;
    draw();
  };

  track.role = "slider";
  track.tabIndex = 0;
  track.ariaValueMin = 0;
  track.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !(MOVES[key] || OTHERS[key])) return;
    event.preventDefault();
    if (MOVES[key]) go(index + MOVES[key]);
    else OTHERS[key]();
  });
  track.addEventListener("click", (event) => lead(event));
  track.addEventListener("pointermove", (event) => event.buttons && lead(event, "instant"));
  nearer.addEventListener("click", OTHERS["+"]);
  farther.addEventListener("click", OTHERS["-"]);
  nearer.hidden = farther.hidden = false;
  addEventListener("scroll", () => requestAnimationFrame(follow), { passive: true });
  point();
})();
