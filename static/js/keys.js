// Single-letter keys: / g+letter n e s j k Enter ?. Silent while one types, in a dialog, or where switched off.
(() => {
  const dialog = document.getElementById("keys-dialog");
  const wanted = () => localStorage.getItem("keys") !== "off";
  const editing = (element) => element.closest("input, textarea, select, [contenteditable=true], dialog[open]");
  let waitingForLetter = 0;
  let row = -1;

  const rows = () => [...document.querySelectorAll("[data-row]")];
  const press = (key) => {
    const target = document.querySelector(`[data-key="${key}"]`);
    if (target) target.click();
    return Boolean(target);
  };
  const go = (letter) => {
    const link = document.querySelector(`[data-go="${CSS.escape(letter)}"]`);
    if (link) window.location.assign(link.href);
    return Boolean(link);
  };
  const move = (step) => {
    const all = rows();
    if (!all.length) return false;
    row = Math.min(Math.max(row + step, 0), all.length - 1);
    all.forEach((item, at) => { item.toggleAttribute("data-current", at === row); });
    all[row].scrollIntoView({ block: "nearest" });
    const link = all[row].querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
    return true;
  };
  const openRow = () => {
    const chosen = rows()[row];
    const href = chosen && (chosen.dataset.href || chosen.querySelector("a[href]")?.href);
    if (href) window.location.assign(href);
    return Boolean(href);
  };
  const act = (key) => {
    if (waitingForLetter > Date.now()) { waitingForLetter = 0; return go(key); }
    if (key === "g") { waitingForLetter = Date.now() + 1500; return true; }
    if (key === "/") { const box = document.getElementById("search"); if (box) { box.focus(); box.select(); } return Boolean(box); }
    if (key === "?") { if (dialog) dialog.showModal(); return Boolean(dialog); }
    if (key === "j" || key === "k") return move(key === "j" ? 1 : -1);
    if (key === "Enter") return row >= 0 && document.activeElement.matches("body, [data-row]") && openRow();
    return ["n", "e", "s"].includes(key) && press(key);
  };

  document.addEventListener("keydown", (event) => {
    if (!wanted() || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (editing(event.target)) return;
    if (act(event.key)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-keys]") && dialog) dialog.showModal();
    const line = event.target.closest("[data-row][data-href]");
    if (line && !event.target.closest("a, button, input, label, summary") && !String(window.getSelection())) window.location.assign(line.dataset.href);
  });
  const letters = dialog?.querySelector("[data-keys-switch]");
  if (letters) {
    letters.checked = wanted();
    letters.addEventListener("change", () => localStorage.setItem("keys", letters.checked ? "on" : "off"));
  }
})();
