// For pages that are read and written on: keeps the place in a lesson, and saves a note at every pause in typing.
// Both pages work without this file.
"use strict";
(() => {
  // The place: the paragraph, heading or check at the top of the window, kept when the reader rests or leaves.
  // It is where a link to it would lead, so whoever comes back and goes away again keeps the place she had.
  const text = document.querySelector("[data-place]");
  const token = document.querySelector("input[name=csrf_token]");
  if (text && token) {
    const places = ".prose :is(h2, h3, p)[id]:not(#refs), .prose .check[id]";
    let kept = "";
    let moved = false;
    let resting;
    const keep = () => {
      const passed = [...text.querySelectorAll(places)].filter((each) => each.getBoundingClientRect().top < 48);
      const anchor = passed.length ? passed[passed.length - 1].id : "";
      if (!anchor || anchor === kept) return;
      kept = anchor;
      const body = new URLSearchParams({ anchor, csrf_token: token.value });
      const headers = { "X-Requested-With": "fetch" };
      fetch(text.dataset.place, { method: "POST", body, headers, redirect: "manual", keepalive: true }).catch(() => (kept = ""));
    };
    const rest = () => {
      moved = true;
      clearTimeout(resting);
      resting = setTimeout(keep, 2000);
    };
    addEventListener("scroll", rest, { passive: true });
    addEventListener("visibilitychange", () => document.hidden && moved && keep());
  }

  // Notes: a pause of a second counts as a change, which linchpin.js sends; so does leaving the page.
  const pauses = new Map();
  const now = (area) => {
    clearTimeout(pauses.get(area));
    if (pauses.delete(area)) area.dispatchEvent(new Event("change", { bubbles: true }));
  };
  addEventListener("input", (event) => {
    const area = event.target;
    if (!area.matches("textarea[data-pause]")) return;
    clearTimeout(pauses.get(area));
    pauses.set(area, setTimeout(() => now(area), 1000));
  });
  addEventListener("change", (event) => {
    clearTimeout(pauses.get(event.target));
    pauses.delete(event.target);
  }, true);
  addEventListener("visibilitychange", () => document.hidden && [...pauses.keys()].forEach(now));

  document.querySelectorAll("form[data-holds]").forEach((form) => {
    form.addEventListener("kept", (event) => {
      for (const [name, words] of Object.entries(event.detail)) {
        const place = form.querySelector(`[data-said="${name}"]`);
        if (!place) continue;
        place.textContent = words || "";
        place.hidden = !words;
      }
    });
  });
})();
