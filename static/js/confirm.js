// A form with data-confirm="question" is sent only after a yes; the same for htmx's hx-confirm.
(() => {
  const dialog = document.getElementById("confirm-dialog");
  if (!dialog) return;
  const yes = dialog.querySelector("[data-confirm-yes]");
  const ask = (question, action, danger) => new Promise((answer) => {
    dialog.querySelector("#confirm-question").textContent = question;
    yes.textContent = action || yes.dataset.defaultLabel;
    yes.className = danger ? "btn btn-danger" : "btn btn-primary";
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    if (!(await ask(form.dataset.confirm, form.dataset.confirmAction, "confirmDanger" in form.dataset))) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
    delete form.dataset.confirmed;
  }, true);
  document.body.addEventListener("htmx:confirm", async (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    if (await ask(event.detail.question)) event.detail.issueRequest(true);
  });
})();
