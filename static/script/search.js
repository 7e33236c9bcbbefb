// The search: names, from the scripts `names.js` of each kind, also on a disk; and whole texts, by
// Pagefind, where the page says that there is an index and a web server hands it out.
(() => {
  const { match, element, item, count, fold } = globalThis.backstory;
  const form = document.querySelector("form.search");
  const { root, index, texts, names } = form.dataset;
  const { q: field, order } = form.elements;
  const boxes = [...form.querySelectorAll("[name=kind]")];
  const status = form.querySelector("[role=status]");
  const [nameList, textList] = document.querySelectorAll(".found > .entries");
  const more = document.querySelector(".found > button");
  const STEP = 10;
  // A sentence ends with a stop, but not with that of an initial or an abbreviation in capitals.
  const ENDS = /[.!?…。！？]["”’»)\]]*$/u;
  const INITIAL = /(^|[^\p{L}\p{N}])\p{Lu}\.$/u;
  const loading = {};
  let pagefind = null;
  let results = [];
  let asked = 0;

  const load = (box) =>
    (loading[box.value] ??= new Promise((done) => {
      const src = root + box.dataset.names;
      document.head.append(element("script", { src, onload: done, onerror: done }));
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

  const anchorOf = (anchors, place) =>
    anchors.findLast(({ id, location }) => location <= place && !id.startsWith("ref."))?.id ?? "";

  // From which word to which the sentence goes that holds most words of the query, but no title;
  // rather one of the text than of a note.
  const findSentence = (words, places, anchors) => {
    const ends = (at) => ENDS.test(words[at]) && !INITIAL.test(words[at]);
    let best = { score: 0 };
    for (const { location } of places) {
      let [start, end] = [location, location];
      while (start > 0 && location - start < 30 && !ends(start - 1)) start -= 1;
      while (end < words.length - 1 && end - location < 30 && !ends(end)) end += 1;
      const hits = places.map((one) => one.location).filter((at) => at >= start && at <= end);
      const sum = start && new Set(hits.map((at) => words[at].toLowerCase())).size;
      const score = anchorOf(anchors, location).startsWith("note.") ? sum / 9 : sum;
      if (score > best.score) best = { score, start, end, hits };
    }
    return best;
  };

  const quote = ({ content, weighted_locations: places, anchors }, url) => {
    const words = content.split(/\s+/);
    const { start, end, hits } = findSentence(words, places, anchors);
    if (!hits) return "";
    const anchor = anchorOf(anchors, hits[0]);
    const line = element("a", { href: anchor ? `${url}#${anchor}` : url });
    if (!ENDS.test(words[start - 1])) line.append("… ");
    for (let at = start; at <= end; at += 1) {
      line.append(hits.includes(at) ? element("mark", {}, words[at]) : words[at], " ");
    }
    if (!ENDS.test(words[end])) line.append("…");
    return element("blockquote", {}, element("p", {}, line));
  };

  const draw = (found) => {
    const { title, native, date } = found.meta;
    const url = root + found.raw_url.slice(1);
    const kind = boxes.find((box) => box.value in found.filters)?.dataset.one;
    const top = element("p", {}, element("a", { href: url }, title), " ");
    if (native) top.append(element("span", { className: "native" }, native), " ");
    top.append(element("span", { className: "aside" }, date ? `${kind} · ${date}` : kind));
    return element("li", {}, top, quote(found, url));
  };

  const drawSome = (from) =>
    Promise.all(results.slice(from, from + STEP).map(async (one) => draw(await one.data())));

  const findTexts = async (query) => {
    const options = {};
    const kinds = chosen().map((box) => box.value);
    if (kinds.length < boxes.length) options.filters = { any: kinds.map((kind) => ({ [kind]: "yes" })) };
    if (order.value) options.sort = { [order.value]: order.value === "newest" ? "desc" : "asc" };
    return (await pagefind.search(query, options)).results;
  };

  const show = (list, items) => {
    list.replaceChildren(...items);
    list.parentElement.hidden = !items.length;
  };

  const find = async () => {
    const turn = (asked += 1);
    const query = field.value.trim();
    const isAsked = fold(query).length > 0;
    const named = isAsked ? await findNames(query) : [];
    const found = isAsked && pagefind ? await findTexts(query) : [];
    if (turn !== asked) return;
    results = found;
    const drawn = await drawSome(0);
    if (turn !== asked) return;
    const shown = named.slice(0, pagefind ? 5 : 50);
    show(nameList, shown.map((one) => item(one, root)));
    show(textList, drawn);
    more.hidden = drawn.length === found.length;
    const [some, all] = pagefind ? [found.length || shown.length] : [shown.length, named.length];
    status.textContent = isAsked ? count(form.dataset, some, all ?? some) : "";
    form.ariaBusy = "false";
  };

  const keepAddress = () => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    try {
      history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
    } catch {
      // On a disk, a browser may refuse: then the address stays.
    }
  };

  let waiting = 0;
  const change = () => {
    form.ariaBusy = "true";
    clearTimeout(waiting);
    waiting = setTimeout(() => [keepAddress(), find()], 120);
  };

  const start = async () => {
    const given = new URLSearchParams(location.search);
    field.value = given.get("q") ?? "";
    order.value = given.get("order") ?? "";
    for (const box of boxes) box.checked = given.getAll("kind").includes(box.value);
    form.hidden = false;
    if (index && location.protocol.startsWith("http")) {
      try {
        // Without a worker, which would need a policy of its own.
        const { createInstance } = await import(new URL(root + index, location.href));
        const made = createInstance({ noWorker: true });
        await made.filters();
        pagefind = made;
      } catch {
        // Where it is forbidden or missing, names can still be searched.
      }
    }
    document.getElementById("page.about").textContent = pagefind ? texts : names;
    order.parentElement.hidden = !pagefind;
    find();
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", change);
  more.addEventListener("click", async () => {
    const items = await drawSome(textList.children.length);
    textList.append(...items);
    more.hidden = textList.children.length === results.length;
    items[0].querySelector("a").focus();
  });
  start();
})();
