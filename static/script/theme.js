// Light or dark, as the reader chose. It alone is not deferred, so that no page is drawn in one scheme
// and then turns to the other.
(() => {
  const KEY = "backstory.theme";
  const { dataset } = document.documentElement;

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
    // The choice was made in another tab, or on the next page while the browser kept this one.
    addEventListener("storage", follow);
    addEventListener("pageshow", follow);
  });
})();
