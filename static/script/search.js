// The search: names by the scripts `names.js` of each kind, from a disk, too; whole texts by
// Pagefind, where the page says that there is an index and a web server can be asked for it.
(() => {
  const form = document.querySelector("form.search");
  if (!form) return;
  const { match, element, item, count, fold } = globalThis.backstory;
  const { root, index, texts, names } = form.dataset;
  const { q: field, order } = form.elements;
  const boxes = [...form.querySelectorAll("[name=kind]")];
  const status = form.querySelector("[role=status]");
  const [nameList, textList] = document.querySelectorAll(".found > .entries");
  const more = document.querySelector(".found > button");
  const NAMES = 5;
  const MOST = 50;
  const STEP = 10;
  // A sentence ends with a stop, but not with an initial's or an abbreviation's of capitals.
  const ENDS = /[.!?…。！？]["”’»)\]]*$/u;
  const INITIALS = /(^|[.\P{L}])\p{Lu}\.$/u;
  let pagefind = null;
  let asked = 0;
  let results = [];

  // Names

  const loading = {};
  const load = (box) =>
    (loading[box.value] ??= new Promise((resolve) => {
      const script = element("script", { src: root + box.dataset.names, onload: resolve });
      script.onerror = resolve;
      document.head.append(script);
    }));

  const chosen = () => {
    const checked = boxes.filter((box) => box.checked);
    return checked.length ? checked : boxes;
  };

  const findNames = async (query) => {
    const kinds = chosen().filter((box) => !pagefind || "named" in box.dataset);
    await Promise.all(kinds.map(load));
    return kinds.flatMap((box) => match(query, globalThis.backstory.names?.[box.value] ?? []));
  };

  const show = (list, items) => {
    list.replaceChildren(...items);
    list.parentElement.hidden = items.length === 0;
  };

  // Texts

  // Where the sentence with most of the words begins and ends, and its words that were found.
  const findSentence = (words, places) => {
    const isEnd = (n) => ENDS.test(words[n]) && !INITIALS.test(words[n]);
    let best = { score: -1 };
    for (const { location } of places) {
      if (location < best.end) continue;
      let [start, end] = [location, location];
      while (start > 0 && location - start < 30 && !isEnd(start - 1)) start -= 1;
      while (end < words.length - 1 && end - location < 30 && !isEnd(end)) end += 1;
      end += 1;
      const within = places.filter((one) => one.location >= start && one.location < end);
      const score = within.reduce((sum, one) => sum + one.balanced_score, 0);
      if (score > best.score) best = { score, start, end, hits: within.map((one) => one.location) };
    }
    return best;
  };

  const quote = ({ content, weighted_locations: places, anchors }, url) => {
    const words = content.split(/\s+/);
    const { start, end, hits } = findSentence(words, places);
    const line = element("a");
    if (hits === undefined) return [];
    if (start > 0 && !ENDS.test(words[start - 1])) line.append("… ");
    words.slice(start, end).forEach((word, n) => {
      line.append(hits.includes(start + n) ? element("mark", {}, word) : word, " ");
    });
    if (!ENDS.test(words[end - 1])) line.append("…");
    const above = anchors.filter((one) => one.location <= hits[0] && !/^ref\./.test(one.id));
    line.href = above.length ? `${url}#${above.at(-1).id}` : url;
    return [element("blockquote", {}, element("p", {}, line))];
  };

  const draw = (found) => {
    const url = root + found.raw_url.replace(/^\//, "");
    const { title, native, date } = found.meta;
    const top = element("p", {}, element("a", { href: url }, title));
    if (native) top.append(" ", element("span", { className: "native" }, native));
    const box = boxes.find((one) => one.value === found.filters.kind?.[0]);
    const aside = [box?.dataset.one, date].filter(Boolean).join(" · ");
    top.append(" ", element("span", { className: "aside" }, aside));
    return element("li", {}, top, ...quote(found, url));
  };

  const showMore = async (turn) => {
    const shown = textList.children.length;
    const data = await Promise.all(results.slice(shown, shown + STEP).map((one) => one.data()));
    if (turn !== asked) return;
    textList.append(...data.map(draw));
    more.hidden = textList.children.length >= results.length;
    textList.children[shown]?.querySelector("a").focus({ preventScroll: true });
  };

  const findTexts = async (query) => {
    const kinds = chosen();
    const options = kinds.length < boxes.length
      ? { filters: { kind: { any: kinds.map((box) => box.value) } } }
      : {};
    if (order.value) options.sort = { [order.value]: order.value === "newest" ? "desc" : "asc" };
    return (await pagefind.search(query, options)).results;
  };

  // The page

  const find = async () => {
    const turn = (asked += 1);
    const query = field.value.trim();
    const isAsked = fold(query).length > 0;
    const named = isAsked ? await findNames(query) : [];
    if (turn !== asked) return;
    const most = pagefind ? NAMES : MOST;
    show(nameList, named.slice(0, most).map((one) => item(one, root)));
    if (!pagefind || !isAsked) {
      show(textList, []);
      status.textContent = isAsked ? count(form.dataset, Math.min(most, named.length), named.length) : "";
      return;
    }
    const found = await findTexts(query);
    const data = await Promise.all(found.slice(0, STEP).map((one) => one.data()));
    if (turn !== asked) return;
    results = found;
    show(textList, data.map(draw));
    more.hidden = data.length >= found.length;
    status.textContent = count(form.dataset, found.length, found.length);
  };

  const keepAddress = () => {
    const query = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...query]) if (!value) query.delete(name, value);
    try {
      history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
    } catch {
      // From a disk, a browser may refuse: then the address stays as it is.
    }
  };

  let waiting = 0;
  const change = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      keepAddress();
      find();
    }, 120);
  };

  const start = async () => {
    const given = new URLSearchParams(location.search);
    field.value = given.get("q") ?? "";
    order.value = given.get("order") ?? "";
    for (const box of boxes) box.checked = given.getAll("kind").includes(box.value);
    form.hidden = false;
    if (index && location.protocol.startsWith("http")) {
      try {
        const found = await import(new URL(root + index, location.href).href);
        await found.filters();
        pagefind = found;
      } catch {
        // Without what it needs, names are all that can be searched.
      }
    }
    form.querySelector("#page\\.about").textContent = pagefind ? texts : names;
    form.querySelector(".order").hidden = !pagefind;
    find();
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", change);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    field.value = "";
    change();
  });
  more.addEventListener("click", () => showMore(asked));
  start();
})();
