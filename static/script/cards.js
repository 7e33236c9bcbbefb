// Shows what a link of a record's page leads to, while the pointer rests on it or it has the focus.
// `cards/` has the cards in parts: name, native name, its language, dates, a line.
(() => {
  const KEY = "backstory.cards";
  const top = new URL("../", document.currentScript.src).href;
  const cards = ((globalThis.backstory ??= {}).cards ??= {});
  const loading = {};
  let [card, link, waiting, isOff] = [null, null, 0, false];
  try {
    isOff = localStorage.getItem(KEY) === "off";
  } catch {}

  const make = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const wait = (action, time) => {
    clearTimeout(waiting);
    waiting = setTimeout(action, time);
  };

  const hide = () => {
    clearTimeout(waiting);
    card?.remove();
    link?.removeAttribute("aria-describedby");
    card = link = null;
  };

  // The part in which `find_part` in cards.py puts the card of a page.
  const load = (url) => {
    const part = [...url].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 256;
    return (loading[part] ??= new Promise((done) => {
      const src = `${top}cards/${part}.js`;
      document.head.append(make("script", { src, onload: done, onerror: done }));
    }));
  };

  const pageOf = ({ href }) => href.split(/[?#]/)[0];

  const show = async (wanted) => {
    const url = decodeURI(pageOf(wanted).slice(top.length));
    await load(url);
    if (link !== wanted || !cards[url]) return;
    const [name, native, lang, dates, line] = cards[url];
    card = make("div", { className: "card", id: "page.card", role: "tooltip" });
    card.append(make("p", {}, make("strong", {}, name), " ", make("span", { lang }, native)));
    card.append(make("p", { className: "aside" }, dates), make("p", {}, line));
    document.querySelector("main").append(card);
    link.setAttribute("aria-describedby", card.id);
    // Under the line in which the link begins, or over it, and inside the window.
    const [{ left, top: above, bottom }] = link.getClientRects();
    const { offsetHeight: height, offsetWidth: width } = card;
    const most = document.documentElement.clientWidth - width - 8;
    const isOver = bottom + height > innerHeight && above > height;
    card.style.left = `${Math.max(8, Math.min(left, most)) + scrollX}px`;
    card.style.top = `${(isOver ? above - height : bottom) + scrollY}px`;
  };

  const ask = (target) => {
    const found = !isOff && target.closest?.(".record a[href]");
    if (!found || found.closest("nav") || !found.href.startsWith(top)) return false;
    if (pageOf(found) === pageOf(location)) return false;
    if (found !== link) hide();
    if (card) clearTimeout(waiting);
    else wait(() => show(found), 350);
    link = found;
    return true;
  };

  addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType !== "mouse" || ask(target)) return;
    if (card?.contains(target) || link === document.activeElement) clearTimeout(waiting);
    // There is time to go from the link to its card.
    else if (link) wait(hide, 250);
  });
  addEventListener("focusin", ({ target }) => target.matches(":focus-visible") && ask(target));
  addEventListener("focusout", hide);
  addEventListener("keydown", ({ key }) => key === "Escape" && hide());

  const choice = document.querySelector(".cards-choice");
  if (!choice) return;
  choice.hidden = false;
  const box = choice.querySelector("input");
  box.checked = !isOff;
  box.addEventListener("change", () => {
    isOff = !box.checked;
    try {
      localStorage.setItem(KEY, isOff ? "off" : "on");
    } catch {}
  });
})();
