// Pictures of numbers on a board: axes, lines, areas, bars, points, rules and intervals, in the theme's
// colours. Each has a sentence for who can't see it, and its numbers as a table.
//
//   const picture = plot();
//   body.append(picture.node);
//   picture.show({
//     alt: "Cycle time by week. It falls from 26 days to 12.",
//     height: 280,                                   // optional
//     x: { label: "Week", domain: [0, 20] },         // domain: optional, else from the marks
//     y: { label: "Days", format: (v) => `${v} d`, ticks: [0, 10, 20] },
//     marks: [
//       { kind: "line", points: [[0, 26], [20, 12]], series: 1, text: "Cycle time" },   // dash: false, strong or thin
//       { kind: "area", points: [[0, 6], [20, 6]], base: [[0, 0], [20, 0]], series: 2, text: "In progress" },
//       { kind: "bars", bars: [{ from: 0, to: 1, high: 3, low: 0, text: "3 items" }], series: 1 },
//       { kind: "points", points: [{ x: 3, y: 4, text: "BoltFix", strong: true }], series: 3, shape: "diamond" },
//       { kind: "interval", points: [{ low: 1, middle: 2, high: 3, y: 1 }] },   // or x: upright
//       { kind: "rule", x: 12, text: "today" },      // or y:
//     ],
//     table: { columns: ["Week", "Days"], rows: [[0, 26], [20, 12]] },
//   });
//
// A tick is a number, or { at, text } where the axis has names. Series 1 to 6 have a colour, a dash and a
// shape each, so that no difference is one of colour alone.

const DASHES = ["", "7 4", "2 3", "10 3 2 3", "4 2", "1 4"];
const SHAPES = ["circle", "diamond", "square", "triangle", "cross", "ring"];

const plain = (value) =>
  value.toLocaleString("en-GB", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 });

// Round numbers that cover a range, about `count` of them.
function roundTicks([low, high], count) {
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => span / s <= count);
  const first = Math.ceil(low / step - 1e-9);
  const ticks = [];
  for (let n = first; n * step <= high + step * 1e-9; n++) ticks.push(+(n * step).toPrecision(12));
  return ticks;
}

// Every place that a mark needs, as pairs of x and y; what is not known is left out.
function placesOf(mark) {
  switch (mark.kind) {
    case "line":
      return mark.points;
    case "area":
      return [...mark.points, ...(mark.base || mark.points.map(([x]) => [x, 0]))];
    case "bars":
      return mark.bars.flatMap(({ from, to, high, low = 0 }) => [[from, low], [to, high]]);
    case "points":
      return mark.points.map(({ x, y }) => [x, y]);
    case "interval":
      return mark.points.flatMap(({ x, y, low, high }) =>
        x === undefined ? [[low, y], [high, y]] : [[x, low], [x, high]],
      );
    default:
      return [[mark.x, mark.y]];
  }
}

function domainOf(axis, marks, index) {
  if (axis.domain) return axis.domain;
  const values = marks.flatMap(placesOf).map((place) => place[index]).filter(Number.isFinite);
  let low = Math.min(...values, ...(axis.from0 ? [0] : []));
  let high = Math.max(...values, ...(axis.from0 ? [0] : []));
  if (!values.length) [low, high] = [0, 1];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const room = (high - low) * 0.06;
  return [axis.from0 && low === 0 ? 0 : low - room, axis.from0 && high === 0 ? 0 : high + room];
}

function shapeOf(shape, x, y, r) {
  const paths = {
    diamond: `M${x},${y - r * 1.3}L${x + r * 1.3},${y}L${x},${y + r * 1.3}L${x - r * 1.3},${y}Z`,
    square: `M${x - r},${y - r}H${x + r}V${y + r}H${x - r}Z`,
    triangle: `M${x},${y - r * 1.2}L${x + r * 1.15},${y + r}L${x - r * 1.15},${y + r}Z`,
    cross: `M${x - r},${y - r}L${x + r},${y + r}M${x + r},${y - r}L${x - r},${y + r}`,
  };
  if (paths[shape]) return drawn("path", { d: paths[shape] });
  return drawn("circle", { cx: x, cy: y, r });
}

function plot() {
  const stage = make("div", { class: "pmb-plot" });
  const legend = make("div", { class: "pmb-legend", "aria-hidden": "true" });
  const twin = make("details", { class: "pmb-twin" });
  const node = make("figure", { class: "pmb-figure-box" }, legend, stage, twin);
  let spec = null;
  let width = 0;

  const draw = () => {
    if (!spec || !width) return;
    const { marks, x = {}, y = {} } = spec;
    const height = spec.height || 280;
    const [xd, yd] = [domainOf(x, marks, 0), domainOf(y, marks, 1)];
    const ticksOf = (axis, domain, count) =>
      (axis.ticks || roundTicks(domain, count)).map((tick) =>
        typeof tick === "number" ? { at: tick, text: (axis.format || plain)(tick) } : tick,
      );
    const xt = ticksOf(x, xd, Math.max(2, Math.floor(width / 90)));
    const yt = ticksOf(y, yd, Math.max(2, Math.floor(height / 48)));
    const left = Math.min(width * 0.34, 14 + Math.max(...yt.map(({ text }) => text.length), 1) * 6.6);
    const frame = { left, right: width - 14, top: y.label ? 24 : 10, bottom: height - (x.label ? 42 : 24) };
    const sx = (v) => frame.left + ((v - xd[0]) / (xd[1] - xd[0])) * (frame.right - frame.left);
    const sy = (v) => frame.bottom - ((v - yd[0]) / (yd[1] - yd[0])) * (frame.bottom - frame.top);
    const path = (points) => points.map(([a, b], n) => `${n ? "L" : "M"}${sx(a)},${sy(b)}`).join("");

    const svg = drawn("svg", { width, height, role: "img", "aria-label": spec.alt });
    const words = (text, at, more = {}) => {
      const found = drawn("text", { ...at, ...more });
      found.textContent = text;
      return found;
    };
    for (const { at, text } of yt) {
      svg.append(
        drawn("line", { class: "pmb-grid", x1: frame.left, x2: frame.right, y1: sy(at), y2: sy(at) }),
        words(text, { x: frame.left - 6, y: sy(at) + 4 }, { class: "pmb-tick", "text-anchor": "end" }),
      );
    }
    let taken = -Infinity;
    for (const { at, text } of xt) {
      const half = text.length * 3.2;
      if (sx(at) - half < taken) continue;
      taken = sx(at) + half + 8;
      svg.append(words(text, { x: sx(at), y: frame.bottom + 17 }, { class: "pmb-tick", "text-anchor": "middle" }));
    }
    svg.append(
      drawn("line", { class: "pmb-axis", x1: frame.left, x2: frame.right, y1: frame.bottom, y2: frame.bottom }),
    );
    if (x.label) svg.append(words(x.label, { x: frame.right, y: height - 6 }, { class: "pmb-axis-name", "text-anchor": "end" }));
    if (y.label) svg.append(words(y.label, { x: 2, y: 12 }, { class: "pmb-axis-name" }));

    const boxes = [];
    const free = (box) => boxes.every((b) => box.x > b.x + b.w || b.x > box.x + box.w || box.y > b.y + b.h || b.y > box.y + box.h);
    const labels = [];
    const inside = (x, w) => Math.max(0, Math.min(x, width - w));
    // A name stands beside a line and not on it, where the line says so.
    const avoid = (points) => {
      for (let n = 1; n < points.length; n += 1) {
        const [a, b] = [points[n - 1], points[n]].map(([x, y]) => [sx(x), sy(y)]);
        const steps = Math.max(1, Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1]) / 8));
        for (let step = 0; step <= steps; step += 1) {
          boxes.push({ x: a[0] + ((b[0] - a[0]) * step) / steps - 2, y: a[1] + ((b[1] - a[1]) * step) / steps - 2, w: 4, h: 4 });
        }
      }
    };
    const place = (text, px, py, r, strong) => {
      const w = text.length * 6.6 + 2;
      const spots = [
        { x: px + r + 4, y: py - 8, anchor: "start" },
        { x: px - r - 4 - w, y: py - 8, anchor: "start" },
        { x: inside(px - w / 2, w), y: py - r - 18, anchor: "start" },
        { x: inside(px - w / 2, w), y: py + r + 2, anchor: "start" },
      ].filter(({ x: at }) => at >= 0 && at + w <= width);
      const spot = spots.find((s) => free({ ...s, w, h: 15 })) || spots[0];
      if (!spot) return;
      boxes.push({ ...spot, w, h: 15 });
      labels.push(words(text, { x: spot.x, y: spot.y + 12 }, { class: strong ? "pmb-strong" : "pmb-named" }));
    };
    for (const mark of marks) {
      const series = mark.series || 1;
      const group = drawn("g", { class: `pmb-series-${series}` });
      if (mark.kind === "line") {
        if (mark.avoid) avoid(mark.points);
        group.append(
          drawn("path", {
            class: "pmb-drawn",
            d: path(mark.points),
            "stroke-dasharray": mark.dash === false ? "" : DASHES[series - 1],
            "stroke-width": mark.strong ? 3.5 : mark.thin ? 1 : 2.2,
          }),
        );
      } else if (mark.kind === "area") {
        const base = mark.base || mark.points.map(([at]) => [at, 0]);
        const outline = path(mark.points) + path([...base].reverse()).replace("M", "L") + "Z";
        group.append(drawn("path", { class: "pmb-area", d: outline }), drawn("path", { class: "pmb-drawn", d: path(mark.points), "stroke-width": 1.5 }));
      } else if (mark.kind === "bars") {
        for (const bar of mark.bars) {
          const [a, b] = [sx(bar.from), sx(bar.to)].sort((m, n) => m - n);
          const [c, d] = [sy(bar.low || 0), sy(bar.high)].sort((m, n) => m - n);
          group.append(
            drawn("rect", {
              class: bar.strong ? "pmb-bar-strong" : "pmb-bar-mark",
              x: a + 0.5,
              y: c,
              width: Math.max(b - a - 1, 1),
              height: Math.max(d - c, 0.5),
            }),
          );
          if (bar.text) labels.push(words(bar.text, { x: (a + b) / 2, y: c - 4 }, { class: "pmb-named", "text-anchor": "middle" }));
        }
      } else if (mark.kind === "points") {
        for (const point of mark.points) {
          const r = point.strong ? 7 : mark.r || 5;
          const dot = shapeOf(point.shape || mark.shape || SHAPES[series - 1], sx(point.x), sy(point.y), r);
          dot.setAttribute("class", point.strong ? "pmb-dot pmb-dot-strong" : "pmb-dot");
          group.append(dot);
          boxes.push({ x: sx(point.x) - r, y: sy(point.y) - r, w: 2 * r, h: 2 * r });
        }
        for (const point of mark.points) if (point.text) place(point.text, sx(point.x), sy(point.y), 6, point.strong);
      } else if (mark.kind === "interval") {
        for (const point of mark.points) {
          const upright = point.x !== undefined;
          const [a, b] = upright
            ? [[sx(point.x), sy(point.low)], [sx(point.x), sy(point.high)]]
            : [[sx(point.low), sy(point.y)], [sx(point.high), sy(point.y)]];
          const cap = upright ? [5, 0] : [0, 5];
          const at = (p, sign) => `${p[0] + sign * cap[0]},${p[1] + sign * cap[1]}`;
          group.append(
            drawn("path", {
              class: "pmb-drawn",
              "stroke-width": 2.2,
              d: `M${a}L${b}M${at(a, -1)}L${at(a, 1)}M${at(b, -1)}L${at(b, 1)}`,
            }),
          );
          if (point.middle !== undefined) {
            const dot = upright ? [sx(point.x), sy(point.middle)] : [sx(point.middle), sy(point.y)];
            group.append(drawn("circle", { class: "pmb-dot", cx: dot[0], cy: dot[1], r: 4.5 }));
          }
          if (point.text && !upright) boxes.push({ x: a[0], y: a[1] - 6, w: b[0] - a[0], h: 12 });
          if (point.text) place(point.text, b[0], b[1], 5, point.strong);
        }
      } else {
        const upright = mark.x !== undefined;
        group.append(
          drawn("line", {
            class: "pmb-rule",
            x1: upright ? sx(mark.x) : frame.left,
            x2: upright ? sx(mark.x) : frame.right,
            y1: upright ? frame.top : sy(mark.y),
            y2: upright ? frame.bottom : sy(mark.y),
          }),
        );
        if (mark.text) {
          if (upright) place(mark.text, sx(mark.x), frame.top + 8, 1, true);
          else place(mark.text, frame.right - mark.text.length * 6.6 - 8, sy(mark.y) - 10, 1, true);
        }
      }
      svg.append(group);
    }
    svg.append(...labels);
    stage.replaceChildren(svg);
  };

  const observer = new ResizeObserver(() => {
    const now = Math.floor(stage.clientWidth);
    if (now && now !== width) {
      width = now;
      draw();
    }
  });
  observer.observe(stage);

  return {
    node,
    show(next) {
      spec = next;
      const named = spec.marks.filter(({ kind, text }) => text && kind !== "rule");
      legend.replaceChildren(
        ...named.map((mark) => {
          const series = mark.series || 1;
          const key = drawn("svg", { width: 26, height: 12, class: `pmb-series-${series}` });
          if (mark.kind === "line") {
            const dash = mark.dash === false ? "" : DASHES[series - 1];
            key.append(drawn("path", { class: "pmb-drawn", d: "M1,6H25", "stroke-dasharray": dash, "stroke-width": 2.2 }));
          } else if (mark.kind === "interval") {
            key.append(
              drawn("path", { class: "pmb-drawn", d: "M2,6H24M2,2V10M24,2V10", "stroke-width": 2.2 }),
              drawn("circle", { class: "pmb-dot", cx: 13, cy: 6, r: 4 }),
            );
          } else if (mark.kind === "points") {
            const dot = shapeOf(mark.shape || SHAPES[series - 1], 13, 6, 4.5);
            dot.setAttribute("class", "pmb-dot");
            key.append(dot);
          } else key.append(drawn("rect", { class: mark.kind === "area" ? "pmb-area" : "pmb-bar-mark", x: 3, y: 1, width: 20, height: 10 }));
          return make("span", {}, key, mark.text);
        }),
      );
      legend.hidden = !named.length;
      const { columns, rows } = spec.table || { columns: [], rows: [] };
      twin.hidden = !rows.length;
      if (rows.length) {
        twin.replaceChildren(
          make("summary", {}, "The numbers as a table"),
          make(
            "div",
            { class: "pmb-wide", tabindex: "0", role: "region", "aria-label": "The numbers as a table" },
            make(
              "table",
              { class: "pmb-numbers" },
              make("thead", {}, make("tr", {}, ...columns.map((c) => make("th", { scope: "col" }, c)))),
              make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((c) => make("td", {}, typeof c === "number" ? plain(c) : String(c)))))),
            ),
          ),
        );
      }
      draw();
    },
    stop: () => observer.disconnect(),
  };
}

