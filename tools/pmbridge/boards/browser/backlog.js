const QUARTER = (quarter) => {
  const [year, part] = quarter.split("-Q");
  return ["January to March", "April to June", "July to September", "October to December"][part - 1] + " " + year;
};
const months = (value) => `${+value.toFixed(1)} person-month${value === 1 ? "" : "s"}`;
const percent = (value) => `${Math.round(100 * value)} %`;
const ofHundred = (share) => {
  const whole = Math.round(100 * share);
  if (share > 0 && whole === 0) return "fewer than 1 of 100";
  return share < 1 && whole === 100 ? "more than 99 of 100" : `${whole} of 100`;
};
const label = (row) => `${row.id} ${row.text}`;

function details(row) {
  const parts = [make("p", {}, `“${row.note}”`)];
  if (row.evidence.length) {
    parts.push(
      make(
        "ul",
        {},
        ...row.evidence.map((e) => make("li", {}, make("b", {}, e.id), ` ${e.text} `, make("span", { class: "pmb-quiet" }, `(${e.from})`))),
      ),
    );
  } else parts.push(make("p", {}, make("b", {}, "No evidence is named.")));
  const name = unique();
  const box = make("div", { class: "pmb-detail", id: name, hidden: true }, ...parts);
  const words = row.evidence.length ? `${row.evidence.length} piece${row.evidence.length === 1 ? "" : "s"} of evidence` : "No evidence";
  const opener = make(
    "button",
    { type: "button", class: "pmb-link", "aria-expanded": "false", "aria-controls": name, "aria-label": `${words}, and a note: ${label(row)}` },
    words,
  );
  opener.addEventListener("click", () => {
    box.hidden = !box.hidden;
    opener.setAttribute("aria-expanded", `${!box.hidden}`);
  });
  return { opener, box };
}

function tags(row) {
  return [
    row.needs ? make("span", { class: "pmb-tag" }, `needs ${row.needs} first`) : null,
    row.due ? make("span", { class: "pmb-tag" }, `due by ${QUARTER(row.due)}`) : null,
  ];
}

function ranking({ model, el }) {
  const settings = model.get("settings");
  const rows = new Map(settings.rows.map((row) => [row.id, row]));
  const count = settings.rows.length;
  const { body, foot, status } = board(el, settings, {
    help: "Change an estimate, or move an item by its dots or arrows. Ranks, room and the chance that the ranking survives follow.",
  });
  const saved = model.get("answer") || {};
  const shown = () => model.get("shown");
  let order = [...shown().order];
  let sorted = shown().sorted;
  let spread = shown().spread;
  const estimates = copy(saved.estimates || {});
  const reasons = { ...(saved.reasons || {}) };
  const value = (id, factor) => (estimates[id] && estimates[id][factor] !== undefined ? estimates[id][factor] : rows.get(id)[factor]);
  const changed = (id) => Object.keys(estimates[id] || {});
  const wanted = (id) => changed(id).length > 0 || shown().moved.includes(id);
  const keep = keeper(model, status, () => {
    const open = order.filter((id) => wanted(id) && !reasons[id]).length;
    const parts = [];
    const edits = order.filter((id) => changed(id).length).length;
    if (edits) parts.push(`${edits} item${edits === 1 ? "" : "s"} with a changed estimate.`);
    if (shown().moved.length) parts.push(`${shown().moved.length} moved away from the score.`);
    if (open) parts.push(`${open} without a reason yet.`);
    return parts.join(" ") || "Nothing changed yet.";
  });
  const spoken = make("div", { class: "pmb-hidden", "aria-live": "polite" });
  const send = () => {
    const given = Object.fromEntries(Object.entries(reasons).filter(([, reason]) => reason));
    keep.send({ order, sorted, estimates, reasons: given, spread });
  };

  // How sure the ranking is.
  const meter = (words) => {
    const fill = make("div");
    const number = make("b");
    const node = make("div", { class: "pmb-meter" }, make("span", {}, words), number, make("div", { class: "pmb-bar", "aria-hidden": "true" }, fill));
    return { node, set(share) { number.textContent = ofHundred(share); fill.style.width = `${100 * share}%`; } };
  };
  const meters = [meter("The first stays first"), meter("The same three on top"), meter(`All ${count} keep their place`)];
  const off = unique();
  const offs = make("select", { id: off }, ...[0.1, 0.2, 0.3, 0.5].map((s) => make("option", { value: s }, `±${100 * s} %`)));
  offs.value = `${spread}`;
  offs.addEventListener("change", () => {
    spread = Number(offs.value);
    send();
  });
  const sorting = unique();
  const sorter = make("input", { type: "checkbox", id: sorting });
  sorter.checked = sorted;
  sorter.addEventListener("change", () => {
    sorted = sorter.checked;
    send();
  });
  body.append(
    make(
      "div",
      { class: "pmb-sure", role: "group", "aria-label": "How sure the ranking by score is" },
      make("p", { class: "pmb-label" }, make("label", { for: off }, "If every estimate may be off by "), offs, ", the ranking by score comes out the same in:"),
      make("div", { class: "pmb-meters" }, ...meters.map(({ node }) => node)),
    ),
    make("p", { class: "pmb-together" }, sorter, make("label", { for: sorting }, "Keep the list sorted by score")),
  );

  const list = make("ol", { class: "pmb-items", role: "list" });
  const items = new Map();
  const lines = [];
  const where = (id) => `place ${order.indexOf(id) + 1} of ${count}`;
  const byHand = () => {
    sorted = sorter.checked = false;
  };

  const field = (row, factor, name, control) => make("label", { class: `pmb-cell pmb-${factor}` }, make("span", { class: "pmb-mini" }, name), control);
  const edit = (id, factor, next) => {
    if (next === rows.get(id)[factor]) {
      if (estimates[id]) delete estimates[id][factor];
      if (estimates[id] && !Object.keys(estimates[id]).length) delete estimates[id];
    } else (estimates[id] = estimates[id] || {})[factor] = next;
    mark(id);
    send();
  };
  const picker = (row, factor, values, words, name) => {
    const all = [...new Set([...values, row[factor]])].sort((a, b) => b - a);
    const select = make("select", { "aria-label": `${name} of ${label(row)}` }, ...all.map((v) => make("option", { value: v }, words(v))));
    select.value = `${value(row.id, factor)}`;
    if (!select.value) {
      // An answer typed in the cell may hold a value that is not on the list.
      select.append(make("option", { value: value(row.id, factor) }, words(value(row.id, factor))));
      select.value = `${value(row.id, factor)}`;
    }
    select.addEventListener("change", () => edit(row.id, factor, Number(select.value)));
    return select;
  };
  const figure = (row, factor, name) => {
    const input = make("input", { type: "text", inputmode: "decimal", "aria-label": `${name} of ${label(row)}` });
    input.value = `${value(row.id, factor)}`;
    const later = debounced(() => {
      const next = Number(input.value.replace(/[\s,](?=\d{3}\b)/gu, "").replace(",", "."));
      const fine = input.value.trim() !== "" && Number.isFinite(next) && next < 1e9 && (factor === "effort" ? next > 0 : next >= 0);
      input.setAttribute("aria-invalid", fine ? "false" : "true");
      if (fine) edit(row.id, factor, next);
    });
    input.addEventListener("input", later.soon);
    input.addEventListener("change", later.now);
    input.addEventListener("blur", later.now);
    return input;
  };

  const build = (row) => {
    const { opener, box } = details(row);
    const number = make("span", { class: "pmb-place" });
    const grip = make("span", { class: "pmb-grip", "aria-hidden": "true" }, "⋮⋮");
    const move = (by, button) => {
      const at = order.indexOf(row.id);
      const to = at + by;
      if (to < 0 || to >= count) spoken.textContent = `Already ${by < 0 ? "first" : "last"}.`;
      else {
        order.splice(to, 0, ...order.splice(at, 1));
        byHand();
        place();
        send();
        spoken.textContent = `${label(row)}. Now ${where(row.id)}.`;
      }
      button.focus();
      button.scrollIntoView({ block: "nearest" });
    };
    const moves = movers(label(row), move);
    const controls = {
      reach: figure(row, "reach", "Reach in people a quarter"),
      impact: picker(row, "impact", [3, 2, 1, 0.5, 0.25], (v) => `${v}`, "Impact"),
      confidence: picker(row, "confidence", [1, 0.8, 0.5, 0.2], percent, "Confidence"),
      effort: figure(row, "effort", "Effort in person-months"),
    };
    const names = { reach: "Reach", impact: "Impact", confidence: "Confidence", effort: "Effort" };
    const fields = make("div", { class: "pmb-factors" }, ...Object.entries(controls).map(([factor, control]) => field(row, factor, names[factor], control)));
    const score = make("b");
    const rank = make("span", { class: "pmb-quiet" });
    const picture = make("div", { class: "pmb-range" });
    const warning = make("p", { class: "pmb-warning", hidden: true });
    const was = make("span");
    const undo = make("button", { type: "button", class: "pmb-link", "aria-label": `As written again: ${label(row)}` }, "as written again");
    undo.addEventListener("click", () => {
      delete estimates[row.id];
      for (const [factor, control] of Object.entries(controls)) control.value = `${row[factor]}`;
      mark(row.id);
      send();
      controls.confidence.focus();
    });
    const changes = make("p", { class: "pmb-changes", hidden: true }, was, " ", undo);
    const why = make(
      "select",
      { "aria-label": `Why: ${label(row)}` },
      make("option", { value: "" }, "Why? Choose …"),
      ...settings.reasons.map(({ id, text }) => make("option", { value: id }, text)),
    );
    why.value = reasons[row.id] || "";
    why.addEventListener("change", () => {
      reasons[row.id] = why.value;
      send();
    });
    const reason = make("p", { class: "pmb-reason", hidden: true }, make("span", { class: "pmb-label" }), why);
    const node = make(
      "li",
      { class: "pmb-item" },
      make("div", { class: "pmb-hold" }, grip, number),
      make("div", { class: "pmb-what" }, make("div", {}, make("span", { class: "pmb-id" }, row.id), " ", row.text), make("div", { class: "pmb-about" }, ...tags(row), opener)),
      fields,
      make("div", { class: "pmb-score" }, make("span", { class: "pmb-mini" }, "RICE"), score, rank),
      picture,
      moves.node,
      make("div", { class: "pmb-under" }, box, changes, reason, warning),
    );
    items.set(row.id, { node, number, moves, score, rank, picture, warning, changes, was, reason, why, controls });
    draggable(grip, {
      id: row.id,
      list,
      order: () => order,
      node: (id) => items.get(id).node,
      passed: () => order.forEach((id, at) => (items.get(id).number.textContent = `${at + 1}`)),
      dropped(moved) {
        if (moved) byHand();
        place();
        if (!moved) return;
        send();
        spoken.textContent = `${label(row)}. Now ${where(row.id)}.`;
      },
    });
    return node;
  };

  // What was changed in a row, in words beside the colour.
  const mark = (id) => {
    const { changes, was, controls } = items.get(id);
    const row = rows.get(id);
    changes.hidden = !changed(id).length;
    const words = { reach: (v) => `reach ${v}`, impact: (v) => `impact ${v}`, confidence: (v) => `confidence ${percent(v)}`, effort: (v) => `effort ${v}` };
    was.textContent = `Changed. It was written with ${changed(id).map((factor) => words[factor](row[factor])).join(" and ")};`;
    for (const [factor, control] of Object.entries(controls)) control.classList.toggle("pmb-edited", changed(id).includes(factor));
  };

  // A whisker from the 5th to the 95th of 100 ranks, and a dot where the score puts it.
  const range = (row, at) => {
    const x = (rank) => 6 + (rank - 1) * (138 / (count - 1));
    const svg = drawn("svg", { viewBox: "0 0 150 26", "aria-hidden": "true" });
    svg.append(drawn("line", { class: "pmb-r-axis", x1: 6, x2: 144, y1: 13, y2: 13 }));
    svg.append(drawn("line", { class: "pmb-r-axis pmb-r-cut", x1: (x(3) + x(4)) / 2, x2: (x(3) + x(4)) / 2, y1: 3, y2: 23 }));
    svg.append(drawn("line", { class: "pmb-r-whisker", x1: x(at.low) - (at.low === at.high ? 3 : 0), x2: x(at.high) + (at.low === at.high ? 3 : 0), y1: 13, y2: 13 }));
    svg.append(drawn("circle", { class: "pmb-r-spot", cx: x(at.rank), cy: 13, r: 5 }));
    const words = at.low === at.high ? `stays at ${at.low}` : `from ${at.low} to ${at.high}`;
    return [
      svg,
      make("span", { class: "pmb-small", "aria-hidden": "true" }, `${at.low === at.high ? at.low : `${at.low} to ${at.high}`} · top 3: ${percent(at.top)}`),
      make("span", { class: "pmb-hidden" }, `In 9 of 10 draws its rank is ${words}. It is among the first three in ${ofHundred(at.top)} draws.`),
    ];
  };

  // The list in its order, with a line where each quarter is full.
  const place = () => {
    let likely = 0;
    let careful = 0;
    const ends = [];
    settings.room.reduce((sum, [quarter, room]) => (ends.push([quarter, sum + room]), sum + room), 0);
    const total = ends[ends.length - 1][1];
    for (const line of lines.splice(0)) line.remove();
    const nodes = [];
    let next = 0;
    order.forEach((id, at) => {
      const row = rows.get(id);
      const entry = items.get(id);
      likely += value(id, "effort");
      while (next < ends.length && likely > ends[next][1] + 1e-9) {
        const [quarter, room] = ends[next];
        const before = likely - value(id, "effort");
        const over = careful > room + 1e-9 ? ` By careful estimates these need ${months(careful)}, which is more.` : "";
        const line = make("li", { class: "pmb-full" }, make("span", {}, `${QUARTER(quarter)} is full here.`, ` Above: ${months(before)} of ${months(room)}.${over}`));
        lines.push(line);
        nodes.push(line);
        next += 1;
      }
      careful += value(id, "effort") * (row.careful / row.effort);
      nodes.push(entry.node);
      entry.number.textContent = `${at + 1}`;
      entry.moves.at(at, count);
      const warnings = [];
      if (row.needs && order.indexOf(row.needs) > at) warnings.push(`It needs ${row.needs}, which comes later in this order.`);
      const due = row.due && ends.findIndex(([quarter]) => quarter === row.due);
      if (row.due && likely > ends[due][1] + 1e-9) warnings.push(`In this order it is finished after ${QUARTER(row.due)}, when it is due.`);
      if (likely > total + 1e-9 && likely - value(id, "effort") <= total + 1e-9) warnings.push("From here on there is no room in the three quarters.");
      entry.warning.hidden = !warnings.length;
      entry.warning.textContent = warnings.length ? `⚠ ${warnings.join(" ")}` : "";
    });
    const focus = document.activeElement;
    nodes.forEach((node, at) => {
      if (list.children[at] !== node) list.insertBefore(node, list.children[at] || null);
    });
    if (focus && list.contains(focus)) focus.focus();
  };

  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const show = () => {
    const state = shown();
    const tops = new Map([...items].map(([id, { node }]) => [id, node.getBoundingClientRect().top]));
    // An answer that is still on its way is newer than what Python says about the one before.
    if (keep.isSaved() || sorted) {
      if (sorted && state.sorted) order = [...state.order];
    }
    place();
    state.chances.forEach((share, at) => meters[at].set(share));
    for (const [id, entry] of items) {
      const at = state.rows[id];
      entry.score.textContent = Math.round(at.score).toLocaleString("en-GB");
      const by = at.before - at.rank;
      entry.rank.textContent = `rank ${at.rank}` + (by ? ` ${by > 0 ? "▲" : "▼"}${Math.abs(by)}` : "");
      entry.picture.replaceChildren(...range(rows.get(id), at));
      const asked = wanted(id);
      entry.reason.hidden = !asked;
      entry.reason.firstChild.textContent = shown().moved.includes(id) ? "It is not where its score puts it. Why? " : "Why the change? ";
      mark(id);
      // Slide to the new place, so that the eye can follow.
      const by2 = tops.get(id) - entry.node.getBoundingClientRect().top;
      if (by2 && !still.matches && entry.node.animate && Math.abs(by2) > 1 && tops.get(id)) {
        entry.node.animate([{ transform: `translateY(${by2}px)` }, { transform: "none" }], { duration: 260, easing: "ease-out" });
      }
    }
    keep.show();
  };

  settings.rows.forEach((row) => build(row));
  body.append(list, spoken);
  const back = make("button", { type: "button", class: "pmb-plain" }, "Everything as written again");
  back.addEventListener("click", () => {
    for (const id of Object.keys(estimates)) delete estimates[id];
    for (const id of Object.keys(reasons)) delete reasons[id];
    for (const [id, entry] of items) {
      for (const [factor, control] of Object.entries(entry.controls)) control.value = `${rows.get(id)[factor]}`;
      entry.why.value = "";
    }
    spread = 0.2;
    offs.value = "0.2";
    sorted = sorter.checked = true;
    send();
    spoken.textContent = "All estimates are as they were written, and the list is sorted by score.";
  });
  foot.append(back);
  model.on("change:shown", show);
  show();
  return () => {
    keep.stop();
    model.off("change:shown", show);
  };
}

// The same backlog, sorted into groups under a capacity.
function grouping({ model, el }) {
  const settings = model.get("settings");
  const rows = new Map(settings.rows.map((row) => [row.id, row]));
  const { body, foot, status, progress } = board(el, settings, {
    help: "Choose a group for each item, or move it there by its dots or arrows.",
  });
  const saved = model.get("answer") || {};
  const head = (id) => `#${id}`;
  const score = (row) => (row.reach * row.impact * row.confidence) / row.effort;
  const ranked = [...settings.rows].sort((a, b) => score(b) - score(a)).map(({ id }) => id);
  const groups = [{ id: "", text: "Not decided yet" }, ...settings.groups];
  // Headings stand in the same list as items, so moving past a heading changes the group.
  let order = groups.flatMap(({ id }) => [head(id), ...ranked.filter((item) => (saved[item] || "") === id)]);
  const groupOf = (id) => order.slice(0, order.indexOf(id)).filter((x) => x.startsWith("#")).pop().slice(1);
  const members = (group) => ranked.filter((id) => groupOf(id) === group);
  const decided = () => ranked.filter((id) => groupOf(id));
  const keep = keeper(model, status, () => `${decided().length} of ${ranked.length} decided.`);
  const spoken = make("div", { class: "pmb-hidden", "aria-live": "polite" });
  const send = () => keep.send(Object.fromEntries(decided().map((id) => [id, groupOf(id)])));
  const total = settings.room.reduce((sum, [, room]) => sum + room, 0);
  const effort = (list, which) => list.reduce((sum, id) => sum + rows.get(id)[which], 0);
  const planned = settings.groups.slice(0, -1).map(({ id }) => id);

  const room = make("div", { class: "pmb-sure", role: "group", "aria-label": "Room and plan" });
  body.append(room);
  const list = make("ol", { class: "pmb-items", role: "list" });
  const nodes = new Map();
  const entries = new Map();
  for (const group of groups) {
    const sum = make("span", { class: "pmb-quiet" });
    const empty = make("span", { class: "pmb-quiet" });
    const node = make(
      "li",
      { class: "pmb-group", "data-group": group.id },
      make("h4", {}, group.text),
      sum,
      group.note ? make("p", { class: "pmb-quiet" }, group.note) : null,
      empty,
    );
    nodes.set(head(group.id), node);
    entries.set(head(group.id), { sum, empty });
  }
  const put = (id, group) => {
    order.splice(order.indexOf(id), 1);
    const after = order.indexOf(head(group));
    let at = after + 1;
    while (at < order.length && !order[at].startsWith("#")) at += 1;
    order.splice(at, 0, id);
  };
  const said = (id) => {
    const group = groups.find((g) => g.id === groupOf(id));
    spoken.textContent = `${label(rows.get(id))}. Now in: ${group.text}.`;
  };
  for (const row of settings.rows) {
    const { opener, box } = details(row);
    const grip = make("span", { class: "pmb-grip", "aria-hidden": "true" }, "⋮⋮");
    const select = make(
      "select",
      { "aria-label": `Group of ${label(row)}` },
      ...groups.map(({ id, text }) => make("option", { value: id }, text)),
    );
    select.addEventListener("change", () => {
      put(row.id, select.value);
      show();
      send();
      said(row.id);
      select.focus();
    });
    const move = (by, button) => {
      const at = order.indexOf(row.id);
      const to = at + by;
      if (to < 1 || to >= order.length) spoken.textContent = `Already ${by < 0 ? "first" : "last"}.`;
      else {
        order.splice(to, 0, ...order.splice(at, 1));
        show();
        send();
        said(row.id);
      }
      button.focus();
      button.scrollIntoView({ block: "nearest" });
    };
    const moves = movers(label(row), move);
    const warning = make("p", { class: "pmb-warning", hidden: true });
    const node = make(
      "li",
      { class: "pmb-item pmb-grouped" },
      make("div", { class: "pmb-hold" }, grip),
      make("div", { class: "pmb-what" }, make("div", {}, make("span", { class: "pmb-id" }, row.id), " ", row.text), make("div", { class: "pmb-about" }, ...tags(row), opener)),
      make("div", { class: "pmb-score" }, make("span", { class: "pmb-mini" }, "RICE"), make("b", {}, Math.round(score(row)).toLocaleString("en-GB"))),
      make("div", { class: "pmb-score" }, make("span", { class: "pmb-mini" }, "Months"), make("b", {}, `${row.effort}`), make("span", { class: "pmb-quiet" }, `careful ${row.careful}`)),
      select,
      moves.node,
      make("div", { class: "pmb-under" }, box, warning),
    );
    nodes.set(row.id, node);
    entries.set(row.id, { select, moves, warning });
    draggable(grip, {
      id: row.id,
      list,
      order: () => order,
      node: (id) => nodes.get(id),
      first: 1,
      passed() {},
      dropped(moved) {
        show();
        if (!moved) return;
        send();
        said(row.id);
      },
    });
  }
  const bar = (words, value, of, extra) => {
    const over = value > of + 1e-9;
    const fill = make("div");
    fill.style.width = `${Math.min(100, (100 * value) / of)}%`;
    return make(
      "div",
      { class: "pmb-meter" + (over ? " pmb-overfull" : "") },
      make("span", {}, words),
      make("b", {}, `${+value.toFixed(1)} of ${+of.toFixed(1)}${over ? " ⚠ too much" : ""}`),
      make("div", { class: "pmb-bar", "aria-hidden": "true" }, fill),
      extra ? make("span", { class: "pmb-small" }, extra) : null,
    );
  };
  const show = () => {
    order.forEach((id, at) => {
      const node = nodes.get(id);
      if (list.children[at] !== node) list.insertBefore(node, list.children[at] || null);
    });
    const [must] = settings.groups;
    const plan = planned.flatMap(members);
    const firm = planned.slice(0, 2).flatMap(members);
    const share = effort(plan, "effort") ? effort(members(must.id), "effort") / effort(plan, "effort") : 0;
    room.replaceChildren(
      make("p", { class: "pmb-label" }, `The team has ${months(total)} in three quarters: ${settings.room.map(([q, m]) => `${q} ${m}`).join(", ")}.`),
      make(
        "div",
        { class: "pmb-meters" },
        bar("All that is planned, by likely effort", effort(plan, "effort"), total),
        bar(`${planned.slice(0, 2).map((id) => settings.groups.find((g) => g.id === id).text).join(" and ")}, by careful effort`, effort(firm, "careful"), total),
        bar(`${must.text} as a part of the plan, in percent`, 100 * share, 60),
      ),
    );
    for (const group of groups) {
      const inside = members(group.id);
      const { sum, empty } = entries.get(head(group.id));
      sum.textContent = inside.length ? ` ${inside.length} item${inside.length === 1 ? "" : "s"}, ${months(effort(inside, "effort"))}; careful ${+effort(inside, "careful").toFixed(1)}` : "";
      empty.textContent = inside.length || (!group.id && decided().length) ? "" : " Nothing here yet.";
      nodes.get(head(group.id)).classList.toggle("pmb-gone", !group.id && !inside.length);
    }
    const strength = (id) => settings.groups.findIndex((g) => g.id === groupOf(id));
    for (const id of ranked) {
      const { select, moves, warning } = entries.get(id);
      const row = rows.get(id);
      const at = order.indexOf(id);
      select.value = groupOf(id);
      // The first place is the heading of those without a group.
      moves.at(at - 1, order.length - 1);
      const lacks = row.needs && groupOf(id) && planned.includes(groupOf(id)) && !(strength(row.needs) >= 0 && strength(row.needs) <= strength(id));
      warning.hidden = !lacks;
      warning.textContent = lacks ? `⚠ It needs ${row.needs}, which is not planned as firmly as this.` : "";
    }
    progress(decided().length, ranked.length);
    keep.show();
  };
  body.append(list, spoken);
  const back = make("button", { type: "button", class: "pmb-plain" }, "Begin again");
  back.addEventListener("click", () => {
    order = groups.flatMap(({ id }) => [head(id), ...(id ? [] : ranked)]);
    show();
    send();
    spoken.textContent = "No item has a group any more.";
  });
  foot.append(back);
  show();
  return () => keep.stop();
}

function render(context) {
  return context.model.get("settings").groups ? grouping(context) : ranking(context);
}
export default { render };
