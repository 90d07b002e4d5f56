// A form with data-silence="60" data-silence-url="…": after so many seconds without a touch the page goes there.
(() => {
  const form = document.querySelector("[data-silence]");
  if (!form) return;
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => window.location.replace(form.dataset.silenceUrl), Number(form.dataset.silence) * 1000);
  };
  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) document.addEventListener(sign, wait, { passive: true });
  wait();
})();
