// Every page works without this file. It saves answers as they are given, keeps a form from being sent twice,
// swaps the answer to an in-line check into its place, and takes the reader to what needs attention.
"use strict";
(() => {
  const SIGNED_OUT = "you are signed out";
  const SILENT = "the server did not answer";

  const post = (url, body) =>
    fetch(url, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, redirect: "manual", keepalive: String(body).length < 60000 });

  const fields = (form, submitter) => {
    const body = new URLSearchParams(new FormData(form));
    if (submitter && submitter.name) body.append(submitter.name, submitter.value);
    return body;
  };

  const reason = async (response) => {
    if (response.type === "opaqueredirect") return SIGNED_OUT;
    const isJson = (response.headers.get("Content-Type") || "").includes("json");
    const said = isJson ? (await response.json()).message : "";
    return (said || SILENT).replace(/\.$/, "");
  };

  // Autosave: one request at a time for a form, the newest fields last.
  const autosaves = new WeakMap();

  const show = (form, lead, rest, failed) => {
    const place = form.querySelector(".saved[role=status]") || document.querySelector(".saved[role=status]");
    if (!place) return;
    const bold = document.createElement("b");
    bold.textContent = lead;
    place.replaceChildren(bold, rest);
    place.classList.toggle("is-overdue", failed);
  };

  const save = async (form) => {
    const state = autosaves.get(form) || {};
    autosaves.set(form, state);
    state.wanted = true;
    clearTimeout(state.later);
    if (state.busy) return;
    state.busy = true;
    while (state.wanted) {
      state.wanted = state.unsaved = false;
      show(form, "Saving", "", false);
      const body = fields(form);
      body.delete("request_key");
      let why = SILENT;
      let again = true;
      try {
        const response = await post(form.dataset.autosave || form.getAttribute("action"), body);
        if (response.ok) {
          const detail = await response.json();
          show(form, "Saved", " at " + detail.saved_at, false);
          form.dispatchEvent(new CustomEvent("kept", { detail }));
          continue;
        }
        why = await reason(response);
        again = response.status >= 500;
      } catch {
        // The network or the answer failed: the sentence below says so, and we try again.
      }
      if (state.wanted) continue;
      const next = why === SIGNED_OUT ? "press the button below to sign in and send it." : again ? "we try again." : form.dataset.refused || "reload it to go on.";
      show(form, "Not saved:", " " + why + ". Your " + (form.dataset.holds || "choice") + " is still on this page; " + next, true);
      state.unsaved = again;
      if (again) state.later = setTimeout(() => save(form), 8000);
    }
    state.busy = false;
  };

  addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosave]");
    if (form) save(form);
  });

  addEventListener("online", () => {
    document.querySelectorAll("form[data-autosave]").forEach((form) => {
      const state = autosaves.get(form);
      if (state && state.unsaved) save(form);
    });
  });

  // In-line checks: the answer takes the place of the question, and focus goes to the feedback.
  const swap = async (form, submitter) => {
    const place = form.closest("[data-swap]");
    let why = SILENT;
    try {
      const response = await post(form.getAttribute("action"), fields(form, submitter));
      if (response.type === "opaqueredirect") return form.submit();
      if ((response.headers.get("Content-Type") || "").includes("html")) {
        const fresh = document.createElement("template");
        fresh.innerHTML = await response.text();
        const piece = fresh.content.querySelector("[data-swap]");
        if (!piece) return form.submit();
        place.replaceWith(piece);
        const target = piece.querySelector("[tabindex='-1']") || piece.querySelector("input[type=radio]");
        if (target) target.focus();
        return;
      }
      why = await reason(response);
    } catch {
      // Said below.
    }
    delete form.dataset.sent;
    let note = form.querySelector("[role=alert]");
    if (!note) {
      note = document.createElement("p");
      note.className = "problem";
      note.setAttribute("role", "alert");
      form.append(note);
    }
    note.textContent = "Not sent: " + why + ". Your choice is still on this page; try again.";
  };

  // A form is sent once. After a few seconds a second press is let through: its request key makes it harmless.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
    if (!form.matches("[data-inline]") || !form.closest("[data-swap]")) return;
    event.preventDefault();
    swap(form, event.submitter);
  });

  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  const first = document.querySelector("[data-focus]");
  if (first) first.focus();
})();
