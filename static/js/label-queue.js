// Labelling without waiting: the next guest is on the page already and is shown while the label is on its way.
(() => {
  const now = document.querySelector("[data-label-now]");
  const next = document.querySelector("template[data-label-next]");
  if (!now || !next) return;
  const failure = document.querySelector("[data-label-error]");
  const undo = document.querySelector("[data-label-undo]");
  const count = document.querySelector("[data-label-count]");
  const bar = document.querySelector("[data-label-progress]");
  const card = (root) => root.querySelector("[data-label-card]");
  let sending = false;

  const show = (element) => {
    now.replaceChildren(...(element ? [element] : []));
    document.querySelector("[data-label-done]").hidden = Boolean(element);
  };
  const tally = (by) => {
    count.textContent = String(Number(count.textContent) + by);
    bar.value += by;
  };
  now.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-label-form]");
    if (!form) return;
    event.preventDefault();
    if (sending) return; // the guest after this one is still on his way
    sending = true;
    failure.hidden = true;
    const labelled = card(now);
    const body = new FormData(form);
    const following = card(next.content);
    body.append("after", following?.dataset.sampled ?? "");
    const isNew = !body.get("seen");
    next.content.replaceChildren();
    show(following);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Label-Queue": "1" } });
      const text = await answer.text();
      if (answer.status === 409) throw new Error(text);
      if (!answer.ok || answer.redirected) throw new Error("");
      next.innerHTML = text;
      if (!card(now)) { show(card(next.content)); }
      undo.hidden = false;
      undo.querySelector("[name=guest]").value = labelled.dataset.sampled;
      if (isNew) tally(1);
    } catch (error) {
      if (following) next.content.replaceChildren(following);
      show(labelled);
      failure.textContent = error.message || failure.dataset.labelError;
      failure.hidden = false;
    } finally {
      sending = false;
    }
  });
})();
