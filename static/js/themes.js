// The light / dark / as-the-computer buttons; theme.js applies the choice.
document.querySelectorAll("[data-themes]").forEach((group) => {
  const buttons = group.querySelectorAll("[data-theme-choice]");
  const show = () => {
    const chosen = localStorage.getItem("theme") || "auto";
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen)));
  };
  group.hidden = false;
  group.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    localStorage.setItem("theme", button.dataset.themeChoice);
    document.dispatchEvent(new CustomEvent("themechosen"));
    show();
  });
  show();
});
