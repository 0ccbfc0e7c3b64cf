// Draw each figure[data-figure] with plotly.js, after the text and the tables of the page.
//
//   <figure class="chart" data-figure>                 the figure stands beside its table
//     <div class="plot"></div>
//     <script type="application/json">{"data": [...], "layout": {...}}</script>
//   </figure>
//   <figure data-figure="/delivery/frequency.json">    or its JSON lies behind an address
//
// A colour written "var(--accent)" in the JSON becomes the token of the theme now shown. The address of
// plotly.js is the data-plotly attribute of <body>.
import { localeOf } from "./locales.js";

const CONFIG = { displayModeBar: false, displaylogo: false, responsive: true };
// plotly.js 4.1 writes a style element for its maps unless one with this id is there; the security policy
// would block it and log an error, and the product draws no maps. tests/browser notices when the id changes.
const MAP_STYLE = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
const TOKEN = /^var\((--[\w-]+)\)$/;
let loading = null;
const drawn = new Set();

function loadPlotly() {
  loading ??= new Promise((resolve, reject) => {
    const placeholder = document.createElement("meta");
    placeholder.id = MAP_STYLE;
    const script = document.createElement("script");
    script.src = document.body.dataset.plotly;
    script.onload = () => {
      Plotly.register(localeOf(document.documentElement.lang));
      resolve(Plotly);
    };
    script.onerror = reject;
    document.head.append(placeholder, script);
  });
  return loading;
}

function tokenReader() {
  // light-dark() is only worked out for a real property, so a hidden element lends its colour.
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const known = new Map();
  const read = (name) => {
    if (!known.has(name)) {
      probe.style.color = `var(${name})`;
      known.set(name, getComputedStyle(probe).color);
    }
    return known.get(name);
  };
  return { read, done: () => probe.remove() };
}

function painted(value, read) {
  if (typeof value === "string") {
    const token = value.match(TOKEN);
    return token ? read(token[1]) : value;
  }
  if (Array.isArray(value)) return value.map((one) => painted(one, read));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, painted(one, read)]));
  }
  return value;
}

function axis(own = {}, extra = {}) {
  return {
    gridcolor: "var(--grid)", zerolinecolor: "var(--mark)", linecolor: "var(--mark)", nticks: 6,
    automargin: true, fixedrange: true, ...extra, ...own,
    tickfont: { size: 11, color: "var(--muted)", ...own.tickfont },
  };
}

function withLook(layout = {}, height) {
  const look = {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: "x unified", showlegend: false,
    height: height || undefined, autosize: true, margin: { l: 8, r: 16, t: 16, b: 24 },
    ...layout,
    font: { family: "system-ui, sans-serif", size: 11, color: "var(--muted)", ...layout.font },
    hoverlabel: { bgcolor: "var(--surface)", bordercolor: "var(--line-strong)", font: { color: "var(--text)" }, ...layout.hoverlabel },
  };
  look.title = undefined; // the page's own heading is the title
  const named = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  for (const key of new Set(["xaxis", "yaxis", ...named])) {
    look[key] = axis(layout[key], key.startsWith("x") ? { showgrid: false } : { showline: false });
  }
  return look;
}

async function jsonOf(figure) {
  const inside = figure.querySelector('script[type="application/json"]');
  if (inside) return JSON.parse(inside.textContent);
  const answer = await fetch(figure.dataset.figure, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`figure: ${answer.status}`);
  return answer.json();
}

async function draw(figure) {
  const plot = figure.querySelector(".plot");
  if (!plot) return;
  try {
    figure.json ??= await jsonOf(figure);
    const plotly = await loadPlotly();
    const tokens = tokenReader();
    const { data, layout } = painted(
      { data: figure.json.data, layout: withLook(figure.json.layout, plot.clientHeight) }, tokens.read,
    );
    tokens.done();
    await plotly.react(plot, data, layout, { ...CONFIG, locale: document.documentElement.lang });
    figure.dataset.drawn = "yes";
    drawn.add(figure);
  } catch (problem) {
    // Without the drawing the table says the same: open it.
    figure.querySelector("details")?.setAttribute("open", "");
    plot.hidden = true;
    console.warn(problem);
  }
}

function savePicture(button) {
  const figure = button.closest("figure");
  const plot = figure?.querySelector(".plot");
  if (plot && window.Plotly) Plotly.downloadImage(plot, { format: "png", scale: 2, filename: figure.id || "figure" });
}

export function drawFigures(root) {
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      watcher.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "400px" });
  root.querySelectorAll("figure[data-figure]").forEach((figure) => watcher.observe(figure));
  if (root === document) {
    document.addEventListener("theme:changed", () => drawn.forEach((figure) => figure.isConnected && draw(figure)));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach(draw));
    addEventListener("beforeprint", () => root.querySelectorAll("figure[data-figure]:not([data-drawn])").forEach(draw));
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-png]");
      if (button) savePicture(button);
    });
  }
}
