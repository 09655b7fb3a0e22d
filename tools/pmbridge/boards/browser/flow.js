// Python plays the record; this shows how much was started and finished, and what lies between.

function render({ model, el }) {
  const settings = model.get("settings");
  const { body, status } = board(el, settings, { help: settings.help });
  const limits = copy(model.get("answer")) || { first: settings.start, second: settings.start };
  const keep = keeper(model, status, () => "");
  const picture = plot();
  const said = make("p", { class: "pmb-told", role: "status" });
  const numbers = make("div", { class: "pmb-wide" });
  const save = debounced(() => keep.send(limits));

  const control = (key, text) => {
    const name = unique();
    const slider = make("input", { type: "range", id: name, min: 1, max: settings.most, step: 1 });
    const value = make("output", { for: name, class: "pmb-number-out" });
    const show = () => {
      slider.value = limits[key];
      value.textContent = limits[key];
      slider.setAttribute("aria-valuetext", `${limits[key]} items`);
    };
    const to = (number) => {
      limits[key] = Math.max(1, Math.min(settings.most, number));
      show();
    };
    slider.addEventListener("input", () => {
      to(+slider.value);
      save.soon();
    });
    show();
    const row = make("div", { class: "pmb-knob" }, make("label", { for: name }, text), slider, value);
    return { row, to };
  };
  const first = control("first", "In progress at most, weeks 1 to 20");
  const second = control("second", "In progress at most, from week 21");
  const go = (number) => () => {
    second.to(number());
    save.now();
    keep.send(limits);
  };
  const halve = make("button", { type: "button", class: "pmb-main", onclick: go(() => Math.ceil(limits.second / 2)) }, "Halve it");
  const double = make("button", { type: "button", onclick: go(() => limits.second * 2) }, "Double it");
  const same = make("button", { type: "button", class: "pmb-plain", onclick: go(() => limits.first) }, "Same as before");

  const show = () => {
    const run = model.get("shown");
    if (!run.weeks) return;
    const started = run.weeks.map((week, index) => [week, run.started[index] - run.finished[0]]);
    const finished = run.weeks.map((week, index) => [week, run.finished[index] - run.finished[0]]);
    said.textContent = run.said;
    picture.show({
      alt: `Cumulative flow diagram. ${run.said} The band between started and finished is the work in progress.`,
      height: 300,
      x: { label: "Week", domain: [0, run.weeks.length - 1] },
      y: { label: "Items, added up", from0: true },
      marks: [
        { kind: "area", points: started, base: finished, series: 2, text: "In progress" },
        { kind: "line", points: started, series: 2, dash: false },
        { kind: "line", points: finished, series: 1, strong: true, dash: false, text: "Finished" },
        { kind: "rule", x: 20, text: "new limit" },
      ],
      table: {
        columns: ["Week", "Started", "Finished", "In progress"],
        rows: run.weeks.map((week, index) => [week, started[index][1], finished[index][1], started[index][1] - finished[index][1]]),
      },
    });
    const one = (value) => (Number.isFinite(value) ? value.toFixed(1) : "none finished");
    const rows = [
      ["Items in progress", "wip"],
      ["Finished a week", "per_week"],
      ["Days from start to finish", "cycle_days"],
      ["Days by Little's law: in progress ÷ finished a day", "by_law"],
    ].map(([words, key]) => make("tr", {}, make("th", { scope: "row" }, words), make("td", {}, one(run.before[key])), make("td", {}, one(run.after[key]))));
    numbers.replaceChildren(
      make(
        "table",
        { class: "pmb-numbers" },
        make("thead", {}, make("tr", {}, make("td", {}), make("th", { scope: "col" }, "Weeks 5 to 20"), make("th", { scope: "col" }, "Weeks 25 to 40"))),
        make("tbody", {}, ...rows),
      ),
    );
  };
  model.on("change:shown", show);
  body.append(
    make("div", { class: "pmb-knobs" }, first.row, second.row),
    make("div", { class: "pmb-actions" }, halve, double, same),
    said,
    picture.node,
    numbers,
    make("p", { class: "pmb-quiet pmb-small" }, `Simulated. It plays the team's own forty weeks again: each week it can finish what it finished then, the oldest first. An item needs at least ${settings.hands_on} days of work.`),
  );
  show();
  keep.show();
  return () => {
    save.now();
    keep.stop();
    picture.stop();
    model.off("change:shown", show);
  };
}
export default { render };
