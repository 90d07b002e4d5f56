// [data-print] buttons print the page; without a script the browser's own menu does. Paper hides nothing in a fold.
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
window.addEventListener("beforeprint", () => document.querySelectorAll("details[data-open-on-paper]").forEach((fold) => { fold.open = true; }));
