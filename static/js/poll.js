// [data-poll="15"] is told every 15 seconds to fetch itself again (hx-trigger="poll"); not while the page is hidden.
(() => {
  let waited = 0;
  const tell = (element) => element.dispatchEvent(new CustomEvent("poll"));
  setInterval(() => {
    if (document.hidden) return;
    waited += 1;
    document.querySelectorAll("[data-poll]").forEach((element) => {
      if (waited % Number(element.dataset.poll) === 0) tell(element);
    });
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.querySelectorAll("[data-poll]").forEach(tell);
  });
})();
