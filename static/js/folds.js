// Menus made of <details class="fold">: one open at a time, closed by Escape and by a click elsewhere.
(() => {
  const open = () => document.querySelectorAll("details.fold[open]");
  document.addEventListener("click", (event) => {
    open().forEach((fold) => { if (!fold.contains(event.target)) fold.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open().forEach((fold) => { fold.open = false; fold.querySelector("summary").focus(); });
  });
})();
