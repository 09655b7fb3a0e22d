// Python plays the futures; this shows in which week they end, and what a promise is worth.

function render({ model, el }) {
  const settings = model.get("settings");
  const { body, status } = board(el, settings, { help: settings.help });
  const chosen = copy(model.get("answer")) || { items: settings.items, share: 50, empty_weeks: true };
  const keep = keeper(model, status, () => "");
  const picture = plot();
  const said = make("p", { class: "pmb-told", role: "status" });
  const save = debounced(() => keep.send(chosen));

  const control = (key, text, least, most, unit) => {
    const name = unique();
    const slider = make("input", { type: "range", id: name, min: least, max: most, step: 1 });
    const value = make("output", { for: name, class: "pmb-number-out" });
    const show = () => {
      slider.value = chosen[key];
      value.textContent = chosen[key];
      slider.setAttribute("aria-valuetext", `${chosen[key]} ${unit}`);
    };
    const to = (number) => {
      chosen[key] = number;
      show();
    };
    slider.addEventListener("input", () => {
      to(+slider.value);
      save.soon();
    });
    show();
    return { row: make("div", { class: "pmb-knob" }, make("label", { for: name }, text), slider, value), to };
  };
  const items = control("items", "Items to do", 1, settings.most, "items");
  const share = control("share", "How often the promise should hold, of 100 futures", 5, 99, "of 100 futures");
  const jump = (number, words) =>
    make("button", { type: "button", onclick: () => { share.to(number); save.now(); keep.send(chosen); } }, words);
  const empty = make("input", { type: "checkbox" });
  empty.checked = chosen.empty_weeks === false;
  empty.addEventListener("change", () => {
    chosen.empty_weeks = !empty.checked;
    keep.send(chosen);
  });

  const show = () => {
    const run = model.get("shown");
    if (!run.bars) return;
    said.textContent = run.said;
    const inTime = run.bars.filter(([week]) => week <= run.promise);
    const late = run.bars.filter(([week]) => week > run.promise);
    const asBars = (rows) => rows.map(([week, part]) => ({ from: week - 0.46, to: week + 0.46, high: part }));
    picture.show({
      alt: `Bars: in how many of 100 simulated futures the last item is done in which week, from week ${run.bars[0][0]} to ${run.bars.at(-1)[0]}. ${run.said}`,
      height: 280,
      x: { label: "Weeks until all is done", ticks: undefined },
      y: { label: "Futures of 100", from0: true },
      marks: [
        { kind: "bars", bars: asBars(inTime), series: 1, text: "Promise kept" },
        ...(late.length ? [{ kind: "bars", bars: asBars(late), series: 2, text: "Promise broken" }] : []),
        { kind: "rule", x: run.promise + 0.5, text: `promise: ${run.promise} weeks` },
      ],
      table: {
        columns: ["Weeks", "Futures of 100", "Promise"],
        rows: run.bars.map(([week, part]) => [week, part, week <= run.promise ? "kept" : "broken"]),
      },
    });
  };
  model.on("change:shown", show);
  body.append(
    make("div", { class: "pmb-knobs" }, items.row, share.row),
    make("div", { class: "pmb-actions" }, jump(50, "The middle"), jump(85, "85 of 100"), jump(95, "95 of 100"), make("label", { class: "pmb-together" }, empty, "Leave out the weeks in which nothing was finished")),
    said,
    picture.node,
    make("p", { class: "pmb-quiet pmb-small" }, "Simulated. Each future draws weeks from the team's forty until all items are done. It assumes that the coming weeks are like those."),
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
