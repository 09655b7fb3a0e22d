function render({ model, el }) {
  const settings = model.get("settings");
  const { rows, columns } = settings;
  const single = columns.length === 1;
  const { body, foot, status, progress } = board(el, settings, {
    help: single && columns[0].text !== settings.question ? columns[0].text : "",
  });
  // What was chosen, also in columns that are not asked at the moment: changing one's mind loses nothing.
  const chosen = {};
  const saved = model.get("answer") || {};
  for (const row of rows) {
    const given = saved[row.id];
    chosen[row.id] = single ? (given ? { [columns[0].id]: given } : {}) : { ...given };
  }
  const asked = (row, column) => {
    if (!column.when) return true;
    const parent = columns.find(({ id }) => id === column.when.column);
    return asked(row, parent) && [column.when.is].flat().includes(chosen[row.id][parent.id]);
  };
  const open = (row) => columns.filter((c) => asked(row, c) && !chosen[row.id][c.id]);
  const answer = () => {
    const all = {};
    for (const row of rows) {
      const cells = {};
      for (const c of columns) {
        if (asked(row, c) && chosen[row.id][c.id]) cells[c.id] = chosen[row.id][c.id];
      }
      if (Object.keys(cells).length) all[row.id] = single ? cells[columns[0].id] : cells;
    }
    return all;
  };
  const done = () => rows.filter((row) => !open(row).length).length;
  const keep = keeper(model, status, () => {
    const all = done() === rows.length ? " Run the check below." : "";
    return `${done()} of ${rows.length} answered.${all}`;
  });
  const list = make("ol", { class: "pmb-rows", role: "list" });
  const lines = rows.map((row, index) => {
    const name = unique();
    const number = make("span", { class: "pmb-number", "aria-hidden": "true" }, `${index + 1}`);
    const text = make(
      "div",
      { id: name },
      row.note ? make("span", { class: "pmb-tag" }, row.note) : null,
      row.text,
    );
    const cells = columns.map((column) => {
      const options = column.options.map((o) => ({ id: o.id, text: o.text ?? row[o.column] }));
      const label = unique();
      const group = choices(options, {
        labelledBy: single ? name : `${name} ${label}`,
        chosen: chosen[row.id][column.id],
        changed(id) {
          chosen[row.id][column.id] = id;
          show();
          keep.send(answer());
        },
      });
      const words = options.reduce((sum, o) => sum + o.text.length + 5, 0);
      return {
        column,
        words,
        node: make(
          "div",
          { class: "pmb-asked" },
          single ? null : make("div", { class: "pmb-label", id: label }, column.text),
          group,
        ),
      };
    });
    // A short row of pills stands beside its text, where there is room.
    const beside = single && cells[0].words < 40 ? " pmb-beside" : "";
    const item = make("li", { class: "pmb-row" + beside }, number, text, ...cells.map(({ node }) => node));
    list.append(item);
    return { row, item, number, cells };
  });
  const next = make("button", { type: "button", hidden: true }, "Go to the next open one");
  next.addEventListener("click", () => {
    const line = lines.find(({ row }) => open(row).length);
    const column = open(line.row)[0];
    const { node } = line.cells.find((cell) => cell.column === column);
    line.item.scrollIntoView({ block: "center" });
    node.querySelector("input, select").focus();
  });
  foot.append(next);
  body.append(list);
  const show = () => {
    for (const { row, number, cells } of lines) {
      for (const { column, node } of cells) node.hidden = !asked(row, column);
      number.classList.toggle("pmb-done", !open(row).length);
    }
    progress(done(), rows.length);
    next.hidden = done() === 0 || done() === rows.length;
    if (next.hidden && document.activeElement === next) lines[0].item.querySelector("input, select").focus();
  };
  show();
  keep.show();
  return () => keep.stop();
}
export default { render };
