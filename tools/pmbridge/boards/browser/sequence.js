function render({ model, el }) {
  const settings = model.get("settings");
  const { steps, extras, owners } = settings;
  const known = new Map([...steps, ...extras].map((step) => [step.id, step]));
  const isExtra = (id) => extras.some((extra) => extra.id === id);
  const saved = model.get("answer") || {};
  let order = saved.order ? [...saved.order] : steps.map(({ id }) => id);
  const given = { ...saved.owners };
  const { body, foot, status, progress } = board(el, settings, {
    help: "Move steps with the arrows, or drag them by the dots.",
  });
  const spoken = make("div", { class: "pmb-hidden", "aria-live": "assertive" });
  const owned = () => order.filter((id) => given[id]).length;
  const keep = keeper(model, status, () => {
    const parts = [`${order.length} steps in the plan.`];
    if (owners) parts.push(`${owned()} of ${order.length} have an owner.`);
    return parts.join(" ");
  });
  const send = () => {
    const answer = { order };
    if (owners) answer.owners = Object.fromEntries(order.filter((id) => given[id]).map((id) => [id, given[id]]));
    keep.send(answer);
  };
  const list = make("ol", { class: "pmb-steps", role: "list" });
  const items = new Map();

  const place = () => order.forEach((id, index) => {
    const { item, number, moves } = items.get(id);
    number.textContent = `${index + 1}`;
    moves.at(index, order.length);
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] || null);
  });
  const where = (id) => `step ${order.indexOf(id) + 1} of ${order.length}`;
  const shift = (id, to) => {
    const from = order.indexOf(id);
    if (to < 0 || to >= order.length || to === from) return false;
    order.splice(from, 1);
    order.splice(to, 0, id);
    return true;
  };
  const move = (id, by, button) => {
    const moved = shift(id, order.indexOf(id) + by);
    if (moved) {
      show();
      send();
    }
    spoken.textContent = moved
      ? `${known.get(id).text} Now ${where(id)}.`
      : `Already ${by < 0 ? "first" : "last"}.`;
    button.focus();
    button.scrollIntoView({ block: "nearest" });
  };

  const drag = (id, grip) =>
    draggable(grip, {
      id,
      list,
      order: () => order,
      node: (other) => items.get(other).item,
      passed: () => order.forEach((other, at) => {
        items.get(other).number.textContent = `${at + 1}`;
      }),
      dropped(changed) {
        show();
        if (!changed) return;
        send();
        spoken.textContent = `${known.get(id).text} Now ${where(id)}.`;
      },
    });

  const build = (id) => {
    const step = known.get(id);
    const text = make("div", {}, step.note ? make("span", { class: "pmb-tag" }, step.note) : null, step.text);
    const number = make("span", { class: "pmb-number pmb-done" });
    const grip = make("span", { class: "pmb-grip", "aria-hidden": "true" }, "⋮⋮");
    const moves = movers(step.text, (by, button) => move(id, by, button));
    if (isExtra(id)) {
      const out = make("button", { type: "button", "aria-label": `Take out: ${step.text}` }, "Take out");
      out.addEventListener("click", () => takeOut(id));
      moves.node.append(out);
    }
    let select = null;
    if (owners) {
      select = make(
        "select",
        { "aria-label": `${owners.text}: ${step.text}` },
        make("option", { value: "" }, `${owners.text} …`),
        ...owners.options.map((o) => make("option", { value: o.id }, o.text)),
      );
      select.value = given[id] ?? "";
      select.addEventListener("change", () => {
        if (select.value) given[id] = select.value;
        else delete given[id];
        show();
        send();
      });
    }
    const item = make("li", { class: "pmb-step" + (isExtra(id) ? " pmb-extra" : "") }, grip, number, text, select, moves.node);
    items.set(id, { item, number, moves, select });
    drag(id, grip);
    return item;
  };

  const pool = make("ul", { class: "pmb-steps pmb-pool", role: "list" });
  const offers = new Map();
  for (const extra of extras) {
    const add = make("button", { type: "button", "aria-label": `Add to the plan: ${extra.text}` }, "Add to the plan");
    const item = make("li", { class: "pmb-step pmb-extra" }, make("div", {}, extra.text), make("div", { class: "pmb-moves" }, add));
    add.addEventListener("click", () => {
      order.push(extra.id);
      list.append(build(extra.id));
      show();
      send();
      spoken.textContent = `Added as ${where(extra.id)}.`;
      items.get(extra.id).moves.up.focus();
      items.get(extra.id).item.scrollIntoView({ block: "nearest" });
    });
    offers.set(extra.id, { item, add });
    pool.append(item);
  }
  const takeOut = (id) => {
    order = order.filter((other) => other !== id);
    items.get(id).item.remove();
    items.delete(id);
    delete given[id];
    show();
    send();
    spoken.textContent = "Taken out of the plan.";
    offers.get(id).add.focus();
  };

  // Who does what when: one lane for each owner, one column for each step.
  const lanes = make("div", { class: "pmb-lanes", role: "img" });
  const picture = () => {
    if (!owners) return;
    const all = [...owners.options, { id: undefined, text: "Nobody yet" }];
    const nobody = order.some((id) => !given[id]);
    const rows = nobody ? all : all.slice(0, -1);
    const stage = make("div", { class: "pmb-stage" });
    lanes.replaceChildren(...rows.map(({ text }) => make("div", { class: "pmb-lane", title: text }, text)), stage);
    stage.style.gridRow = `1 / span ${rows.length}`;
    const wide = Math.min(52, (stage.clientWidth || 600) / order.length);
    const row = (id) => rows.findIndex((lane) => lane.id === given[id]);
    const spots = order.map((id, index) => [wide * (index + 0.5), 34 * (row(id) + 0.5)]);
    const height = 34 * rows.length;
    const svg = drawn("svg", { width: wide * order.length, height, "aria-hidden": "true" });
    rows.forEach((_, index) => svg.append(drawn("line", { x1: 0, x2: wide * order.length, y1: 34 * index + 0.5, y2: 34 * index + 0.5, stroke: "currentColor", "stroke-opacity": 0.16 })));
    svg.append(drawn("polyline", { points: spots.map((s) => s.join()).join(" "), fill: "none", stroke: "currentColor", "stroke-opacity": 0.45, "stroke-width": 1.5 }));
    const radius = Math.min(12, wide / 2 - 1);
    spots.forEach(([x, y], index) => {
      const owned = given[order[index]];
      const spot = drawn("circle", { cx: x, cy: y, r: radius, "stroke-width": 1.5 });
      spot.style.fill = "var(--jp-layout-color1, Canvas)";
      spot.style.stroke = owned ? "var(--pmb-accent)" : "currentColor";
      if (!owned) spot.setAttribute("stroke-dasharray", "3 2");
      const number = drawn("text", { x, y: y + 3.5, "text-anchor": "middle", fill: "currentColor", "font-size": radius > 9 ? 11 : 9 });
      number.textContent = `${index + 1}`;
      svg.append(spot, number);
    });
    stage.append(svg);
    const said = rows.map(({ id, text }) => {
      const mine = order.flatMap((step, index) => (given[step] === id ? [index + 1] : []));
      return `${text}: ${mine.length ? `step ${mine.join(", ")}` : "no step"}.`;
    });
    lanes.setAttribute("aria-label", `Who takes which step, in order. ${said.join(" ")}`);
  };

  const heading = make("p", { class: "pmb-heading" }, "Is one of these missing from the plan?");
  const show = () => {
    place();
    for (const extra of extras) offers.get(extra.id).item.hidden = order.includes(extra.id);
    const left = extras.some((extra) => !order.includes(extra.id));
    heading.hidden = pool.hidden = !left;
    picture();
    if (owners) progress(owned(), order.length);
  };
  order.forEach((id) => list.append(build(id)));
  body.append(list, heading, pool);
  if (owners) body.append(make("p", { class: "pmb-heading" }, "Who does what when"), lanes);
  body.append(spoken);
  const back = make("button", { type: "button", class: "pmb-plain" }, "Back to the first order");
  back.addEventListener("click", () => {
    const added = order.filter((id) => isExtra(id));
    order = [...steps.map(({ id }) => id), ...added];
    show();
    send();
    spoken.textContent = "The steps stand as they did at first. Added steps are at the end.";
  });
  foot.append(back);
  show();
  keep.show();
  const watch = new ResizeObserver(picture);
  if (owners) watch.observe(body);
  return () => {
    watch.disconnect();
    keep.stop();
  };
}
export default { render };
