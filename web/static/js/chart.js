// A series of figures as columns: the same thing in one unit over three periods or more.

import { h } from "./dom.js";
import { withUnit } from "./format.js";

const WIDTH = 560;
const HEIGHT = 180;
const FOOT = 28;
const HEAD = 22;

/** A drawing of the figures that are a series, with their values for those who cannot see it. */
export function chart(figures) {
  const series = aSeries(figures);
  if (!series) return null;
  const values = series.map((figure) => Number(figure.value));
  const top = Math.max(...values, 0);
  const bottom = Math.min(...values, 0);
  const at = (value) => HEAD + ((top - value) / (top - bottom || 1)) * (HEIGHT - FOOT - HEAD);
  const step = WIDTH / series.length;
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": said(series) });
  drawing.append(svg("line", { x1: 0, x2: WIDTH, y1: at(0), y2: at(0), class: "axis" }));
  series.forEach((figure, place) => {
    const value = values[place];
    const x = place * step + step * 0.2;
    const y = Math.min(at(value), at(0));
    const middle = place * step + step / 2;
    drawing.append(
      svg("rect", { x, y, width: step * 0.6, height: Math.max(1, Math.abs(at(value) - at(0))), rx: 3 }),
      words(figure.text, middle, y - 6, "value"),
      words(shortPeriod(figure.period), middle, HEIGHT - 8, "period"),
    );
  });
  return h("figure", { class: "chart" }, drawing);
}

/** The read figures of one label and unit, by period; null unless there are three of them. */
function aSeries(figures) {
  const read = figures.filter((figure) => !figure.expression && figure.period && figure.value !== null);
  const [first] = read;
  const same = read.filter((figure) => figure.unit === first.unit && figure.cell?.label === first.cell?.label);
  const periods = new Set(same.map((figure) => figure.period));
  if (same.length < 3 || same.length !== read.length || periods.size !== same.length) return null;
  return [...same].sort((one, other) => (lastDay(one.period) < lastDay(other.period) ? -1 : 1));
}

const lastDay = (period) => period.split(" to ").at(-1);
const shortPeriod = (period) => lastDay(period).slice(0, period.includes(" to ") ? 4 : 10);
const said = (series) => series.map((figure) => `${figure.period}: ${withUnit(figure.value, figure.unit)}`).join("; ");

function words(text, x, y, kind) {
  const made = svg("text", { x, y, "text-anchor": "middle", class: kind });
  made.textContent = text;
  return made;
}

function svg(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
