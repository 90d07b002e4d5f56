// The search box: results under it as one types (htmx brings them), arrow keys, Enter, Escape.
(() => {
  const form = document.querySelector("[data-search]");
  if (!form) return;
  const input = form.querySelector("[role=combobox]");
  const panel = form.querySelector(".search-results");
  let active = -1;

  const options = () => [...panel.querySelectorAll("[role=option]")];
  const close = () => {
    panel.replaceChildren();
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    input.removeAttribute("aria-controls");
  };
  const choose = (index) => {
    const all = options();
    if (!all.length) return;
    active = (index + all.length) % all.length;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    all[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[active].id);
  };
  const follow = (option, inNewTab) => {
    const href = option.dataset.href;
    if (!href) return;
    if (inNewTab) window.open(href, "_blank", "noopener");
    else window.location.assign(href);
  };

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== panel) return;
    if (!input.value.trim()) { close(); return; }
    const list = panel.querySelector("[role=listbox]");
    active = -1;
    input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-expanded", String(options().length > 0));
    if (!list) return;
    list.id ||= "search-listbox";
    list.setAttribute("aria-label", input.getAttribute("aria-label"));
    input.setAttribute("aria-controls", list.id);
    options().forEach((option, at) => {
      option.id ||= `search-option-${at}`;
      option.setAttribute("aria-selected", "false");
      // An option holds no focusable link of its own: the box keeps the focus and follows data-href.
      option.querySelectorAll("a[href]").forEach((link) => {
        option.dataset.href ||= link.getAttribute("href");
        link.removeAttribute("href");
      });
    });
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // a pinyin input method is choosing characters
    const all = options();
    if (event.key === "ArrowDown" && all.length) { event.preventDefault(); choose(active + 1); }
    else if (event.key === "ArrowUp" && all.length) { event.preventDefault(); choose(active < 0 ? all.length - 1 : active - 1); }
    else if (event.key === "Enter" && active >= 0 && all[active]) { event.preventDefault(); follow(all[active], event.ctrlKey || event.metaKey); }
    else if (event.key === "Escape") { close(); }
  });
  input.addEventListener("input", () => { if (!input.value.trim()) close(); });
  panel.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the box
  panel.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) follow(option, event.ctrlKey || event.metaKey);
  });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
})();
