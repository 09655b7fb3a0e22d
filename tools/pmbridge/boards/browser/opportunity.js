function render({ model, el }) {
  const settings = model.get("settings");
  const { choices: asked, picks } = settings;
  const { body, status, progress } = board(el, settings, { help: settings.help });
  const state = { ...(model.get("answer") || {}) };
  const all = [...asked, ...picks];
  const done = () => all.filter(({ id }) => state[id]).length;
  const keep = keeper(model, status, () => `${done()} of ${all.length} answered.`);
  const rows = () => (model.get("shown") || {}).rows || [];
  const question = ({ id, text, options }, list) => {
    const name = unique();
    const group = choices(options, {
      labelledBy: name,
      chosen: state[id],
      list,
      changed(value) {
        state[id] = value;
        keep.send(state);
        progress(done(), all.length);
      },
    });
    return make("div", { class: "pmb-field" }, make("div", { id: name, class: "pmb-lead" }, text), group);
  };
  const picture = plot();
  const result = make("div");
  const order = make("ol", { class: "pmb-ranked" });
  const hint = make("p", { class: "pmb-quiet" }, "Choose all three, and the picture appears here.");
  result.append(make("p", { class: "pmb-heading" }, "What your choices say"), hint, picture.node, order);
  body.append(...asked.map((one) => question(one, false)), result, ...picks.map((one) => question(one, true)));

  const show = () => {
    const found = rows();
    hint.hidden = found.length > 0;
    picture.node.hidden = !found.length;
    order.hidden = !found.length;
    if (found.length) {
      // Above this line people are more satisfied than they care.
      const even = { kind: "line", series: 4, text: "as satisfied as important", points: [[0, 0], [10, 10]] };
      const ten = state.gap === "none" || state.measure === "mean" ? [] : [{ kind: "line", series: 2, text: "score 10", points: [[5, 0], [10, 10]] }];
      picture.show({
        alt: `Six needs by importance and satisfaction. In order of score: ${found.map((row) => `${row.text} ${row.score.toFixed(1)}`).join("; ")}.`,
        height: 340,
        x: { label: "Importance", domain: [0, 10], ticks: [0, 2, 4, 6, 8, 10] },
        y: { label: "Satisfaction today", domain: [0, 10], ticks: [0, 2, 4, 6, 8, 10] },
        marks: [even, ...ten, { kind: "points", series: 1, points: found.map((row, at) => ({ x: row.importance, y: row.satisfaction, text: row.id, strong: at === 0 })) }],
        table: { columns: ["", "Need", "Importance", "Satisfaction", "Score"], rows: found.map((row) => [row.id, row.text, row.importance, row.satisfaction, row.score]) },
      });
      order.replaceChildren(
        ...found.map((row) => make("li", {}, make("strong", {}, row.score.toFixed(1)), ` ${row.id}: ${row.text} `, make("span", { class: "pmb-quiet" }, `(importance ${row.importance.toFixed(1)}, satisfaction ${row.satisfaction.toFixed(1)})`))),
      );
    }
    progress(done(), all.length);
    keep.show();
  };
  show();
  model.on("change:shown", show);
  model.on("change:saved", show);
  return () => {
    keep.stop();
    picture.stop();
    model.off("change:shown", show);
    model.off("change:saved", show);
  };
}
export default { render };
