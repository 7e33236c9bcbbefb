// Chooses events of the timeline, and their order. What is chosen stands in the address behind its
// "#", which is sent to no one. All events are in a script of their own beside the page; it is
// asked for when someone wants to choose.
(() => {
  const MOST = 100;
  const KINDS = { people: "person", places: "place", organizations: "organization", types: "type" };
  const backstory = (globalThis.backstory ??= {});
  const form = document.querySelector("form.choices");
  const whole = document.querySelector(".years");
  if (!form || !whole) return;

  const { root, events, shown, more, failed, account, source } = form.dataset;
  const details = form.querySelector("details");
  const status = form.querySelector("[role=status]");
  const order = form.elements.order;
  const fields = [...details.querySelectorAll("select")];
  let names, rows;
  let most = MOST;

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const found = element("div", { className: "years found", hidden: true });
  const say = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  const count = (number, noun) => `${say(number)} ${noun.split("|")[number === 1 ? 0 : 1]}`;

  // The data: what events name, and a row for each event, as `facets.py` makes them. What one can
  // choose has a key, as in the address: "person=kim-jong-un".

  const take = () => {
    names = backstory.events.names.map(([url, name, sort]) => {
      const [folder, id] = url.replace(".html", "").split("/");
      return { url, name, sort, id, kind: KINDS[folder], key: `${KINDS[folder]}=${id}` };
    });
    rows = backstory.events.rows.map((row) => {
      const keys = [...row[13], ...row[14]].map((number) => names[number].key);
      return { row, keys: new Set([`importance=${row[5].split(" ")[0]}`, ...keys]) };
    });
    for (const { url, kind, id, sort } of names) {
      if (url) form.elements[kind].append(element("option", { value: id, title: sort }, sort));
    }
  };

  const load = () =>
    (load.promise ??= new Promise((onload, onerror) => {
      document.head.append(element("script", { src: events, onload, onerror }));
    }).then(take));

  // What is shown of an event

  const link = (number) => {
    const { url, name } = names[number];
    return url ? element("a", { href: root + url }, name) : name;
  };
  const list = (numbers) => numbers.flatMap((number) => [", ", link(number)]).slice(1);
  const line = (className, text) => (text ? [element("p", { className }, text)] : []);

  const item = ([at, url, name, when, time, looks, summary, lines, badges, ...rest]) => {
    const [accounts, sources, places, who, kinds] = rest;
    const level = backstory.events.titles[at] && at.includes(".") ? "h4" : "h3";
    const title = element(level, {}, element("a", { href: root + url }, name));
    for (const text of badges) title.append(" ", element("span", { className: "badge" }, text));
    const counts = [accounts ? [count(accounts, account)] : [], [count(sources, source)]];
    const parts = [list(places), list(who), ...counts, list(kinds)].filter((part) => part.length);
    const facts = element("p", { className: "details" });
    for (const part of parts) facts.append(element("span", {}, ...part));
    const texts = [...lines.map((text) => line("other also", text)), line("summary", summary)];
    const what = element("div", { className: "what" }, title, ...texts.flat(), facts);
    return element("li", { className: `event ${looks}` }, ...line("when", `${when} ${time}`), what);
  };

  const heading = (name, at, className = "") => {
    const made = element(name, { className }, backstory.events.titles[at]);
    made.dataset.at = at;
    return made;
  };

  const show = (matches) => {
    const { titles } = backstory.events;
    let year, month, section, into;
    found.replaceChildren();
    for (const { row } of matches.slice(0, most)) {
      const at = row[0].split(".")[0];
      if (at !== year) {
        found.append((section = element("section", { className: "year" }, heading("h2", at))));
      }
      if (at !== year || row[0] !== month) {
        if (row[0] && titles[row[0]]) section.append(heading("h3", row[0], "month"));
        section.append((into = element("ol", { className: "timeline" })));
      }
      [year, month] = [at, row[0]];
      into.append(item(row));
    }
    const rest = Math.min(MOST, matches.length - most);
    if (rest <= 0) return;
    const button = element("button", { type: "button" }, more.replace("{}", say(rest)));
    button.addEventListener("click", () => {
      most += MOST;
      show(matches);
      found.querySelectorAll(".what > :first-child a")[most - MOST].focus();
    });
    found.append(button);
  };

  // How many events each choice would leave beside the others; where none, it cannot be made.
  const tally = (chosen) => {
    const left = {};
    for (const { keys } of rows) {
      if (!chosen.every((key) => keys.has(key))) continue;
      for (const key of keys) left[key] = (left[key] ?? 0) + 1;
    }
    return left;
  };
  const foretell = (keys) => {
    const known = {};
    for (const { name, options } of fields) {
      const others = keys.filter((key) => !key.startsWith(name));
      const left = (known[others] ??= tally(others));
      for (const option of [...options].slice(1)) {
        const number = left[`${name}=${option.value}`] ?? 0;
        option.text = `${option.title} (${say(number)})`;
        option.disabled = !number && !option.selected;
      }
    }
  };

  let isTurned = false;
  const turn = (isNewest) => {
    if (isNewest === isTurned) return;
    isTurned = isNewest;
    for (const one of [whole, ...whole.querySelectorAll(".months, ol")]) {
      one.append(...[...one.children].reverse());
    }
  };

  const filter = () => {
    const keys = fields.filter(({ value }) => value).map(({ name, value }) => `${name}=${value}`);
    const isNewest = order.value === "newest";
    const matches = keys.length && rows.filter((one) => keys.every((key) => one.keys.has(key)));
    turn(isNewest);
    whole.hidden = !(found.hidden = !matches);
    if (rows) foretell(keys);
    if (matches) show(isNewest ? [...matches].reverse() : matches);
    const numbers = matches && [matches, rows].map((list) => say(list.length));
    status.textContent = numbers ? shown.replace("{0}", numbers[0]).replace("{1}", numbers[1]) : "";
    backstory.drawRail?.(matches && matches.map(({ row }) => row[0]));
    return [...keys, ...(isNewest ? ["order=newest"] : [])].join("&");
  };

  // What is chosen, and the address

  const change = () => {
    most = MOST;
    const state = filter();
    history.replaceState(null, "", `#${state}`);
    for (const axis of document.querySelectorAll(".axes a")) axis.hash = state;
  };

  const read = async () => {
    const isState = location.hash.includes("=");
    const wanted = new URLSearchParams(isState ? location.hash.slice(1) : "");
    const isFiltered = fields.some(({ name }) => wanted.has(name));
    if (isFiltered) details.open = await load().then(() => true);
    for (const field of [...fields, order]) {
      field.value = wanted.get(field.name) ?? "";
      // What nobody can choose is not asked for.
      if (field.selectedIndex < 0) field.value = "";
    }
    if (isState) change();
    else filter();
  };

  const fail = () => {
    status.textContent = failed;
  };
  form.addEventListener("change", change);
  form.querySelector("button").addEventListener("click", () => {
    for (const field of fields) field.value = "";
    change();
  });
  details.addEventListener("toggle", () => rows || load().then(filter).catch(fail));
  addEventListener("hashchange", () => read().catch(fail));
  whole.after(found);
  form.hidden = false;
  read().catch(fail);
})();
