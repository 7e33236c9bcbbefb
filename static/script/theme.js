// Light or dark: as the system, or as the reader chose, here or on an earlier page. It is the one
// script that is not deferred, so that no page is drawn in one scheme and then turns to the other.
(() => {
  const KEY = "backstory.theme";
  const root = document.documentElement;

  // Where the browser keeps nothing, the choice lasts as long as the page.
  const kept = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };

  const keep = (theme) => {
    try {
      if (theme) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {}
  };

  const show = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  show(kept());

  addEventListener("DOMContentLoaded", () => {
    const field = document.querySelector(".theme select");
    if (!field) return;
    const tell = () => (field.value = root.dataset.theme ?? "");
    tell();
    field.addEventListener("change", () => {
      keep(field.value);
      show(field.value);
    });
    // Another tab, or a page that the browser kept while the choice was made on the next one.
    const follow = () => {
      show(kept());
      tell();
    };
    addEventListener("storage", follow);
    addEventListener("pageshow", (event) => event.persisted && follow());
  });
})();
