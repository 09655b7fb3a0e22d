function render({ model, el }) {
  const settings = model.get("settings");
  const { fields } = settings;
  const { body, status, progress } = board(el, settings);
  const saved = model.get("answer") || {};
  const plain = (value, field) =>
    typeof value === "number"
      ? value.toLocaleString("en-GB", { maximumFractionDigits: Math.max(field.decimals ?? 0, 10) })
      : `${value ?? ""}`;
  const typed = {};
  for (const field of fields) typed[field.id] = field.type === "number" ? plain(saved[field.id], field) : saved[field.id];
  const shown = () => model.get("shown") || {};
  const bad = (field) => (shown().notes || {})[field.id];
  const done = () => fields.filter((f) => `${typed[f.id] ?? ""}`.trim() && !bad(f)).length;
  const keep = keeper(model, status, () => {
    const wrong = fields.filter(bad);
    const words = wrong.length ? ` Not a number yet: ${wrong.map((f) => f.text).join(", ")}.` : "";
    return `${done()} of ${fields.length} answered.${words}`;
  });
  const save = debounced(() => keep.send(typed));
  const notes = fields.map((field) => {
    const name = unique();
    const about = unique();
    const note = make("div", { id: about });
    if (field.type === "choice") {
      const label = make("div", { id: name, style: "font-weight:600" }, field.text);
      const group = choices(field.options, {
        labelledBy: name,
        chosen: typed[field.id],
        changed(id) {
          typed[field.id] = id;
          keep.send(typed);
          progress(done(), fields.length);
        },
      });
      const help = field.help ? make("div", { class: "pmb-quiet" }, field.help) : null;
      body.append(make("div", { class: "pmb-field" }, label, group, help));
      return () => {};
    }
    const figure = field.type === "number";
    const input = make("input", {
      type: "text",
      id: name,
      class: figure ? "pmb-figure" : "pmb-words",
      inputmode: figure ? "decimal" : undefined,
      autocomplete: "off",
      "aria-describedby": about,
    });
    input.value = typed[field.id] ?? "";
    input.addEventListener("input", () => {
      typed[field.id] = input.value;
      save.soon();
    });
    input.addEventListener("blur", save.now);
    const unit = field.unit ? make("span", {}, field.unit) : null;
    const label = make(
      "label",
      { for: name },
      field.text,
      field.unit ? make("span", { class: "pmb-hidden" }, ` in ${field.unit}`) : null,
    );
    if (unit) unit.setAttribute("aria-hidden", "true");
    body.append(make("div", { class: "pmb-field" }, label, make("div", { class: "pmb-with" }, input, unit), note));
    const hint =
      field.help ||
      (!figure || field.decimals === undefined
        ? ""
        : field.decimals === 0
          ? "A whole number."
          : `With ${field.decimals} decimal${field.decimals === 1 ? "" : "s"}.`);
    return () => {
      const wrong = bad(field);
      const number = (shown().numbers || {})[field.id];
      const text = `${typed[field.id] ?? ""}`.trim();
      // What was typed in another way than usual is said back, so that nobody is graded on a misreading.
      const bare = field.unit ? text.replace(field.unit, "").trim() : text;
      const other = figure && number !== undefined && bare !== `${number}` && bare !== plain(number, field);
      input.setAttribute("aria-invalid", wrong ? "true" : "false");
      note.className = wrong ? "pmb-invalid" : "pmb-quiet";
      note.textContent = wrong ? `▲ ${wrong}` : other ? `Read as ${[plain(number, field), field.unit].filter(Boolean).join(" ")}.` : hint;
    };
  });
  const show = () => {
    notes.forEach((update) => update());
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
