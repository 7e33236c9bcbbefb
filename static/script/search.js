// Searches names, also on a disk; and texts, where there is an index and a web server hands it out.
(() => {
  const STEP = 10;
  // A sentence ends with a stop, but not with that of an initial or an abbreviation in capitals.
  const ENDS = /(?<!(?<![\p{L}\p{N}])\p{Lu}(?=\.$))[.!?…。！？]["”’»)\]]*$/u;
  const { fold, match, item, tell, element, load, ask } = backstory;
  const form = document.querySelector("form.search");
  const { root, index, texts, names } = form.dataset;
  const { q: field, order } = form.elements;
  const boxes = [...form.querySelectorAll("[name=kind]")];
  const [nameList, textList] = document.querySelectorAll(".found > .entries");
  const more = textList.nextElementSibling;
  let [pagefind, results, asked, waiting] = [null, [], 0, 0];

  const choose = () => boxes.filter((one) => one.checked || !boxes.some((box) => box.checked));

  const findNames = async (query) => {
    const kinds = choose().filter((box) => !pagefind || "named" in box.dataset);
    await Promise.allSettled(kinds.map((box) => load(root + box.dataset.names)));
    return kinds.flatMap((box) => match(query, backstory.names?.[box.value] ?? []));
  };

  const findTexts = async (query) => {
    const any = choose().map((box) => ({ [box.value]: "yes" }));
    const sort = { newest: { newest: "desc" }, oldest: { oldest: "asc" } }[order.value] ?? {};
    return (await pagefind.search(query, { filters: { any }, sort })).results;
  };

  const anchorOf = (anchors, place) =>
    anchors.findLast(({ id, location }) => location <= place && !id.startsWith("ref."))?.id ?? "";

  // The sentence with most words of the query, but no title; rather one of the text than of a note.
  const findSentence = (words, places, anchors) => {
    let [best, start] = [{ score: 0 }, 0];
    for (const [end, word] of words.entries()) {
      if (!ENDS.test(word) && end - start < 60 && words[end + 1]) continue;
      const hits = places.filter((at) => at >= start && at <= end);
      const sum = start && new Set(hits.map((at) => words[at].toLowerCase())).size;
      const score = sum && anchorOf(anchors, hits[0]).startsWith("note.") ? sum / 9 : sum;
      if (score > best.score) best = { score, start, end, hits };
      start = end + 1;
    }
    return best;
  };

  const quote = ({ content, weighted_locations: places, anchors, raw_url: url }) => {
    const words = content.split(/\s+/);
    const locations = places.map(({ location }) => location);
    const { start, end, hits } = findSentence(words, locations, anchors);
    if (!hits) return "";
    const line = element("a", { href: `${root}${url.slice(1)}#${anchorOf(anchors, hits[0])}` });
    if (!ENDS.test(words[start - 1])) line.append("… ");
    for (let at = start; at <= end; at += 1) {
      line.append(hits.includes(at) ? element("mark", {}, words[at]) : words[at], " ");
    }
    if (!ENDS.test(words[end])) line.append("…");
    return element("blockquote", {}, element("p", {}, line));
  };

  const draw = async (result) => {
    const found = await result.data();
    const { title, native, date } = found.meta;
    const kind = boxes.find((box) => box.value in found.filters)?.dataset.one;
    const made = item([found.raw_url.slice(1), title, native ?? "", "", ""], root);
    made.firstChild.append(" ", element("span.aside", {}, date ? `${kind} · ${date}` : kind));
    made.append(quote(found));
    return made;
  };

  const find = async () => {
    const turn = (asked += 1);
    const query = field.value.trim();
    const isAsked = fold(query).length > 0;
    const named = isAsked ? await findNames(query) : [];
    const found = isAsked && pagefind ? await findTexts(query) : [];
    const drawn = await Promise.all(found.slice(0, STEP).map(draw));
    if (turn !== asked) return;
    results = found;
    const shown = named.slice(0, pagefind ? 5 : 50);
    nameList.replaceChildren(...shown.map((one) => item(one, root)));
    textList.replaceChildren(...drawn);
    more.hidden = drawn.length === found.length;
    const all = pagefind ? found.length || shown.length : named.length;
    const said = isAsked ? tell(form.dataset, pagefind ? all : shown.length, all) : "";
    form.querySelector("[role=status]").textContent = said;
    form.ariaBusy = "false";
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
        // Forbidden or missing: names can still be searched.
      }
    }
    document.getElementById("page.about").textContent = pagefind ? texts : names;
    order.parentElement.hidden = !pagefind;
    find();
  };

  form.onsubmit = () => false;
  form.oninput = () => {
    form.ariaBusy = "true";
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      find();
      // On a disk, a browser may refuse: then the address stays.
      history.replaceState(null, "", `?${ask(form)}`);
    }, 120);
  };
  more.onclick = async () => {
    const shown = textList.children.length;
    const items = await Promise.all(results.slice(shown, shown + STEP).map(draw));
    textList.append(...items);
    more.hidden = shown + items.length === results.length;
    items[0].querySelector("a").focus();
  };
  start();
})();
