function render({ model, el }) {
  const settings = model.get("settings");
  const { pairs, features, classes, said } = settings;
  const { body, foot, status, progress } = board(el, settings, {
    help: "Choose a class for the pair on top. The keys 1 to 6 do the same. Press a place in the grid to look at its pair again.",
  });
  const saved = model.get("answer") || {};
  const sortedInto = { ...(saved.pairs || {}) };
  const read = { ...(saved.features || {}) };
  const left = () => pairs.filter(({ id }) => !sortedInto[id]);
  let now = left()[0] || pairs[0];
  const nameOf = (letter) => classes.find(({ id }) => id === letter).text;
  const keep = keeper(model, status, () => {
    const open = left().length;
    const named = features.filter(({ id }) => read[id]).length;
    return open ? `${pairs.length - open} of ${pairs.length} pairs sorted.` : `All pairs sorted. ${named} of ${features.length} features read.`;
  });
  const spoken = make("div", { class: "pmb-hidden", "aria-live": "polite" });
  const send = () => {
    show();
    keep.send({ pairs: sortedInto, features: read });
  };

  // The card, and the six classes.
  const title = unique();
  const card = make("div", { class: "pmb-k-card", id: title });
  const buttons = classes.map(({ id, text }, at) => {
    const button = make("button", { type: "button", "aria-describedby": title }, make("small", { "aria-hidden": "true" }, `${at + 1}`), text);
    button.addEventListener("click", () => put(id));
    return { id, button };
  });
  const put = (letter) => {
    sortedInto[now.id] = letter;
    const open = left();
    const after = pairs.slice(pairs.indexOf(now) + 1).find(({ id }) => !sortedInto[id]);
    now = after || open[0] || now;
    send();
    spoken.textContent = open.length ? `${nameOf(letter)}. Next: ${words(now)}` : `${nameOf(letter)}. All pairs are sorted.`;
  };
  const words = (pair) => `With it: ${said[pair.present]}. Without it: ${said[pair.absent]}.`;
  const bench = make("div", { class: "pmb-bench", role: "group", "aria-label": "Sort this pair" }, card, make("div", { class: "pmb-actions" }, ...buttons.map(({ button }) => button)));
  bench.addEventListener("keydown", (event) => {
    const at = Number(event.key) - 1;
    if (!(at >= 0 && at < classes.length) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    put(classes[at].id);
  });

  // All 25 pairs as the grid that they form.
  const answers = Object.keys(said);
  const cells = new Map();
  const grid = make(
    "table",
    { class: "pmb-kano" },
    make("caption", {}, "Your 25 classes. Down: with it. Across: without it."),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "with / without"), ...answers.map((a) => make("th", { scope: "col" }, said[a])))),
    make(
      "tbody",
      {},
      ...answers.map((present) =>
        make(
          "tr",
          {},
          make("th", { scope: "row" }, said[present]),
          ...answers.map((absent) => {
            const pair = pairs.find((p) => p.present === present && p.absent === absent);
            const button = make("button", { type: "button" });
            button.addEventListener("click", () => {
              now = pair;
              show();
              buttons[0].button.focus();
              spoken.textContent = words(pair);
            });
            cells.set(pair.id, button);
            return make("td", {}, button);
          }),
        ),
      ),
    ),
  );

  // What the sorting makes of the four features.
  const picture = plot();
  const notYet = make("p", { class: "pmb-quiet" }, "Sort pairs, and your 200 households appear here.");
  const bars = make("div", { class: "pmb-shares" });
  const asked = features.map((feature) => {
    const name = unique();
    return make(
      "div",
      { class: "pmb-choice" },
      make("div", { class: "pmb-label", id: name }, feature.text),
      choices(
        classes.slice(0, 4),
        {
          labelledBy: name,
          chosen: read[feature.id],
          changed(letter) {
            read[feature.id] = letter;
            send();
          },
        },
      ),
    );
  });
  body.append(
    bench,
    make("div", { class: "pmb-wide", tabindex: "0", role: "region", "aria-label": "Grid of pairs" }, grid),
    make("h4", { class: "pmb-part" }, "What your sorting says about four features"),
    notYet,
    bars,
    picture.node,
    make("h4", { class: "pmb-part" }, "What is each feature to most households?"),
    ...asked,
    spoken,
  );

  const shares = () => {
    const found = (model.get("shown") || {}).features || {};
    const some = features.some(({ id }) => found[id] && Object.values(found[id].counts).some(Boolean));
    notYet.hidden = some;
    picture.node.hidden = bars.hidden = !some;
    if (!some) return;
    bars.replaceChildren(
      ...features.map(({ id, text }) => {
        const { counts } = found[id];
        const parts = classes.filter((c) => counts[c.id]);
        return make(
          "div",
          {},
          make("span", { class: "pmb-label" }, text),
          make("span", { class: "pmb-strip", "aria-hidden": "true" }, ...parts.map((c) => make("span", { style: `flex:${counts[c.id]}`, class: `pmb-k-${c.id}` }, counts[c.id] > 9 ? c.id : ""))),
          make("span", { class: "pmb-small" }, parts.map((c) => `${c.text} ${counts[c.id]}`).join(", ")),
        );
      }),
    );
    const placed = features.filter(({ id }) => found[id].better !== undefined);
    const points = placed.map(({ id, text }) => ({ x: -found[id].worse, y: found[id].better, text }));
    picture.show({
      alt: `Better and Worse of the features (simulated). ${points.map((p) => `${p.text}: Better ${p.y.toFixed(2)}, Worse -${p.x.toFixed(2)}`).join(". ")}.`,
      height: 320,
      x: { label: "How much its absence annoys (Worse, sign left out)", domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] },
      y: { label: "How much its presence pleases (Better)", domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] },
      marks: [{ kind: "rule", x: 0.5 }, { kind: "rule", y: 0.5 }, { kind: "points", series: 1, points }],
      table: { columns: ["Feature", "Better", "Worse"], rows: placed.map(({ id, text }) => [text, found[id].better.toFixed(2), found[id].worse.toFixed(2)]) },
    });
  };

  const show = () => {
    const at = pairs.indexOf(now) + 1;
    card.replaceChildren(
      make("span", { class: "pmb-quiet" }, `Pair ${at} of ${pairs.length}`),
      make("p", {}, "With it: ", make("b", {}, `“${said[now.present]}.”`)),
      make("p", {}, "Without it: ", make("b", {}, `“${said[now.absent]}.”`)),
    );
    for (const { id, button } of buttons) button.setAttribute("aria-pressed", `${sortedInto[now.id] === id}`);
    for (const pair of pairs) {
      const button = cells.get(pair.id);
      const letter = sortedInto[pair.id];
      button.textContent = letter || "·";
      button.className = letter ? `pmb-k-${letter}` : "";
      button.setAttribute("aria-label", `${words(pair)} ${letter ? nameOf(letter) : "Not sorted yet"}.`);
      button.setAttribute("aria-current", `${pair === now}`);
    }
    shares();
    progress(pairs.length - left().length + features.filter(({ id }) => read[id]).length, pairs.length + features.length);
    keep.show();
  };
  const back = make("button", { type: "button", class: "pmb-plain" }, "Begin again");
  back.addEventListener("click", () => {
    for (const id of Object.keys(sortedInto)) delete sortedInto[id];
    now = pairs[0];
    send();
    buttons[0].button.focus();
  });
  foot.append(back);
  model.on("change:shown", shares);
  show();
  return () => {
    keep.stop();
    picture.stop();
    model.off("change:shown", shares);
  };
}
export default { render };
