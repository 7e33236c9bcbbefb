// Lays over a page of the preview what is wrong with the site, as long as it is wrong.
// The page's own text is never touched, and nothing that comes from a file is taken for HTML.

(() => {
  "use strict";

  const address = new URL("problems.json", document.currentScript.src);
  const remembered = "backstory.overlay";
  let shown = "";
  let aside = null;

  const make = (name, kind, text) => {
    const element = document.createElement(name);
    if (kind) element.className = kind;
    if (text) element.textContent = text;
    return element;
  };

  // Without storage, as in a private window, it opens anew on each page.
  const recall = () => {
    try {
      return sessionStorage.getItem(remembered) === "hidden";
    } catch {
      return false;
    }
  };

  const remember = (isHidden) => {
    try {
      sessionStorage.setItem(remembered, isHidden ? "hidden" : "shown");
    } catch {
      // See above.
    }
  };

  const makeProblem = (problem) => {
    const item = make("li", problem.severity);
    const head = make("p", "place");
    const place = make(problem.editor ? "a" : "span", "", problem.place);
    if (problem.editor) place.href = problem.editor;
    head.append(place, " ", make("code", "", problem.code));
    item.append(head, make("p", "message", problem.message));
    if (problem.before || problem.marked || problem.after) {
      const excerpt = make("pre", "excerpt");
      excerpt.append(problem.before, make("mark", "", problem.marked), problem.after);
      item.append(excerpt);
    }
    if (problem.fix) item.append(make("p", "fix", problem.fix));
    return item;
  };

  const fold = (isHidden, data) => {
    const [button, panel] = [aside.querySelector("button"), aside.querySelector(".panel")];
    panel.hidden = isHidden;
    button.textContent = isHidden ? data.show : data.hide;
    button.setAttribute("aria-expanded", String(!isHidden));
  };

  const show = (data) => {
    const isNew = aside === null;
    const hadFocus = !isNew && aside.contains(document.activeElement);
    const old = aside;
    aside = make("aside", "preview-overlay");
    aside.setAttribute("aria-label", data.label);
    const bar = make("div", "bar");
    const title = make("p", "title");
    title.setAttribute("role", data.errors ? "alert" : "status");
    const button = make("button");
    button.type = "button";
    button.setAttribute("aria-controls", "preview.problems");
    bar.append(title, button);
    const panel = make("div", "panel");
    panel.id = "preview.problems";
    if (data.note) panel.append(make("p", "note", data.note));
    const list = make("ol");
    list.append(...data.problems.map(makeProblem));
    panel.append(list);
    aside.append(bar, panel);
    if (old) old.replaceWith(aside);
    else document.body.append(aside);
    // A screen reader speaks what changes in a region that is there already.
    title.textContent = data.title;
    // Warnings alone do not cover the text.
    fold(recall() || !data.errors, data);
    button.addEventListener("click", () => {
      remember(!panel.hidden);
      fold(!panel.hidden, data);
    });
    aside.addEventListener("backstory.hide", () => {
      remember(true);
      fold(true, data);
    });
    if (hadFocus) button.focus();
  };

  const refresh = async () => {
    const answer = await fetch(address, { cache: "no-store" });
    const text = await answer.text();
    if (!answer.ok || text === shown) return;
    shown = text;
    const data = JSON.parse(text);
    if (data.problems && data.problems.length) {
      show(data);
    } else if (aside) {
      aside.remove();
      aside = null;
      remember(false);
    }
  };

  // A server that has ended tells nothing; when it is back, the page hears of it and asks again.
  const ask = () => refresh().catch(() => {});

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !aside) return;
    const inside = aside.contains(document.activeElement);
    aside.dispatchEvent(new Event("backstory.hide"));
    if (inside) aside.querySelector("button").focus();
  });

  // livereload's script asks each of its plug-ins first what to do about a file that changed.
  window.LiveReloadPluginBackstory = class {
    static identifier = "backstory";
    static version = "1.0";

    reload(path) {
      if (path !== address.pathname) return false;
      ask();
      return true;
    }
  };

  document.addEventListener("LiveReloadConnect", ask);
  ask();
})();
