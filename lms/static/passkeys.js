// Passkeys: the browser asks its owner, and the answer goes into the form, which is sent like any other.
// Without this file the pages say so, and codes do the same.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const described = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const make = async (asked) => {
    const user = { ...asked.user, id: bytes(asked.user.id) };
    const excludeCredentials = described(asked.excludeCredentials);
    const publicKey = { ...asked, user, excludeCredentials, challenge: bytes(asked.challenge) };
    const made = await navigator.credentials.create({ publicKey });
    const response = {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
    };
    return { id: made.id, rawId: text(made.rawId), type: made.type, response };
  };

  const prove = async (asked) => {
    const publicKey = { ...asked, allowCredentials: described(asked.allowCredentials), challenge: bytes(asked.challenge) };
    const proved = await navigator.credentials.get({ publicKey });
    const response = {
      clientDataJSON: text(proved.response.clientDataJSON),
      authenticatorData: text(proved.response.authenticatorData),
      signature: text(proved.response.signature),
      userHandle: proved.response.userHandle ? text(proved.response.userHandle) : null,
    };
    return { id: proved.id, rawId: text(proved.rawId), type: proved.type, response };
  };

  if (!window.PublicKeyCredential || !navigator.credentials) return;
  for (const box of document.querySelectorAll("[data-passkey]")) {
    const form = box.querySelector("form");
    const said = box.querySelector("[role=status]");
    for (const each of box.querySelectorAll("[data-without]")) each.remove();
    box.hidden = false;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      said.textContent = "Your browser or phone asks you now.";
      try {
        const asked = JSON.parse(box.dataset.options);
        const answer = await (box.dataset.passkey === "make" ? make(asked) : prove(asked));
        const shared = document.querySelector("#shared");
        form.elements.credential.value = JSON.stringify(answer);
        if (shared && shared.checked) form.elements.shared.value = "yes";
        form.submit();
      } catch {
        said.textContent = "No passkey was used, and nothing was sent. Press the button to try again, or take another way.";
      }
    });
  }
})();
