// Finds names, and filters an index while someone types; `names.js` beside it holds the entries.
(() => {
  const MOST = 50;
  // Korean, Chinese and Japanese words run on without spaces: a part of one is enough.
  const UNSPACED = /[\p{scx=Hang}\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}]/u;
  const { element, fill, say, count } = backstory;

  // As `fold_name` in names.py. The marks that stay are letters' parts: vowels of Thai, Lao and
  // Burmese, voicing in Japanese. Capitals take "ß" apart; only Cherokee folds to capitals.
  const fold = (text) =>
    (text.normalize("NFC").match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
      word
        .normalize("NFKD")
        .replace(/(?![\u0e4d\u0ecd\u102e\u3099\u309a])\p{Mn}/gu, "")
        .toLowerCase()
        .replace(/[đłøħı]/g, (letter) => "dlohi"["đłøħı".indexOf(letter)])
        .toUpperCase()
        .toLowerCase()
        .replaceAll("ς", "σ")
        .replace(/\p{Script=Cherokee}+/gu, (letters) => letters.toUpperCase()),
    );

  const match = (query, entries) => {
    const words = fold(query).map((word) => (UNSPACED.test(word) ? word : ` ${word}`));
    return entries.filter((entry) => words[0] && words.every((word) => entry[5].includes(word)));
  };

  const item = ([url, name, native, lang, line], root) => {
    const own = native && element("span.native", { lang }, native);
    const top = element("p", {}, element("a", { href: root + url }, name), " ", own);
    return element("li", {}, top, line && element("p.summary", {}, line));
  };

  const tell = ({ noun, none, most }, shown, all) => {
    if (shown < all) return fill(most, say(shown), say(all));
    return all ? count(all, noun) : none;
  };

  Object.assign(backstory, { fold, match, item, tell });
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
    status.textContent = isAsked ? tell(form.dataset, shown.length, matches.length) : "";
  };

  form.onsubmit = () => false;
  field.oninput = filter;
  form.hidden = false;
  // A browser that comes back to the page brings along what was typed.
  addEventListener("pageshow", filter);
})();
