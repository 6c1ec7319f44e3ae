// Only in `lms content preview`: shows the page anew as soon as a file of the course is saved.
"use strict";
(() => {
  const shown = document.querySelector("[data-stamp]");
  if (!shown) return;
  const look = async () => {
    try {
      const { stamp } = await (await fetch("/preview/stamp", { cache: "no-store" })).json();
      if (String(stamp) !== shown.dataset.stamp) return location.replace(location.pathname + location.search);
    } catch {
      // The preview was stopped; it may come back.
    }
    setTimeout(look, 400);
  };
  look();
})();
