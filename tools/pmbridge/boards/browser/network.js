function render({ model, el }) {
  const settings = model.get("settings");
  const { people, ties, reasons, goal } = settings;
  const { body, status, progress } = board(el, settings, { help: settings.help });
  const by = Object.fromEntries(people.map((person) => [person.person, person]));
  const circles = [...new Set(people.map(({ circle }) => circle))].filter((name) => name !== "you");
  const series = (circle) => circles.indexOf(circle) + 1;
  const chosen = { ...(model.get("answer") || {}) };
  const effect = () => {
    const found = (model.get("shown") || {}).effect || {};
    return found.person === chosen.person ? found : {};
  };
  const done = () => Number(Boolean(chosen.person)) + Number(Boolean(chosen.reason));
  const keep = keeper(model, status, () => {
    const person = chosen.person ? `${name(chosen.person)}.` : "Choose a person.";
    return done() === 2 ? `${person} Run the check below.` : chosen.person ? `${person} And why?` : person;
  });
  const name = (id) => `${by[id].name} (${id})`;
  const list = (words) => words.join(", ").replace(/, ([^,]*)$/, " and $1");
  const times = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;

  // The map. The list below it is the same choice for keyboard and screen reader.
  const map = drawn("svg", {
    viewBox: "0 0 100 68",
    role: "img",
    class: "pmb-map",
    "aria-label":
      `Map of your simulated network: you and ${people.length - 1} people in ${circles.length} circles. ` +
      "The list below it holds the same people.",
  });
  const lines = ties.map(([a, b]) => {
    const line = drawn("line", { x1: by[a].x, y1: by[a].y, x2: by[b].x, y2: by[b].y });
    map.append(line);
    return { a, b, line };
  });
  const dots = people.map((person) => {
    const own = person.person === "YOU";
    const shape = own ? "circle" : SHAPES[series(person.circle) - 1];
    const dot = shapeOf(shape, person.x, person.y, own ? 1.9 : 0.95);
    dot.setAttribute("class", own ? "pmb-you" : `pmb-dot pmb-series-${series(person.circle)}`);
    const title = drawn("title");
    title.textContent = own ? "You" : `${person.name}, ${person.circle}`;
    dot.append(title);
    if (!own) dot.addEventListener("click", () => choose(person.person));
    map.append(dot);
    return { person: person.person, dot };
  });
  const label = (text, x, y, kind) => {
    const words = drawn("text", { x, y, "text-anchor": "middle", class: kind });
    words.textContent = text;
    map.append(words);
    return words;
  };
  for (const circle of circles) {
    const members = people.filter((person) => person.circle === circle);
    const x = members.reduce((sum, person) => sum + person.x, 0) / members.length;
    const top = Math.min(...members.map((person) => person.y));
    label(circle, x, Math.max(top - 2.2, 2.4), `pmb-circle pmb-series-${series(circle)}`);
  }
  label("You", by.YOU.x, by.YOU.y - 3, "pmb-circle");
  const ring = drawn("circle", { class: "pmb-ring", r: 2.4 });
  map.append(ring);

  const select = make(
    "select",
    { id: unique() },
    make("option", { value: "" }, "Choose …"),
    ...circles.map((circle) =>
      make(
        "optgroup",
        { label: circle },
        ...people
          .filter((person) => person.circle === circle)
          .map((person) => make("option", { value: person.person }, `${person.name}, ${person.role} (${person.person})`)),
      ),
    ),
  );
  select.value = by[chosen.person] ? chosen.person : "";
  select.addEventListener("change", () => choose(select.value));
  const card = make("div", { class: "pmb-person", "aria-live": "polite" });
  const why = unique();
  const pills = choices(reasons, {
    labelledBy: why,
    chosen: chosen.reason,
    list: true,
    changed(id) {
      chosen.reason = id;
      send();
    },
  });
  body.append(
    map,
    make(
      "div",
      { class: "pmb-line-up" },
      make("div", {}, make("label", { class: "pmb-heading", for: select.id }, "Whom?"), select, card),
      make("div", {}, make("div", { class: "pmb-heading", id: why }, "Why this person?"), pills),
    ),
  );

  const send = () => {
    progress(done(), 2);
    keep.send(chosen);
    keep.show();
  };
  function choose(id) {
    if (id) chosen.person = id;
    else delete chosen.person;
    select.value = id;
    show();
    send();
  }
  const table = (rows) =>
    make(
      "table",
      { class: "pmb-numbers" },
      make("thead", {}, make("tr", {}, ...["", "Now", "With a tie"].map((text) => make("th", { scope: "col" }, text)))),
      make(
        "tbody",
        {},
        ...rows.map(([what, now, then]) =>
          make("tr", {}, make("th", { scope: "row" }, what), make("td", {}, now), make("td", {}, now === then ? `${then}, the same` : then)),
        ),
      ),
    );
  const show = () => {
    const { path = [], mutual = [], known, contacts, away, circles: reaches = [], before, after } = effect();
    const way = path.slice(1).map((step, n) => [path[n], step].sort().join());
    for (const { a, b, line } of lines) {
      const on = way.includes([a, b].sort().join());
      const own = a === "YOU" || b === "YOU";
      line.setAttribute("class", on ? "pmb-way" : own ? "pmb-own" : "pmb-tie");
    }
    for (const { person, dot } of dots) dot.classList.toggle("pmb-picked", person === chosen.person);
    const person = by[chosen.person];
    ring.setAttribute("visibility", person ? "visible" : "hidden");
    if (!person) {
      card.replaceChildren(make("p", { class: "pmb-quiet" }, "Choose from the list, or click on the map."));
      return;
    }
    ring.setAttribute("cx", person.x);
    ring.setAttribute("cy", person.y);
    const words = [make("p", {}, `${person.name}, ${person.role}. ${person.known_for}`)];
    if (before) {
      const shared = mutual.length
        ? `You both know ${list(mutual.map((id) => by[id].name))}.`
        : known
          ? "You have no other contact in common."
          : "Nobody you know knows this person, so nobody can introduce you.";
      words.push(
        make("p", {}, known ? `You know ${person.name} already. ${shared}` : `${times(away, "step")} away. ${shared}`),
        make("p", {}, `Knows ${times(contacts, "person").replace("persons", "people")}, in ${list(reaches)}.`),
      );
      if (!known) {
        const round = (value) => value.toFixed(3);
        words.push(
          table([
            [`Steps to ${goal} people`, String(before.steps), String(after.steps)],
            ["Constraint (low is open)", round(before.constraint), round(after.constraint)],
          ]),
        );
      }
    }
    card.replaceChildren(...words);
  };
  model.on("change:shown", show);
  progress(done(), 2);
  show();
  keep.show();
  return () => {
    keep.stop();
    model.off("change:shown", show);
  };
}
export default { render };
