// Shows what a link of a record's page leads to, while it is pointed at or has the focus.
(() => {
  const KEY = "backstory.cards";
  const top = new URL("../", document.currentScript.src).href;
  const { element, load } = backstory;
  const box = document.querySelector(".cards-choice input");
  let [card, link, waiting] = [null, null, 0];

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

  const pageOf = ({ href }) => href.split(/[?#]/)[0];

  const show = async (wanted) => {
    const url = decodeURI(pageOf(wanted).slice(top.length));
    // As `find_part` in cards.py.
    const sum = [...url].reduce((sum, letter) => sum + letter.codePointAt(0), 0);
    await load(`${top}cards/${sum % 256}.js`).catch(() => {});
    if (link !== wanted || !backstory.cards?.[url]) return;
    const [name, native, lang, dates, line] = backstory.cards[url];
    card = element("div.card", { id: "page.card", role: "tooltip" });
    card.append(element("p", {}, element("strong", {}, name), " ", element("span", { lang }, native)));
    card.append(element("p.aside", {}, dates), element("p", {}, line));
    document.querySelector("main").append(card);
    link.setAttribute("aria-describedby", card.id);
    const [{ left, top: above, bottom }] = link.getClientRects();
    const { offsetHeight: height, offsetWidth: width } = card;
    const most = document.documentElement.clientWidth - width - 8;
    const isOver = bottom + height > innerHeight && above > height;
    card.style.left = `${Math.max(8, Math.min(left, most)) + scrollX}px`;
    card.style.top = `${(isOver ? above - height : bottom) + scrollY}px`;
  };

  const ask = (target) => {
    const wanted = box.checked && target.closest?.(".record a[href]:not(nav *)");
    if (!wanted?.href?.startsWith(top) || pageOf(wanted) === pageOf(location)) return false;
    if (wanted !== link) hide();
    if (card) clearTimeout(waiting);
    else wait(() => show(wanted), 350);
    link = wanted;
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

  box.closest("p").hidden = false;
  box.checked = true;
  try {
    box.checked = localStorage.getItem(KEY) !== "off";
  } catch {}
  box.onchange = () => {
    try {
      localStorage.setItem(KEY, box.checked ? "on" : "off");
    } catch {}
  };
})();
