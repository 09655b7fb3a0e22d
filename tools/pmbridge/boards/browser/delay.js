function render({ model, el }) {
  const settings = model.get("settings");
  const rows = new Map(settings.rows.map((row) => [row.id, row]));
  const first = settings.rows.map(({ id }) => id);
  const { body, foot, status, progress } = board(el, settings, {
    help: "Move an item by its dots or arrows. The area is what all the waiting costs: make it small.",
  });
  const saved = model.get("answer") || {};
  const plans = settings.plans.map((plan) => ({ ...plan, order: saved[plan.id] && saved[plan.id].length === first.length ? [...saved[plan.id]] : [...first], touched: Boolean(saved[plan.id]), best: Infinity, bestOrder: null }));
  let plan = plans.find((p) => !p.touched) || plans[0];
  const cost = (order) => {
    let clock = 0;
    return order.reduce((sum, id) => sum + rows.get(id).cost * (clock += rows.get(id).size), 0);
  };
  const broken = (p) => (p.needs ? p.order.filter((id) => rows.get(id).needs && p.order.indexOf(rows.get(id).needs) > p.order.indexOf(id)) : []);
  const note = (p) => {
    if (broken(p).length) return;
    const value = cost(p.order);
    if (value < p.best) {
      p.best = value;
      p.bestOrder = [...p.order];
    }
  };
  plans.forEach(note);
  const keep = keeper(model, status, () => plans.map((p) => `${p.text}: ${p.touched ? cost(p.order) : "not begun"}.`).join(" "));
  const spoken = make("div", { class: "pmb-hidden", "aria-live": "polite" });
  const send = () => keep.send(Object.fromEntries(plans.filter((p) => p.touched).map((p) => [p.id, p.order])));

  const tabs = make("div", { class: "pmb-choice" });
  const name = unique();
  const redrawTabs = () => {
    tabs.replaceChildren(
      make("div", { class: "pmb-label", id: name }, "Which plan?"),
      choices(
        plans.map(({ id, text }) => ({ id, text })),
        {
          labelledBy: name,
          chosen: plan.id,
          changed(id) {
            plan = plans.find((p) => p.id === id);
            before = null;
            show();
          },
        },
      ),
    );
  };
  if (plans.length > 1) body.append(tabs);
  redrawTabs();

  let before = null;
  const total = make("div", { class: "pmb-total" });
  const said = make("p", { class: "pmb-quiet" });
  const stage = make("div", { class: "pmb-d-stage" });
  const broke = make("p", { class: "pmb-warning", hidden: true });
  body.append(make("div", { class: "pmb-sure" }, total, said, broke, stage));

  const list = make("ol", { class: "pmb-items", role: "list" });
  const items = new Map();
  const label = (row) => `${row.id} ${row.text}`;
  const moved = (was) => {
    before = was;
    plan.touched = true;
    note(plan);
    show();
    send();
  };
  for (const row of settings.rows) {
    const number = make("span", { class: "pmb-place" });
    const grip = make("span", { class: "pmb-grip", "aria-hidden": "true" }, "⋮⋮");
    const move = (by, button) => {
      const at = plan.order.indexOf(row.id);
      const to = at + by;
      if (to < 0 || to >= plan.order.length) spoken.textContent = `Already ${by < 0 ? "first" : "last"}.`;
      else {
        const was = cost(plan.order);
        plan.order.splice(to, 0, ...plan.order.splice(at, 1));
        moved(was);
        spoken.textContent = `${label(row)}. Now place ${to + 1}. Cost ${cost(plan.order)}.`;
      }
      button.focus();
    };
    const moves = movers(label(row), move);
    const finish = make("span", { class: "pmb-quiet" });
    const node = make(
      "li",
      { class: "pmb-item pmb-queued" },
      make("div", { class: "pmb-hold" }, grip, number),
      make("div", { class: "pmb-what" }, make("div", {}, make("span", { class: "pmb-id" }, row.id), " ", row.text), make("div", { class: "pmb-about" }, row.needs ? make("span", { class: "pmb-tag" }, `needs ${row.needs} first`) : null, finish)),
      make("div", { class: "pmb-score" }, make("span", { class: "pmb-mini" }, "Waiting costs"), make("b", {}, `${row.cost}`), make("span", { class: "pmb-quiet" }, row.parts.join(" + "))),
      make("div", { class: "pmb-score" }, make("span", { class: "pmb-mini" }, "Size"), make("b", {}, `${row.size}`)),
      moves.node,
    );
    items.set(row.id, { node, number, moves, finish });
    let was = 0;
    grip.addEventListener("pointerdown", () => {
      was = cost(plan.order);
    });
    draggable(grip, {
      id: row.id,
      list,
      order: () => plan.order,
      node: (id) => items.get(id).node,
      passed: () => {
        before = was;
        picture();
      },
      dropped(changed) {
        if (!changed) return show();
        moved(was);
        spoken.textContent = `${label(row)}. Now place ${plan.order.indexOf(row.id) + 1}. Cost ${cost(plan.order)}.`;
      },
    });
  }

  // One bar an item: as high as its waiting costs, as long as it waits. Their sum is the area.
  const picture = () => {
    const width = Math.max(260, Math.min(820, stage.clientWidth || 600));
    const high = settings.rows.reduce((sum, row) => sum + row.cost, 0);
    const long = settings.rows.reduce((sum, row) => sum + row.size, 0);
    const height = 220;
    const sx = (v) => 4 + (v / long) * (width - 8);
    const sy = (v) => (v / high) * (height - 26);
    const value = cost(plan.order);
    const svg = drawn("svg", { width, height, role: "img" });
    const text = (words, x, y, more = {}) => {
      const node = drawn("text", { x, y, fill: "currentColor", "font-size": 12, ...more });
      node.textContent = words;
      return node;
    };
    let clock = 0;
    let top = 0;
    const waits = [];
    for (const id of plan.order) {
      const row = rows.get(id);
      const start = clock;
      clock += row.size;
      const h = sy(row.cost);
      svg.append(
        drawn("rect", { class: "pmb-d-wait", x: sx(0), y: top, width: sx(start) - sx(0), height: Math.max(h - 1, 1) }),
        drawn("rect", { class: "pmb-d-work", x: sx(start), y: top, width: sx(clock) - sx(start), height: Math.max(h - 1, 1) }),
      );
      if (h > 12) svg.append(text(id, sx(start) + 5, top + h / 2 + 4, { "font-weight": 600 }));
      waits.push(`${id} is finished at ${clock} and costs ${row.cost} for each unit of time until then`);
      items.get(id).finish.textContent = `finished at ${clock}, costs ${row.cost} × ${clock} = ${row.cost * clock}`;
      top += h;
    }
    for (let at = 0; at <= long; at += 5) svg.append(text(`${at}`, sx(at), height - 6, { "text-anchor": at ? "middle" : "start" }));
    svg.append(drawn("line", { class: "pmb-d-axis", x1: sx(0), x2: sx(long), y1: height - 22, y2: height - 22 }));
    svg.setAttribute("aria-label", `The area of all waiting is ${value}. ${waits.join("; ")}.`);
    stage.replaceChildren(svg, make("p", { class: "pmb-small" }, "Time runs to the right. Pale: an item waits. Strong: the team works on it. The higher a bar, the more its waiting costs."));
    total.textContent = `${value}`;
    const by = before === null ? 0 : value - before;
    const parts = ["cost of delay times time, added up over all items."];
    if (by) parts.push(by < 0 ? `▼ Your last move saved ${-by}.` : `▲ Your last move cost ${by} more.`);
    if (plan.best < Infinity && plan.best < value) parts.push(`Your best so far: ${plan.best} (${plan.bestOrder.join(", ")}).`);
    said.textContent = parts.join(" ");
    const wrong = broken(plan);
    broke.hidden = !wrong.length;
    broke.textContent = wrong.length ? `⚠ ${wrong[0]} needs ${rows.get(wrong[0]).needs} first, so nobody can work in this order.` : "";
  };
  const show = () => {
    plan.order.forEach((id, at) => {
      const { node, number, moves } = items.get(id);
      if (list.children[at] !== node) list.insertBefore(node, list.children[at] || null);
      number.textContent = `${at + 1}`;
      moves.at(at, plan.order.length);
    });
    picture();
    progress(plans.filter((p) => p.touched).length, plans.length);
    keep.show();
  };
  body.append(list, spoken);
  const back = make("button", { type: "button", class: "pmb-plain" }, "Back to the order by RICE");
  back.addEventListener("click", () => {
    const was = cost(plan.order);
    plan.order = [...first];
    moved(was);
    spoken.textContent = `In the order by RICE again. Cost ${cost(plan.order)}.`;
  });
  foot.append(back);
  show();
  const watch = new ResizeObserver(picture);
  watch.observe(body);
  return () => {
    watch.disconnect();
    keep.stop();
  };
}
export default { render };
