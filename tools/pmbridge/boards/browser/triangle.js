function render({ model, el }) {
  const settings = model.get("settings");
  const { rows, age, ages, options } = settings;
  const { body, status, progress } = board(el, settings, {
    help: `Tick the cohorts that count for month ${age}. A cohort is everybody who joined in the same month.`,
  });
  const saved = model.get("answer") || {};
  const ticked = new Set(saved.cohorts || []);
  let verdict = saved.verdict;
  const keep = keeper(model, status, () => `${ticked.size} of ${rows.length} cohorts count.${verdict ? "" : " The question below is open."}`);
  const send = () => {
    show();
    const answer = { cohorts: rows.map(({ id }) => id).filter((id) => ticked.has(id)) };
    if (verdict) answer.verdict = verdict;
    keep.send(answer);
  };
  const percent = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(1)} %` : "–");
  const boxes = new Map();
  const lines = new Map();
  const table = make(
    "table",
    { class: "pmb-triangle" },
    make("caption", {}, `Of 100 who joined in a month, so many were active at that age. The data end with ${settings.last}. Hatched: nobody can know yet.`),
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        make("th", { scope: "col" }, "Counts"),
        make("th", { scope: "col" }, "Joined"),
        make("th", { scope: "col" }, "Users"),
        ...Array.from({ length: ages }, (_, k) => make("th", { scope: "col", class: k === age ? "pmb-asked-age" : "" }, make("span", { class: "pmb-hidden" }, "month "), `${k}`)),
      ),
    ),
    make(
      "tbody",
      {},
      ...rows.map((row) => {
        const input = make("input", { type: "checkbox", "aria-label": `Count those who joined in ${row.id}` });
        input.checked = ticked.has(row.id);
        input.addEventListener("change", () => {
          if (input.checked) ticked.add(row.id);
          else ticked.delete(row.id);
          send();
        });
        boxes.set(row.id, input);
        const cells = Array.from({ length: ages }, (_, k) => {
          const known = k < row.active.length;
          const share = known ? row.active[k] / row.users : 0;
          const cell = make("td", { class: (known ? "" : "pmb-unknown") + (k === age ? " pmb-asked-age" : "") }, known ? `${Math.round(100 * share)}` : make("span", { class: "pmb-hidden" }, "not known yet"));
          if (known) cell.style.background = `color-mix(in srgb, var(--pmb-accent) ${Math.round(6 + 50 * share)}%, transparent)`;
          return cell;
        });
        const line = make("tr", {}, make("td", {}, input), make("th", { scope: "row" }, row.id), make("td", {}, `${row.users}`), ...cells);
        lines.set(row.id, line);
        return line;
      }),
    ),
  );
  const result = make("div", { class: "pmb-sure", "aria-live": "polite" });
  const groups = make("div", {});
  const name = unique();
  body.append(
    make("div", { class: "pmb-wide", tabindex: "0", role: "region", "aria-label": "Retention triangle" }, table),
    result,
    groups,
    make(
      "div",
      { class: "pmb-choice" },
      make("div", { class: "pmb-label", id: name }, settings.verdict),
      choices(options, {
        labelledBy: name,
        list: true,
        chosen: verdict,
        changed(id) {
          verdict = id;
          send();
        },
      }),
    ),
  );
  const sum = (list, of) => list.reduce((total, row) => total + of(row), 0);
  const show = () => {
    const counted = rows.filter(({ id }) => ticked.has(id));
    for (const row of rows) lines.get(row.id).classList.toggle("pmb-counted", ticked.has(row.id));
    const users = sum(counted, (row) => row.users);
    const active = sum(counted, (row) => row.active[age] || 0);
    result.replaceChildren(
      make("div", { class: "pmb-total" }, users ? percent(active, users) : "No cohort counts yet"),
      make("p", {}, users ? `Retention in month ${age}: ${active} active of ${users} users who count.` : `Tick a cohort, and its users count for month ${age}.`),
    );
    const by = (group, at) => sum(counted, (row) => row.groups[group][at]);
    groups.hidden = !users;
    groups.replaceChildren(
      make("p", { class: "pmb-quiet" }, `Among them: of those with two items in their first 14 days ${percent(by("two", 0), by("two", 1))} were active, of the others ${percent(by("one", 0), by("one", 1))}.`),
    );
    progress((ticked.size ? 1 : 0) + (verdict ? 1 : 0), 2);
    keep.show();
  };
  show();
  return () => keep.stop();
}
export default { render };
