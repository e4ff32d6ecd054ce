/* Passkeys on pages: what stands between a browser's authenticators and the server's forms.

   A form with `data-passkey` is shown where the browser knows passkeys. Sending it asks the browser
   to `create` or `get` one, with the options in `data-passkey-options` or new ones of the API, and
   sends its answer as the field `credential`. One with `data-passkey-waits` also waits for somebody
   to choose a passkey among the suggestions of a field with `autocomplete="webauthn"`. Without this
   script every other way in stays as it is.

   It is in the body of the pages that use it, and not in their head, which htmx does not swap; so it
   may come twice. */
"use strict";

(() => {
  if (document.documentElement.dataset.passkeys) return;
  document.documentElement.dataset.passkeys = "ready";

  const OPTIONS = "/api/v1/auth/passkey-options";
  const PROBLEMS = {
    AbortError: "cancelled",
    NotAllowedError: "cancelled",
    InvalidStateError: "exists",
    SecurityError: "elsewhere",
  };
  const BYTES = [
    "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle",
  ];
  // Of what an answer may take, after which the server forgets its challenge.
  const RENEWED_AFTER = 0.8;

  // The request that waits among the suggestions: a browser has one at a time.
  let waiting = null;
  let renewal = 0;

  const fromBase64Url = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

  const toBase64Url = (buffer) =>
    btoa(Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join(""))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  // By hand, and not by parseRequestOptionsFromJSON and toJSON: older browsers have none, and what
  // some password managers put in the place of a credential cannot be written by it.
  const withBytes = (options) => {
    const named = (list) => (list || []).map((one) => ({ ...one, id: fromBase64Url(one.id) }));
    const read = { ...options, challenge: fromBase64Url(options.challenge) };
    if (options.user) {
      read.user = { ...options.user, id: fromBase64Url(options.user.id) };
      read.excludeCredentials = named(options.excludeCredentials);
    } else {
      read.allowCredentials = named(options.allowCredentials);
    }
    return read;
  };

  const written = (credential) => {
    const response = {};
    for (const name of BYTES) {
      if (credential.response[name]) response[name] = toBase64Url(credential.response[name]);
    }
    if (credential.response.getTransports) {
      response.transports = credential.response.getTransports();
    }
    const id = toBase64Url(credential.rawId);
    return JSON.stringify({ id, rawId: id, type: credential.type, response });
  };

  const optionsOf = async (form) => {
    if (form.dataset.passkeyOptions) return JSON.parse(form.dataset.passkeyOptions);
    const answer = await fetch(OPTIONS, { method: "POST", credentials: "omit" });
    if (!answer.ok) throw new Error(`${OPTIONS}: ${answer.status}`);
    return answer.json();
  };

  const send = (form, credential) => {
    form.elements.credential.value = written(credential);
    form.submit();
  };

  const stopWaiting = () => {
    clearTimeout(renewal);
    if (waiting) waiting.abort();
    waiting = null;
  };

  const wait = async (form) => {
    stopWaiting();
    const { isConditionalMediationAvailable } = window.PublicKeyCredential;
    if (!isConditionalMediationAvailable) return;
    const mine = new AbortController();
    waiting = mine;
    try {
      if (!(await window.PublicKeyCredential.isConditionalMediationAvailable())) return;
      const options = await optionsOf(form);
      if (mine.signal.aborted) return;
      renewal = setTimeout(() => renew(form), options.timeout * RENEWED_AFTER);
      const publicKey = withBytes(options);
      const { signal } = mine;
      const credential = await navigator.credentials.get({
        mediation: "conditional", publicKey, signal,
      });
      if (credential && !signal.aborted) send(form, credential);
    } catch {
      // Nobody asked for anything yet, so there is nothing to tell: the button tries again.
    }
  };

  // Pages that nobody looks at ask the server for nothing.
  const renew = (form) => {
    if (!form.isConnected) return;
    if (!document.hidden) {
      wait(form);
      return;
    }
    document.addEventListener("visibilitychange", () => renew(form), { once: true });
  };

  const tell = (form, error) => {
    const place = form.querySelector("[data-passkey-problem]");
    place.textContent = place.dataset[PROBLEMS[error.name] || "failed"];
    place.hidden = false;
  };

  const ask = async (form) => {
    const button = form.querySelector("button");
    stopWaiting();
    button.disabled = true;
    form.querySelector("[data-passkey-problem]").hidden = true;
    try {
      const publicKey = withBytes(await optionsOf(form));
      send(form, await navigator.credentials[form.dataset.passkey]({ publicKey }));
    } catch (error) {
      tell(form, error);
      button.disabled = false;
    }
  };

  const prepare = () => {
    if (!window.PublicKeyCredential || !navigator.credentials) return;
    for (const note of document.querySelectorAll("[data-passkey-missing]")) note.hidden = true;
    for (const form of document.querySelectorAll("[data-passkey][hidden]")) {
      form.hidden = false;
      if ("passkeyWaits" in form.dataset) wait(form);
    }
  };

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-passkey]")) return;
    event.preventDefault();
    ask(event.target);
  });
  // A part of the page was swapped.
  document.addEventListener("htmx:afterSettle", prepare);
  prepare();
})();
