// Light or dark: as the system, or as the reader chose, here or on an earlier page. It is the one
// script that is not deferred, so that no page is drawn in one scheme and then turns to the other.
(() => {
  const KEY = "backstory.theme";
  const { dataset } = document.documentElement;

  // Where the browser keeps nothing, the choice lasts as long as the page.
  const show = () => {
    try {
      dataset.theme = localStorage.getItem(KEY) ?? "";
    } catch {}
  };
  show();

  addEventListener("DOMContentLoaded", () => {
    const field = document.querySelector(".theme select");
    if (!field) return;
    const follow = () => {
      show();
      field.value = dataset.theme ?? "";
    };
    follow();
    field.onchange = () => {
      dataset.theme = field.value;
      try {
        localStorage.setItem(KEY, field.value);
      } catch {}
    };
    // Another tab, or a page that the browser kept while the choice was made on the next one.
    addEventListener("storage", follow);
    addEventListener("pageshow", follow);
  });
})();
