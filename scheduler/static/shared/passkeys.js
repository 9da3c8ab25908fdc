// Passkeys: shows their buttons where the browser has them, asks for a challenge, lets the device sign it, sends the form.
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  /** @param {string} text */
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  /** @param {ArrayBuffer | null} buffer */
  const text = (buffer) => {
    if (!buffer) return null;
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  /** @param {ArrayBuffer} buffer */
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  /** @param {{ id: string, type: "public-key" }} key */
  const known = (key) => ({ ...key, id: bytes(key.id) });

  /** @param {Record<string, any>} options */
  function made(options) {
    const user = { ...options.user, id: bytes(options.user.id) };
    const excludeCredentials = (options.excludeCredentials || []).map(known);
    return navigator.credentials.create({
      publicKey: /** @type {any} */ ({ ...options, challenge: bytes(options.challenge), user, excludeCredentials }),
    });
  }

  /** @param {Record<string, any>} options */
  function signed(options) {
    const allowCredentials = (options.allowCredentials || []).map(known);
    return navigator.credentials.get({
      publicKey: /** @type {any} */ ({ ...options, challenge: bytes(options.challenge), allowCredentials }),
    });
  }

  // What the device answered, as the server reads it.
  /** @param {any} credential */
  function written(credential) {
    const { response } = credential;
    const answered = {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    };
    const filled = Object.fromEntries(Object.entries(answered).filter(([, value]) => value));
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: filled });
  }

  // The place and the page that were chosen in another form of the page go along.
  /** @param {HTMLFormElement} form */
  function followed(form) {
    const beside = /** @type {HTMLFormElement | null} */ (document.getElementById(form.dataset.follows || ""));
    if (!beside) return;
    const chosen = new FormData(beside);
    for (const name of ["place", "next", "office"]) {
      const field = /** @type {HTMLInputElement | null} */ (form.querySelector(`input[name=${name}]`));
      if (field) field.value = String(chosen.get(name) || "");
    }
  }

  /** @param {HTMLFormElement} form */
  async function run(form) {
    const said = /** @type {HTMLElement} */ (form.querySelector("[data-passkey-said]"));
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
    said.hidden = true;
    button.disabled = true;
    try {
      const typed = /** @type {any} */ (new FormData(form));
      const asked = await fetch(form.dataset.challenge, { method: "POST", body: new URLSearchParams(typed) });
      const answer = await asked.json();
      if (!asked.ok) throw new Error(answer.said || "");
      const credential = await (form.dataset.passkey === "add" ? made(answer) : signed(answer));
      const challenge = /** @type {HTMLInputElement} */ (form.querySelector("input[name=challenge]"));
      const sent = /** @type {HTMLInputElement} */ (form.querySelector("input[name=credential]"));
      challenge.value = hex(bytes(answer.challenge).buffer);
      sent.value = written(credential);
      followed(form);
      for (const secret of form.querySelectorAll("input[type=password]")) secret.disabled = true;
      form.submit();
    } catch (fault) {
      const told = fault instanceof Error && !(fault instanceof DOMException) && fault.message;
      said.textContent = told || said.dataset.passkeySaid;
      said.hidden = false;
      button.disabled = false;
    }
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void run(/** @type {HTMLFormElement} */ (form));
    });
  }
})();
