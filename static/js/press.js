// Keys that press what is marked with them ([data-press="1"]): labelling without the mouse. Silent while one types,
// in a dialog, and where single-letter keys are switched off.
(() => {
  const typing = (element) => element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, dialog[open]");
  document.addEventListener("keydown", (event) => {
    if (localStorage.getItem("keys") === "off" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || (event.key === "Enter" && event.target.closest("a, button"))) return;
    const target = document.querySelector(`[data-press="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    target.click();
  });
})();
