function render({ model, el }) {
  const settings = model.get("settings");
  const { channels, hours } = settings;
  const { body, status, progress } = board(el, settings, { help: settings.help });
  const saved = model.get("answer") || {};
  const chosen = { actions: { ...(saved.actions || {}) }, odds: saved.odds || "given", waits: saved.waits !== false };
  const outlook = () => (model.get("shown") || {}).outlook || {};
  const weeks = (value) => `week ${Math.round(value)}`;
  const keep = keeper(model, status, () => {
    const { hours: used = 0, over = [] } = outlook();
    const parts = [`${used} of ${hours} hours a week.`];
    if (used > hours) parts.push("That is more than you have.");
    if (over.length) parts.push(`There are not that many: ${over.join(", ")}.`);
    return parts.join(" ");
  });
  const send = () => keep.send(chosen);
  const save = debounced(send);
  const rows = channels.map((channel) => {
    const name = unique();
    const input = make("input", { id: name, type: "range", min: 0, max: Math.min(channel.most + 6, 40), step: 1 });
    input.value = chosen.actions[channel.id] || 0;
    const count = make("output", { for: name, class: "pmb-figure-now" });
    const write = () => {
      count.textContent = `${input.value} a week, ${channel.most} at most`;
      input.setAttribute("aria-valuetext", count.textContent);
    };
    input.addEventListener("input", () => {
      chosen.actions[channel.id] = Number(input.value);
      write();
      save.soon();
    });
    input.addEventListener("change", save.now);
    write();
    return make(
      "div",
      { class: "pmb-search-row" },
      make("label", { for: name }, channel.id, make("span", { class: "pmb-quiet" }, ` ${channel.hours} h each`)),
      input,
      count,
    );
  });
  const pick = (title, options, key, value, take) => {
    const id = unique();
    return make(
      "div",
      { class: "pmb-search-switch" },
      make("div", { id, class: "pmb-label" }, title),
      choices(options, {
        labelledBy: id,
        chosen: value,
        changed(given) {
          chosen[key] = take(given);
          send();
        },
      }),
    );
  };
  const switches = make(
    "div",
    { class: "pmb-line-up" },
    pick(
      "If referrals helped",
      [
        { id: "half", text: "half as much" },
        { id: "given", text: "as simulated" },
        { id: "double", text: "twice as much" },
      ],
      "odds",
      chosen.odds,
      (id) => id,
    ),
    pick(
      "Answers",
      [
        { id: "yes", text: "take their time" },
        { id: "no", text: "come at once" },
      ],
      "waits",
      chosen.waits ? "yes" : "no",
      (id) => id === "yes",
    ),
  );
  const told = make("div", { class: "pmb-told-search", "aria-live": "polite" });
  const picture = plot();
  body.append(...rows, switches, told, picture.node);
  const show = () => {
    const { by = [], median, mean, eighty, weekly = 0, silent7 } = outlook();
    progress(Math.min(outlook().hours || 0, hours), hours);
    told.replaceChildren(
      ...(weekly
        ? [
            make("p", {}, `Half of such searches are over by ${weeks(median)}, four of five by ${weeks(eighty)}. The mean is ${weeks(mean)}.`),
            make("p", {}, `In week 7, ${silent7} of 100 such searches have no offer yet, and nothing is wrong with them. (All odds are simulated.)`),
          ]
        : [make("p", {}, "Choose some actions for a week, and see what they lead to.")]),
    );
    const marks = [{ kind: "area", points: by, series: 1 }];
    if (median !== null && median !== undefined && median <= 52) marks.push({ kind: "rule", x: median, text: "half" });
    if (eighty !== null && eighty !== undefined && eighty <= 52) marks.push({ kind: "rule", x: eighty, text: "four of five" });
    marks.push({ kind: "rule", x: 7, text: "week 7" });
    picture.show({
      alt: `Chance of an offer by week, simulated: ${Math.round((by[20] || [0, 0])[1])} of 100 by week 20 and ${Math.round((by[52] || [0, 0])[1])} of 100 by week 52, with ${(100 * weekly).toFixed(1)} of 100 each week.`,
      height: 260,
      x: { label: "Week", domain: [0, 52] },
      y: { label: "Offer by then, of 100", domain: [0, 100] },
      marks,
      table: { columns: ["Week", "Offer by then, of 100"], rows: by.filter(([week]) => week % 4 === 0) },
    });
    keep.show();
  };
  model.on("change:shown", show);
  show();
  return () => {
    save.now();
    keep.stop();
    picture.stop();
    model.off("change:shown", show);
  };
}
export default { render };
