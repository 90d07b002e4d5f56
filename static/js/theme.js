// Before the first paint: the theme this computer chose, so that nothing flashes. Loaded in <head>, not deferred.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => { try { return localStorage.getItem("theme") || "auto"; } catch { return "auto"; } };
  const apply = () => {
    const theme = chosen();
    document.documentElement.dataset.bsTheme = theme === "auto" ? (dark.matches ? "dark" : "light") : theme;
    document.dispatchEvent(new CustomEvent("themechange", { detail: theme }));
  };
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("themechosen", apply);
})();
