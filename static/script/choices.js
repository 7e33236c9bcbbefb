// Chooses events of the timeline. What is chosen stands behind the "#", which is sent to no one; the
// events, as `facets.py` makes them, are read when someone chooses.
(() => {
  const MOST = 100;
  const { element, fill, say, load, ask } = backstory;
  const form = document.querySelector("form.choices");
  const whole = document.querySelector(".years");
  const { root, events, shown, more, failed } = form.dataset;
  const details = form.querySelector("details");
  const status = form.querySelector("[role=status]");
  const order = form.elements.order;
  const fields = [...details.querySelectorAll("select")];
  const found = element("div.years found", { hidden: true });
  const options = [];
  let data = { rows: [] };
  let [most, isTurned] = [MOST, false];

  const take = () => {
    if (options.length) return;
    data = backstory.events;
    for (const [, , field, value = "", title = ""] of data.names) {
      const option = element("option", { value, title });
      form.elements[field]?.append(option);
      options.push(option);
    }
  };

  const link = (part) => {
    const [name, url] = data.names[part] ?? [part];
    return url ? element("a", { href: root + url }, name) : name;
  };
  const span = (parts) =>
    element("span", {}, ...parts.flatMap((part) => [", ", link(part)]).slice(1));

  const hasMonth = (at) => at && data.titles[at];

  const item = ([at, url, name, when, looks, badges, lines, summary, facts]) => {
    const title = element(hasMonth(at) ? "h4" : "h3", {}, element("a", { href: root + url }, name));
    for (const text of badges) title.append(" ", element("span.badge", {}, text));
    const what = element("div.what", {}, title);
    what.append(...lines.map((text) => element("p.other also", {}, text)));
    what.append(summary && element("p.summary", {}, summary));
    what.append(element("p.details", {}, ...facts.map(span)));
    return element(`li.event ${looks}`, {}, element("p.when", {}, when), what);
  };

  const heading = (name, at) => {
    const made = element(name, {}, data.titles[at]);
    made.dataset.at = at;
    return made;
  };

  const show = (matches) => {
    let [year, month, section, into] = [];
    found.replaceChildren();
    for (const row of matches.slice(0, most)) {
      const [at] = row;
      const [number] = at.split(".");
      if (number !== year) {
        found.append((section = element("section.year", {}, heading("h2", number))));
      }
      if (at !== month) {
        if (hasMonth(at)) section.append(heading("h3.month", at));
        section.append((into = element("ol.timeline", {})));
      }
      [year, month] = [number, at];
      into.append(item(row));
    }
    const rest = Math.min(MOST, matches.length - most);
    if (rest <= 0) return;
    const onclick = () => {
      most += MOST;
      show(matches);
      found.querySelectorAll(".what > :first-child a")[most - MOST].focus();
    };
    found.append(element("button", { type: "button", onclick }, fill(more, say(rest))));
  };

  // What would leave no event, beside what is chosen in the other fields, cannot be chosen.
  const choose = (chosen) => {
    const counts = options.map(() => 0);
    const fieldOf = (number) => data.names[number][2];
    const matches = data.rows.filter((row) => {
      const numbers = row.at(-1);
      const missed = chosen.filter((number) => !numbers.includes(number));
      if (missed.length > 1) return false;
      for (const number of numbers) {
        if (!missed.length || fieldOf(number) === fieldOf(missed[0])) counts[number] += 1;
      }
      return !missed.length;
    });
    options.forEach((option, number) => {
      const text = `${option.title} (${say(counts[number])})`;
      if (option.text !== text) option.text = text;
      option.disabled = !counts[number] && !option.selected;
    });
    return matches;
  };

  const turn = () => {
    isTurned = !isTurned;
    for (const one of [whole, ...whole.querySelectorAll(".months, ol")]) {
      one.append(...[...one.children].reverse());
    }
  };

  const filter = () => {
    const isNewest = order.value === "newest";
    const selected = fields.map((field) => options.indexOf(field.selectedOptions[0]));
    const chosen = selected.filter((number) => number >= 0);
    const matches = choose(chosen);
    most = MOST;
    if (isNewest !== isTurned) turn();
    if (isNewest) matches.reverse();
    whole.hidden = chosen.length > 0;
    found.hidden = !whole.hidden;
    show(whole.hidden ? matches : []);
    status.textContent = whole.hidden ? fill(shown, say(matches.length), say(data.rows.length)) : "";
    backstory.drawRail?.(whole.hidden ? matches.map(([at]) => at) : null);
    for (const axis of document.querySelectorAll(".axes a")) axis.hash = ask(form);
  };

  const read = async () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    details.open ||= fields.some(({ name }) => wanted.has(name));
    if (details.open) await load(events).then(take);
    for (const field of [...fields, order]) {
      field.value = wanted.get(field.name) ?? "";
      if (field.selectedIndex < 0) field.value = "";
    }
    filter();
  };
  const start = () =>
    read().catch(() => {
      status.textContent = failed;
    });

  const change = () => {
    filter();
    history.replaceState(null, "", `#${ask(form)}`);
  };
  form.onchange = change;
  form.querySelector("button").onclick = () => {
    for (const field of fields) field.value = "";
    change();
  };
  details.ontoggle = () => options.length || start();
  addEventListener("hashchange", start);
  whole.after(found);
  form.hidden = false;
  start();
})();
