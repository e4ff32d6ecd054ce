/* The check of somebody who comes from a busy network: the browser solves a challenge (ALTCHA, with
   PBKDF2) in a worker, and the form sends what it found. Sent too early, it waits until that is
   done. Without this script, or without WebCrypto, the form asks for a code instead. A form that
   was sent before this was asked for is sent again by itself, unless it has files: those are gone.

   It is in the body, which htmx swaps; so it may come twice. */
"use strict";

(() => {
  const solve = (part) => {
    if (part.dataset.admissionBegun) return;
    part.dataset.admissionBegun = "yes";
    const form = part.closest("form");
    const field = form.querySelector("[name=admission_work]");
    const find = (name) => part.querySelector(`[data-admission-${name}]`);
    const challenge = JSON.parse(part.dataset.admission);
    const worker = new Worker(part.dataset.admissionWorker);
    let waits = null;

    // What a page without this script says at its top: not when the browser does the work.
    const needed = form.querySelector("[data-admission-needed]");
    const sayNeeded = (isNeeded) => {
      if (!needed) return;
      needed.hidden = !isNeeded;
      find("why").hidden = isNeeded;
    };

    const give = () => {
      sayNeeded(true);
      find("working").hidden = true;
      find("code").hidden = false;
      worker.terminate();
    };
    const wait = (event) => {
      const code = form.querySelector("[name=admission_code]");
      if (field.value || (code && code.value) || event.submitter?.name === "admission_by_code") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waits = event.submitter || true;
    };
    worker.onerror = () => {
      form.removeEventListener("submit", wait, true);
      give();
    };
    worker.onmessage = ({ data }) => {
      field.value = btoa(JSON.stringify({ challenge, solution: data }));
      find("working").hidden = true;
      find("done").hidden = false;
      worker.terminate();
      // Sent already, whole: it goes on by itself. That is not said of a form that has files.
      const isSent = part.dataset.admissionSent && form.checkValidity();
      if (waits || isSent) form.requestSubmit(waits && waits !== true ? waits : undefined);
    };
    form.addEventListener("submit", wait, true);
    sayNeeded(false);
    find("working").hidden = false;
    find("code").hidden = true;
    worker.postMessage(challenge.parameters);
  };
  const solveAll = () => document.querySelectorAll("[data-admission]").forEach((part) => {
    if (window.Worker && window.crypto?.subtle) solve(part);
  });
  solveAll();
})();
