function render({ model, el }) {
  const settings = model.get("settings");
  const { items, quarters } = settings;
  const notes = settings.notes || [];
  const { body, status, progress } = board(el, settings, { help: settings.help });
  const saved = copy(model.get("answer")) || {};
  const plan = Object.fromEntries(quarters.map(({ id }) => [id, [...((saved.plan || {})[id] || [])]]));
  const values = Object.fromEntries(notes.map(({ id }) => [id, saved[id]]));
  let by = saved.by;
  const known = Object.fromEntries(items.map((item) => [item.id, item]));
  const months = (value) => value.toLocaleString("en-GB", { maximumFractionDigits: 1 });
  const spoken = make("div", { class: "pmb-hidden", "aria-live": "polite" });
  const answer = () => ({ plan, by, ...values });
  const view = () => by || "middle";
  const placeOf = (id) => quarters.findIndex((quarter) => plan[quarter.id].includes(id));
  const keep = keeper(model, status, () => {
    const planned = quarters.reduce((sum, { id }) => sum + plan[id].length, 0);
    const trouble = quarters.filter((_, n) => over(n) > 0).length + items.flatMap(warnings).length;
    return `${planned} of ${items.length} ideas planned.` + (trouble ? ` ${trouble} to look at.` : "");
  });
  const send = () => {
    keep.send(answer());
    draw();
  };
  const later = debounced(() => keep.send(answer()));

  // What must be done by the end of a quarter, against what the team can do by then.
  const sum = (list) => list.reduce((total, value) => total + value, 0);
  const room = (n) => sum(quarters.slice(0, n + 1).map((q) => q.room));
  const load = (n, which = view()) => sum(quarters.slice(0, n + 1).flatMap((q) => plan[q.id].map((id) => known[id][which])));
  const over = (n) => load(n) - room(n);
  const warnings = (item) => {
    const at = placeOf(item.id);
    if (at < 0) return item.due ? [`Due in ${item.due}, and not planned.`] : [];
    const found = [];
    if (item.after) {
      const first = placeOf(item.after);
      const same = first === at && plan[quarters[at].id].indexOf(item.after) < plan[quarters[at].id].indexOf(item.id);
      if (first < 0) found.push(`Needs ${item.after} first, and that is not planned.`);
      else if (first > at || (first === at && !same)) found.push(`Needs ${item.after} first, and that comes later.`);
    }
    if (item.due && quarters.findIndex(({ id }) => id === item.due) < at) found.push(`Due in ${item.due}, and planned later.`);
    return found;
  };

  const name = unique();
  const estimates = make(
    "div",
    { class: "pmb-field" },
    make("div", { class: "pmb-lead", id: name }, "Which estimates do you plan by?"),
    choices(
      [
        { id: "middle", text: "Middle: as likely too short as too long" },
        { id: "careful", text: "Careful: enough in 85 of 100 cases" },
      ],
      {
        labelledBy: name,
        chosen: by,
        list: false,
        changed: (id) => {
          by = id;
          send();
        },
      },
    ),
  );
  const picture = plot();
  const columns = make("div", { class: "pmb-roadmap-quarters" });
  const pool = make("div");
  body.append(estimates, picture.node, columns, pool, spoken);

  const put = (id, to, at) => {
    for (const quarter of quarters) plan[quarter.id] = plan[quarter.id].filter((other) => other !== id);
    if (to) plan[to].splice(at ?? plan[to].length, 0, id);
  };
  // Dragging a card by its dots: the place below the pointer shows itself, and takes the card.
  const places = [];
  const carried = (grip, node, id) => {
    let over = null;
    let held = false;
    const look = (place) => {
      if (over) over.node.classList.remove("pmb-roadmap-over");
      over = place || null;
      if (over) over.node.classList.add("pmb-roadmap-over");
    };
    const end = (event) => {
      if (!held) return;
      held = false;
      node.classList.remove("pmb-lifted");
      const to = event.type === "pointerup" ? over : null;
      look(null);
      if (!to) return;
      put(id, to.quarter);
      send();
      spoken.textContent = `${id} ${to.quarter ? `in ${to.quarter}` : "not now"}.`;
    };
    grip.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      held = true;
      grip.setPointerCapture(event.pointerId);
      node.classList.add("pmb-lifted");
    });
    grip.addEventListener("pointermove", (event) => {
      if (!held) return;
      event.preventDefault();
      look(
        places.find(({ node: place }) => {
          const box = place.getBoundingClientRect();
          return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
        }),
      );
    });
    grip.addEventListener("pointerup", end);
    grip.addEventListener("pointercancel", end);
    // Else JupyterLab would begin to drag the whole cell.
    grip.addEventListener("mousedown", (event) => event.stopPropagation());
  };

  const cards = new Map();
  const card = (item) => {
    const title = unique();
    const where = make(
      "select",
      { "aria-label": `${item.id}, ${item.text}: finished by the end of` },
      make("option", { value: "" }, "not now"),
      ...quarters.map(({ id }) => make("option", { value: id }, id)),
    );
    where.addEventListener("change", () => {
      put(item.id, where.value);
      send();
      cards.get(item.id).where.focus();
      spoken.textContent = [`${item.id} ${where.value ? `in ${where.value}` : "not now"}.`, ...warnings(item)].join(" ");
    });
    const step = (by_, sign, words) => {
      const button = make("button", { type: "button", "aria-label": `${words}: ${item.id}`, title: words }, sign);
      button.addEventListener("click", () => {
        const quarter = quarters[placeOf(item.id)];
        const at = plan[quarter.id].indexOf(item.id) + by_;
        if (at < 0 || at >= plan[quarter.id].length) return;
        put(item.id, quarter.id, at);
        send();
        button.focus();
        spoken.textContent = `${item.id} is number ${at + 1} in ${quarter.id}.`;
      });
      return button;
    };
    const up = step(-1, "↑", "Earlier in the quarter");
    const down = step(1, "↓", "Later in the quarter");
    const size = make("span", { class: "pmb-quiet" });
    const facts = [item.after ? `needs ${item.after}` : "", item.due ? `due ${item.due}` : "", item.evidence ? `evidence ${item.evidence.replaceAll(";", ",")}` : "no evidence"];
    const signs = make("ul", { class: "pmb-roadmap-signs" });
    const grip = make("span", { class: "pmb-grip", "aria-hidden": "true", title: "Drag to a quarter" }, "⋮⋮");
    const node = make(
      "li",
      { class: "pmb-roadmap-card", "aria-labelledby": title },
      make("div", { class: "pmb-roadmap-top" }, grip, make("div", { id: title, class: "pmb-lead" }, `${item.id} ${item.text}`)),
      make("div", { class: "pmb-roadmap-facts" }, size, ...facts.filter(Boolean).map((text) => make("span", { class: "pmb-tag" }, text))),
      make("div", { class: "pmb-quiet" }, item.note),
      signs,
      make("div", { class: "pmb-actions" }, where, up, down),
    );
    carried(grip, node, item.id);
    return { node, where, up, down, size, signs };
  };
  for (const item of items) cards.set(item.id, card(item));

  const homes = quarters.map((quarter) => {
    const title = unique();
    const fill = make("div");
    const said = make("p", { class: "pmb-quiet" });
    const list = make("ol", { class: "pmb-roadmap-list" });
    const node = make(
      "section",
      { class: "pmb-slot", "aria-labelledby": title },
      make("h4", { id: title }, quarter.id),
      make("p", { class: "pmb-quiet" }, `${months(quarter.room)} person-months. ${quarter.note}`),
      make("div", { class: "pmb-bar pmb-roadmap-bar", "aria-hidden": "true" }, fill),
      said,
      list,
    );
    places.push({ node, quarter: quarter.id });
    columns.append(node);
    return { fill, said, list };
  });
  const rest = make("ol", { class: "pmb-roadmap-list pmb-roadmap-pool" });
  const restTitle = make("p", { class: "pmb-heading" });
  pool.append(restTitle, rest);
  places.push({ node: pool, quarter: "" });

  const parts = notes.map((spec) => {
    const part = field(spec, {
      value: values[spec.id],
      typed(value) {
        values[spec.id] = value;
        later.soon();
      },
      left: later.now,
    });
    body.append(part.node);
    part.show();
    return part;
  });

  // Moving a card in the page takes the focus from it, so cards move only when they have to.
  const settle = (list, nodes) => {
    if (nodes.length === list.children.length && nodes.every((node, n) => node === list.children[n])) return;
    const before = el.contains(document.activeElement) ? document.activeElement : null;
    list.replaceChildren(...nodes);
    if (before && document.activeElement !== before) before.focus();
  };

  function draw() {
    quarters.forEach((quarter, n) => {
      const { fill, said, list } = homes[n];
      const gap = over(n);
      fill.style.width = `${Math.min(100, (100 * load(n)) / room(n))}%`;
      said.textContent = gap > 0 ? `▲ By its end ${months(load(n))} are needed, and there are ${months(room(n))}: ${months(gap)} too many.` : `By its end ${months(load(n))} of ${months(room(n))} are used.`;
      said.classList.toggle("pmb-warning", gap > 0);
      settle(list, plan[quarter.id].map((id) => cards.get(id).node));
    });
    const left = items.filter(({ id }) => placeOf(id) < 0);
    restTitle.textContent = left.length ? `Not now (${left.length})` : "Nothing is left out. Whom will that disappoint?";
    settle(rest, left.map(({ id }) => cards.get(id).node));
    for (const item of items) {
      const { where, up, down, size, signs } = cards.get(item.id);
      const at = placeOf(item.id);
      const list = at < 0 ? [] : plan[quarters[at].id];
      where.value = at < 0 ? "" : quarters[at].id;
      up.hidden = down.hidden = list.length < 2;
      up.setAttribute("aria-disabled", `${list[0] === item.id}`);
      down.setAttribute("aria-disabled", `${list[list.length - 1] === item.id}`);
      size.textContent = by === "careful" ? `${months(item.careful)} person-months (middle ${months(item.middle)})` : `${months(item.middle)} person-months (careful ${months(item.careful)})`;
      const said = warnings(item);
      signs.hidden = !said.length;
      signs.replaceChildren(...said.map((text) => make("li", {}, `▲ ${text}`)));
    }
    const ends = quarters.map((_, n) => n + 1);
    const line = (values_) => [[0, 0], ...values_.map((value, n) => [n + 1, value])];
    const rooms = ends.map((_, n) => room(n));
    const middles = ends.map((_, n) => load(n, "middle"));
    const carefuls = ends.map((_, n) => load(n, "careful"));
    picture.show({
      alt: "Person-months by the end of each quarter: what the team can do, and what your plan needs by both estimates. " + quarters.map((q, n) => `${q.id}: room ${months(rooms[n])}, middle ${months(middles[n])}, careful ${months(carefuls[n])}`).join("; ") + ".",
      height: 220,
      x: { domain: [0, quarters.length + 0.3], ticks: quarters.map((q, n) => ({ at: n + 1, text: `end of ${q.id}` })) },
      y: { label: "Person-months, added up", from0: true },
      marks: [
        { kind: "area", series: 3, points: line(rooms), text: "what the team can do" },
        { kind: "line", series: 1, points: line(middles), text: "your plan, middle estimates" },
        { kind: "line", series: 2, points: line(carefuls), text: "your plan, careful estimates" },
        { kind: "points", series: 2, points: ends.map((end, n) => ({ x: end, y: carefuls[n] })) },
      ],
      table: { columns: ["By the end of", "Room", "Middle", "Careful"], rows: quarters.map((q, n) => [q.id, months(rooms[n]), months(middles[n]), months(carefuls[n])]) },
    });
    const steps = [by !== undefined, quarters.some(({ id }) => plan[id].length), ...notes.map(({ id }) => `${values[id] ?? ""}`.trim() !== "")];
    progress(steps.filter(Boolean).length, steps.length);
    keep.show();
  }
  draw();
  const leaving = () => later.now();
  window.addEventListener("pagehide", leaving);
  const show = () => keep.show();
  model.on("change:saved", show);
  return () => {
    later.now();
    picture.stop();
    keep.stop();
    model.off("change:saved", show);
    window.removeEventListener("pagehide", leaving);
  };
}
export default { render };
