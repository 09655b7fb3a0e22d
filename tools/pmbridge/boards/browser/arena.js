function render({ model, el }) {
  const settings = model.get("settings");
  const { inputs, outcomes, versions } = settings;
  const { body, status, progress } = board(el, settings, { help: settings.help });
  const rows = (model.get("answer") || []).map((row) => ({ ...row }));
  if (!rows.length) rows.push({});
  const shown = () => model.get("shown") || {};
  const caught = () => versions.filter((id) => ((shown().caught || {})[id] || []).length);
  const keep = keeper(model, status, () => {
    const whole = Object.keys(shown().right || {}).length;
    return `${caught().length} of ${versions.length} broken versions caught, with ${whole} ${whole === 1 ? "case" : "cases"}.`;
  });
  const spoken = make("div", { class: "pmb-hidden", "aria-live": "polite" });
  const save = debounced(() => keep.send(rows));

  const spec = make("ol", { class: "pmb-arena-spec" }, ...settings.spec.map((line) => make("li", {}, line)));
  const list = make("ol", { class: "pmb-arena-cases" });
  const add = make("button", { type: "button" }, "+ Add a case");
  const wall = make("ul", { class: "pmb-arena-versions" });
  body.append(
    make("p", { class: "pmb-heading" }, "The rule as agreed. The first line that fits decides."),
    spec,
    make("p", { class: "pmb-heading" }, "Your cases"),
    list,
    make("div", { class: "pmb-actions" }, add),
    make("p", { class: "pmb-heading" }, "The broken versions"),
    wall,
    spoken,
  );

  const notes = [];
  // The words of Given and When, with a field where an input belongs.
  function sentence(lead, template, row, number) {
    const line = make("div", { class: "pmb-arena-clause" }, make("strong", {}, lead));
    template.split(/\{(\w+)\}/u).forEach((part, index) => {
      if (index % 2 === 0) {
        if (part.trim()) line.append(make("span", {}, part.trim()));
        return;
      }
      const input = inputs.find(({ id }) => id === part);
      const most = input.most || 9999;
      const field = make("input", {
        type: "text",
        inputmode: "numeric",
        class: "pmb-arena-small",
        "aria-label": `Case ${number}: ${input.text}`,
        autocomplete: "off",
      });
      field.value = row[part] ?? "";
      field.addEventListener("input", () => {
        const text = field.value.trim();
        const good = /^\d{1,4}$/u.test(text) && Number(text) <= most;
        field.setAttribute("aria-invalid", `${Boolean(text) && !good}`);
        field.title = text && !good ? `A whole number from 0 to ${most}` : "";
        if (good) row[part] = Number(text);
        else delete row[part];
        save.soon();
      });
      field.addEventListener("blur", save.now);
      line.append(field);
    });
    return line;
  }

  function draw(focus) {
    notes.length = 0;
    list.replaceChildren(
      ...rows.map((row, index) => {
        const number = index + 1;
        const ends = make(
          "div",
          { class: "pmb-arena-clause" },
          make("strong", {}, "Then"),
          make("span", {}, settings.then),
          choices(outcomes, {
            label: `Case ${number}: then ${settings.then}`,
            chosen: row.expect,
            changed: (id) => {
              row.expect = id;
              keep.send(rows);
              show();
            },
          }),
        );
        const note = make("div", { class: "pmb-arena-verdict" });
        notes.push(note);
        const again = make("button", { type: "button", "aria-label": `Copy case ${number}` }, "Copy");
        again.addEventListener("click", () => {
          if (rows.length >= settings.most_cases) return;
          rows.splice(index + 1, 0, { ...row });
          draw(index + 1);
          keep.send(rows);
          spoken.textContent = `Case ${number} copied to case ${number + 1}.`;
        });
        const out = make("button", { type: "button", "aria-label": `Take out case ${number}` }, "Take out");
        out.addEventListener("click", () => {
          rows.splice(index, 1);
          if (!rows.length) rows.push({});
          draw(Math.min(index, rows.length - 1));
          keep.send(rows);
          spoken.textContent = `Case ${number} taken out.`;
        });
        return make(
          "li",
          { class: "pmb-arena-case", "aria-label": `Case ${number}` },
          make("span", { class: "pmb-number", "aria-hidden": "true" }, `${number}`),
          make("div", {}, sentence("Given", settings.given, row, number), sentence("When", settings.when, row, number), ends, note),
          make("div", { class: "pmb-moves" }, again, out),
        );
      }),
    );
    if (focus !== undefined) list.children[focus].querySelector("input").focus();
    show();
  }

  add.addEventListener("click", () => {
    if (rows.length >= settings.most_cases) {
      spoken.textContent = `There is room for ${settings.most_cases} cases.`;
      return;
    }
    rows.push({});
    draw(rows.length - 1);
  });

  let before = caught();
  function show() {
    const { right = {}, texts = {} } = shown();
    notes.forEach((note, index) => {
      const row = rows[index];
      const missing = [...inputs.map(({ id }) => id), "expect"].filter((id) => row[id] === undefined);
      const catches = versions.filter((id) => ((shown().caught || {})[id] || []).includes(index));
      let text = "";
      if (missing.length) text = Object.keys(row).length ? "Not complete yet." : "";
      else if (right[index] === true)
        text = catches.length ? `✓ Right by the rule. It catches ${catches.join(", ")}.` : "✓ Right by the rule. It catches none: all versions say the same here.";
      else if (right[index] === false) text = "✗ The rule says something else here. Read its lines from the top.";
      note.textContent = text;
      note.classList.toggle("pmb-warning", right[index] === false && !missing.length);
    });
    wall.replaceChildren(
      ...versions.map((id) => {
        const by = (shown().caught || {})[id] || [];
        return make(
          "li",
          { class: "pmb-arena-version" + (by.length ? " pmb-arena-caught" : "") },
          make("strong", {}, `Version ${id}`),
          make("span", { class: "pmb-tag" }, by.length ? `✓ caught by case ${by.map((n) => n + 1).join(", ")}` : "○ still at large"),
          make("span", {}, by.length ? texts[id] : "No case of yours tells it from the rule."),
        );
      }),
    );
    const now = caught();
    const fresh = now.filter((id) => !before.includes(id));
    if (fresh.length) spoken.textContent = `Version ${fresh.join(" and ")} caught. ${texts[fresh[0]]}`;
    before = now;
    progress(now.length, versions.length);
    keep.show();
  }
  model.on("change:shown", show);
  const leaving = () => save.now();
  window.addEventListener("pagehide", leaving);
  draw();
  return () => {
    save.now();
    keep.stop();
    model.off("change:shown", show);
    window.removeEventListener("pagehide", leaving);
  };
}
export default { render };
