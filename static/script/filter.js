// Finds names, and filters an index while someone types. `names.js` beside the index holds each
// entry: its page, its name, the name in its own script and that one's language, a line, and all its
// words, folded.
(() => {
  const MOST = 50;
  const STROKES = { đ: "d", ł: "l", ø: "o", ħ: "h", ı: "i" };
  // Korean, Chinese and Japanese words run on without spaces: a part of one is enough.
  const UNSPACED = /[\p{scx=Hang}\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}]/u;

  // The words of a name without case, diacritics and compatibility forms, as `fold_name` in
  // names.py gives them. The marks that stay are letters' parts: vowels of Thai, Lao and Burmese,
  // voicing in Japanese. Capitals in between take "ß" apart; only Cherokee folds to capitals.
  const fold = (text) =>
    (text.normalize("NFC").match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
      word
        .normalize("NFKD")
        .replace(/(?![\u0e4d\u0ecd\u102e\u3099\u309a])\p{Mn}/gu, "")
        .toLowerCase()
        .replace(/[đłøħı]/g, (letter) => STROKES[letter])
        .toUpperCase()
        .toLowerCase()
        .replaceAll("ς", "σ")
        .replace(/\p{Script=Cherokee}+/gu, (letters) => letters.toUpperCase()),
    );

  // The entries that have all words of a query.
  const match = (query, entries) => {
    const words = fold(query).map((word) => (UNSPACED.test(word) ? word : ` ${word}`));
    return words.length
      ? entries.filter((entry) => words.every((word) => entry[5].includes(word)))
      : [];
  };
  const say = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const item = ([url, name, native, lang, line], root) => {
    const top = element("p", {}, element("a", { href: root + url }, name));
    if (native) top.append(" ", element("span", { className: "native", lang }, native));
    return element("li", {}, top, ...(line ? [element("p", { className: "summary" }, line)] : []));
  };

  const count = ({ one, other, none, most }, shown, all) => {
    if (shown < all) return most.replace("{0}", say(shown)).replace("{1}", say(all));
    return all ? `${say(all)} ${all === 1 ? one : other}` : none;
  };

  const backstory = (globalThis.backstory ??= {});
  Object.assign(backstory, { fold, match, element, item, count });
  const form = document.querySelector("form.filter");
  const entries = backstory.names?.[form?.dataset.kind];
  if (!entries) return;

  const field = form.querySelector("input");
  const status = form.querySelector("[role=status]");
  const found = form.querySelector("ul");
  const whole = document.querySelectorAll(".letters, .part");

  const filter = () => {
    const isAsked = fold(field.value).length > 0;
    const matches = match(field.value, entries);
    const shown = matches.slice(0, MOST);
    for (const part of whole) part.hidden = isAsked;
    found.replaceChildren(...shown.map((one) => item(one, form.dataset.root)));
    status.textContent = isAsked ? count(form.dataset, shown.length, matches.length) : "";
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", filter);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    field.value = "";
    filter();
  });
  form.hidden = false;
  // A browser that comes back to the page brings along what was typed.
  addEventListener("pageshow", filter);
})();
