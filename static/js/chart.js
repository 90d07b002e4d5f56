// Draws every [data-chart] with ECharts from the JSON beside it, in the theme's colours; points with href lead on.
(() => {
  const probe = document.createElement("span");
  probe.hidden = true;
  const colour = (text) => { // light-dark() and var() become the colour that is in force now
    document.body.append(probe);
    probe.style.color = text;
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };
  const number = (value, digits = 0) => Number(Array.isArray(value) ? value[value.length - 1] : value).toLocaleString("en", { maximumFractionDigits: digits });
  const formats = (currency) => {
    const named = {
      money: (value) => `${value < 0 ? "−" : ""}${currency}${number(Math.abs(value))}`,
      percent: (value) => `${number(value * 100, 1)}%`,
      number: (value) => number(value, 2),
    };
    return (name) => (value) => named[name](value !== null && typeof value === "object" && "value" in value ? value.value : value);
  };
  const resolve = (node, format) => {
    if (typeof node === "string") {
      if (/^(var|light-dark)\(/.test(node)) return colour(node);
      return /^@(money|percent|number)$/.test(node) ? format(node.slice(1)) : node;
    }
    if (Array.isArray(node)) return node.map((item) => resolve(item, format));
    if (node && typeof node === "object") return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value, format)]));
    return node;
  };
  const dressed = (option) => {
    const ink = colour("var(--tblr-secondary)");
    const line = colour("var(--grid)");
    const axis = (given) => given && (Array.isArray(given) ? given.map(axis) : {
      ...given,
      axisLabel: { color: ink, ...given.axisLabel },
      nameTextStyle: { color: ink, ...given.nameTextStyle },
      axisLine: { lineStyle: { color: line }, ...given.axisLine },
      splitLine: { lineStyle: { color: line }, ...given.splitLine },
    });
    return {
      color: [1, 2, 3, 4, 5].map((at) => colour(`var(--series-${at})`)),
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      grid: { left: 16, right: 28, top: option.legend ? 40 : 20, bottom: 16, outerBoundsMode: "same" },
      ...option,
      ...(option.legend ? { legend: { ...option.legend, textStyle: { color: ink } } } : {}),
      ...(option.tooltip ? { tooltip: { confine: true, backgroundColor: colour("var(--tblr-bg-surface)"), borderColor: line, textStyle: { color: colour("var(--tblr-body-color)") }, ...option.tooltip } } : {}),
      ...(option.series ? { series: option.series.map((each) => (each.label ? { ...each, label: { color: ink, textBorderWidth: 0, ...each.label } } : each)) } : {}),
      ...(option.xAxis ? { xAxis: axis(option.xAxis) } : {}),
      ...(option.yAxis ? { yAxis: axis(option.yAxis) } : {}),
    };
  };
  const draw = (element) => {
    const source = document.getElementById(element.dataset.chart);
    if (!source || !window.echarts) return;
    const option = dressed(resolve(JSON.parse(source.textContent), formats(element.dataset.currency || "")));
    const chart = window.echarts.getInstanceByDom(element) || window.echarts.init(element);
    chart.setOption(option, true);
    chart.off("click");
    chart.on("click", (point) => { if (point.data?.href) window.location.assign(point.data.href); });
  };
  const all = (root) => [...root.querySelectorAll("[data-chart]")];
  const drawAll = () => all(document).forEach(draw);

  drawAll();
  document.querySelectorAll("[data-chart-png]").forEach((button) => { button.hidden = !window.echarts; });
  document.addEventListener("themechange", drawAll);
  document.body.addEventListener("htmx:afterSwap", (event) => all(event.detail.target).forEach(draw));
  window.addEventListener("resize", () => all(document).forEach((element) => window.echarts?.getInstanceByDom(element)?.resize()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chart-png]");
    if (!button) return;
    const element = document.querySelector(`[data-chart="${button.dataset.chartPng}-option"]`);
    const link = document.createElement("a");
    link.href = window.echarts.getInstanceByDom(element).getDataURL({ pixelRatio: 2, backgroundColor: colour("var(--tblr-bg-surface)") });
    link.download = `${button.dataset.chartPng}.png`;
    link.click();
  });
})();
