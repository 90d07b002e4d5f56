// When a part of a page cannot be fetched: say so and keep what is there. A lost session leads to sign-in.
(() => {
  const template = document.getElementById("failure-banner");
  const main = document.getElementById("content");
  const tell = () => {
    if (!template || !main || main.querySelector("[data-failure]")) return;
    const banner = template.content.firstElementChild.cloneNode(true);
    banner.dataset.failure = "";
    main.prepend(banner);
  };
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const loginUrl = document.body.dataset.loginUrl;
    const answeredBy = event.detail.xhr.responseURL;
    if (!loginUrl || !answeredBy || new URL(answeredBy).pathname !== loginUrl) return;
    event.detail.shouldSwap = false;
    window.location.assign(`${loginUrl}?next=${encodeURIComponent(window.location.pathname)}`);
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) main?.querySelector("[data-failure]")?.remove();
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => document.body.addEventListener(name, tell));
})();
