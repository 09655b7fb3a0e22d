function render({ model, el }) {
  const settings = model.get("settings");
  const { fields } = settings;
  const { body, status, progress } = board(el, settings);
  const typed = { ...(model.get("answer") || {}) };
  const shown = () => model.get("shown") || {};
  const bad = (spec) => (shown().notes || {})[spec.id];
  const done = () => fields.filter((f) => `${typed[f.id] ?? ""}`.trim() && !bad(f)).length;
  const keep = keeper(model, status, () => {
    const wrong = fields.filter(bad);
    const words = wrong.length ? ` Not a number yet: ${wrong.map((f) => f.text).join(", ")}.` : "";
    return `${done()} of ${fields.length} answered.${words}`;
  });
  const save = debounced(() => keep.send(typed));
  const parts = fields.map((spec) => {
    const part = field(spec, {
      value: typed[spec.id],
      typed(value, whole) {
        typed[spec.id] = value;
        save.soon();
        if (whole) save.now();
        progress(done(), fields.length);
      },
      left: save.now,
    });
    body.append(part.node);
    return () => part.show(bad(spec), (shown().numbers || {})[spec.id]);
  });
  const show = () => {
    parts.forEach((update) => update());
    progress(done(), fields.length);
    keep.show();
  };
  model.on("change:shown", show);
  model.on("change:saved", show);
  show();
  return () => {
    save.now();
    keep.stop();
    model.off("change:shown", show);
    model.off("change:saved", show);
  };
}
export default { render };
