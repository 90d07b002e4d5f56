// Dialogs: those the server opens (data-open-modal) become modal, and an error summary takes the focus.
(() => {
  const attend = (root) => {
    root.querySelectorAll("dialog[data-open-modal]").forEach((dialog) => {
      if (dialog.matches(":modal")) return;
      dialog.close();
      dialog.showModal();
    });
    root.querySelector("[data-focus]")?.focus();
  };
  // A stop screen is left by one of its buttons, not by Escape.
  document.addEventListener("cancel", (event) => { if (event.target.matches(".stop-screen")) event.preventDefault(); }, true);
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) closer.closest("dialog")?.close();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => attend(event.detail.target));
  attend(document);
})();
