function render({ model, el }) {
  const settings = model.get("settings");
  const { themes, companies, claims, outcomes, facts } = settings;
  const { body, status, progress } = board(el, settings, {
    help: "Press a number to read the reviews behind it.",
  });
  const saved = model.get("answer") || {};
  const chosen = {
    measure: saved.measure,
    matching: saved.matching,
    importance: { ...saved.importance },
    claims: { ...saved.claims },
    white_space: saved.white_space ? [...saved.white_space] : undefined,
    behind: saved.behind,
    axes: saved.axes ? [...saved.axes] : ["", ""],
  };
  let look = null;
  const all = 5 + themes.length + claims.length;
  const done = () =>
    ["measure", "matching", "white_space", "behind"].filter((key) => chosen[key] !== undefined).length +
    (chosen.axes.every(Boolean) ? 1 : 0) +
    themes.filter(({ id }) => chosen.importance[id]).length +
    claims.filter(({ id }) => chosen.claims[id]).length;
  const keep = keeper(model, status, () => `${done()} of ${all} decisions made.${done() === all ? " Run the check below." : ""}`);
  const answer = () => {
    const given = { importance: chosen.importance, claims: chosen.claims };
    for (const key of ["measure", "matching", "white_space", "behind"]) if (chosen[key] !== undefined) given[key] = chosen[key];
    if (chosen.axes.every(Boolean)) given.axes = chosen.axes;
    if (look) given.look = look;
    return given;
  };
  const send = () => {
    show();
    keep.send(answer());
  };
  const spoken = make("div", { class: "pmb-hidden", "aria-live": "polite" });
  const themeOf = (id) => themes.find((theme) => theme.id === id);
  const heading = (text) => make("h4", { class: "pmb-part" }, text);

  // What a cell shows, by the measure and the matching that are chosen.
  const cell = (theme, company) => settings.cells[`${theme}|${company.id}`][chosen.matching || "word"];
  const rate = (theme, company) => cell(theme, company).count / company.reviews;
  const score = (theme, company) => Math.min(5, Math.max(0, 5 - 10 * rate(theme, company)));
  const weights = () => {
    const shares = themes.map(({ id }) => {
      const outcome = outcomes.find((o) => o.id === chosen.importance[id]);
      return outcome ? outcome.share : 0;
    });
    const sum = shares.reduce((a, b) => a + b, 0);
    return shares.map((share) => (sum ? share / sum : 0));
  };

  const measures = [
    { id: "count", text: "How many complain" },
    { id: "rate", text: "What share complains" },
    { id: "stars", text: "Mean stars" },
  ];
  const matchings = [
    { id: "word", text: "Any text that holds a word of the theme" },
    { id: "context", text: "Only where it is meant as a complaint" },
  ];
  for (const [key, text, options] of [
    ["measure", "What do you compare?", measures],
    ["matching", "Which reviews count?", matchings],
  ]) {
    const name = unique();
    body.append(
      make(
        "div",
        { class: "pmb-choice" },
        make("div", { class: "pmb-label", id: name }, text),
        choices(options, {
          labelledBy: name,
          chosen: chosen[key],
          changed(id) {
            chosen[key] = id;
            send();
          },
        }),
      ),
    );
  }

  // The matrix.
  const cells = new Map();
  const caption = make("caption", {});
  const total = make("tr", {}, make("th", { scope: "row" }, "Weighted score"), ...companies.map(() => make("td", {})));
  const panel = make("div", { class: "pmb-opened", hidden: true, role: "region", "aria-label": "Reviews behind the cell", tabindex: "-1" });
  const table = make(
    "table",
    { class: "pmb-matrix" },
    caption,
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        make("th", { scope: "col" }, "Theme"),
        ...companies.map((c) => make("th", { scope: "col" }, c.id, make("small", {}, `${c.reviews} reviews`))),
      ),
    ),
    make(
      "tbody",
      {},
      ...themes.map((theme) =>
        make(
          "tr",
          {},
          make("th", { scope: "row" }, theme.text),
          ...companies.map((company) => {
            const big = make("b", {});
            const small = make("small", {});
            const bar = make("span", { class: "pmb-tube", "aria-hidden": "true" }, make("span", {}));
            const button = make("button", { type: "button", class: "pmb-open" }, big, small, bar);
            button.addEventListener("click", () => {
              look = { theme: theme.id, company: company.id, page: 0 };
              keep.send(answer());
              panel.hidden = false;
              panel.dataset.wanted = "yes";
            });
            cells.set(`${theme.id}|${company.id}`, { big, small, bar, button, theme, company });
            return make("td", {}, button);
          }),
        ),
      ),
    ),
    make("tfoot", {}, total),
  );
  body.append(make("div", { class: "pmb-wide", tabindex: "0", role: "region", "aria-label": "Matrix" }, table), panel);

  const matrix = () => {
    const words = {
      count: "Number of reviews that complain. The score below each is 5 minus 10 times the share.",
      rate: "Of 100 reviews, so many complain. Below it the score: 5 minus 10 times the share, at least 0.",
      stars: "Mean stars. It is the same for every theme: stars don't say what somebody complains about.",
    };
    caption.textContent = words[chosen.measure || "count"];
    for (const { big, small, bar, button, theme, company } of cells.values()) {
      const { count } = cell(theme.id, company);
      const share = rate(theme.id, company);
      const value = score(theme.id, company);
      const stars = chosen.measure === "stars";
      const shown = { count: `${count}`, rate: `${Math.round(100 * share)} %`, stars: company.stars.toFixed(1) }[chosen.measure || "count"];
      big.textContent = shown;
      small.textContent = stars ? "stars" : chosen.measure === "rate" ? `score ${value.toFixed(1)}` : "reviews";
      const part = stars ? company.stars / 5 : chosen.measure === "rate" ? value / 5 : count / Math.max(...[...cells.values()].map((c) => cell(c.theme.id, c.company).count), 1);
      bar.firstChild.style.width = `${100 * part}%`;
      button.setAttribute(
        "aria-label",
        `${company.id}, ${theme.text}: ${stars ? `${shown} stars` : `${count} of ${company.reviews} reviews, ${Math.round(100 * share)} percent`}. Open the reviews.`,
      );
      button.classList.toggle("pmb-own", company.own);
      button.setAttribute("aria-pressed", `${Boolean(look && look.theme === theme.id && look.company === company.id)}`);
    }
    const w = weights();
    total.hidden = chosen.measure !== "rate" || !w.some(Boolean);
    [...total.querySelectorAll("td")].forEach((td, at) => {
      td.textContent = themes.reduce((sum, { id }, n) => sum + w[n] * score(id, companies[at]), 0).toFixed(2);
    });
  };

  // The reviews behind a cell, with what was found marked.
  const marked = (text, marks) => {
    const parts = [];
    let at = 0;
    for (const [start, end, complaint] of marks) {
      if (start < at) continue;
      parts.push(text.slice(at, start), make(complaint ? "mark" : "s", {}, text.slice(start, end)));
      at = end;
    }
    return [...parts, text.slice(at)];
  };
  const behindCell = () => {
    const open = (model.get("shown") || {}).opened;
    if (!open || !open.reviews || !look || open.theme !== look.theme || open.company !== look.company) return;
    const company = companies.find(({ id }) => id === open.company);
    const theme = themeOf(open.theme);
    const by = settings.cells[`${open.theme}|${open.company}`];
    const { count, low, high } = cell(open.theme, company);
    const turn = (to, text) => {
      const button = make("button", { type: "button", "aria-disabled": `${to < 0 || to >= open.pages}` }, text);
      button.addEventListener("click", () => {
        if (to < 0 || to >= open.pages) return;
        look = { ...look, page: to };
        keep.send(answer());
      });
      return button;
    };
    const close = make("button", { type: "button" }, "Close");
    close.addEventListener("click", () => {
      const back = cells.get(`${open.theme}|${open.company}`).button;
      look = null;
      panel.hidden = true;
      matrix();
      back.focus();
    });
    const title = make("p", { class: "pmb-heading" }, `${company.id}, ${theme.text.toLowerCase()}`);
    panel.replaceChildren(
      title,
      make(
        "p",
        {},
        `${count} of ${company.reviews} reviews count, which is ${(100 * rate(open.theme, company)).toFixed(1)} of 100. `,
        `In a sample of this size the true share may well lie anywhere from ${Math.round(100 * low)} to ${Math.round(100 * high)} of 100. `,
        by.word.count > by.context.count ? `${by.word.count - by.context.count} of the texts only mention the word: they are no complaint.` : "",
      ),
      ...(open.reviews.length
        ? open.reviews.map((review) => {
            const counts = review.marks.some(([, , complaint]) => complaint);
            return make(
              "blockquote",
              { class: "pmb-review" },
              make("p", {}, ...marked(review.text, review.marks)),
              make(
                "footer",
                {},
                `${review.id} · ${review.stars} star${review.stars === 1 ? "" : "s"} · `,
                counts ? "a complaint" : "not meant as a complaint",
                review.again ? " · posted twice" : "",
              ),
            );
          })
        : [make("p", { class: "pmb-quiet" }, "No review holds a word of this theme.")]),
      make(
        "div",
        { class: "pmb-actions" },
        turn(open.page - 1, "Earlier reviews"),
        turn(open.page + 1, "More reviews"),
        make("span", { class: "pmb-quiet" }, open.pages ? `Page ${open.page + 1} of ${open.pages}` : ""),
        close,
      ),
    );
    panel.hidden = false;
    if (panel.dataset.wanted) {
      delete panel.dataset.wanted;
      panel.focus({ preventScroll: true });
      panel.scrollIntoView({ block: "nearest" });
    }
  };

  // Importance, from the survey.
  body.append(heading("How important is each theme?"), make("p", { class: "pmb-quiet" }, "Choose the survey question that speaks to it. What nobody asked gets no weight."));
  const asked = themes.map((theme) => {
    const said = make("span", { class: "pmb-quiet" });
    const select = make(
      "select",
      { "aria-label": `Survey question for ${theme.text}` },
      make("option", { value: "" }, "Choose …"),
      ...outcomes.map((o) => make("option", { value: o.id }, o.text)),
      make("option", { value: "none" }, "none of these"),
    );
    select.value = chosen.importance[theme.id] || "";
    select.addEventListener("change", () => {
      if (select.value) chosen.importance[theme.id] = select.value;
      else delete chosen.importance[theme.id];
      send();
    });
    body.append(make("div", { class: "pmb-asks" }, make("span", {}, theme.text), select, said));
    return said;
  });
  const importance = () => {
    const w = weights();
    themes.forEach(({ id }, at) => {
      const outcome = outcomes.find((o) => o.id === chosen.importance[id]);
      asked[at].textContent = outcome
        ? `important to ${Math.round(100 * outcome.share)} of 100; weight ${w[at].toFixed(2)}`
        : chosen.importance[id] === "none"
          ? "no source, so no weight"
          : "";
    });
  };

  // Claims of a colleague, with their sources.
  body.append(heading("Tomasz has filled in some cells. What do you do with each?"));
  const list = make("ol", { class: "pmb-rows", role: "list" });
  for (const claim of claims) {
    const name = unique();
    list.append(
      make(
        "li",
        { class: "pmb-row pmb-claim" },
        make("div", { id: name }, make("span", { class: "pmb-tag" }, claim.company), `${claim.text}: `, make("b", {}, claim.value), make("div", { class: "pmb-quiet" }, `Source: ${claim.source || "none given"}`)),
        choices(
          [
            { id: "keep", text: "Keep it" },
            { id: "zero", text: "Write 0" },
            { id: "empty", text: "Leave it empty" },
          ],
          {
            labelledBy: name,
            chosen: chosen.claims[claim.id],
            changed(id) {
              chosen.claims[claim.id] = id;
              send();
            },
          },
        ),
      ),
    );
  }
  body.append(list);

  // What it tells.
  body.append(heading("What does the matrix tell you?"));
  const spaceName = unique();
  const boxes = [...themes, { id: "", text: "None of them" }].map(({ id, text }) => {
    const input = make("input", { type: "checkbox" });
    input.checked = chosen.white_space !== undefined && (id ? chosen.white_space.includes(id) : !chosen.white_space.length);
    input.addEventListener("change", () => {
      const others = boxes.filter((box) => box.id && box.input.checked).map((box) => box.id);
      if (!id) chosen.white_space = input.checked ? [] : undefined;
      else chosen.white_space = others.length ? others : undefined;
      for (const box of boxes) box.input.checked = chosen.white_space !== undefined && (box.id ? chosen.white_space.includes(box.id) : !chosen.white_space.length);
      send();
    });
    return { id, input, node: make("label", { class: "pmb-pill" }, input, make("span", {}, text)) };
  });
  const behindName = unique();
  body.append(
    make("div", { class: "pmb-choice" }, make("div", { class: "pmb-label", id: spaceName }, "White space: it has a weight, and nobody reaches a score of 4"), make("div", { class: "pmb-pills", role: "group", "aria-labelledby": spaceName }, ...boxes.map(({ node }) => node))),
    make(
      "div",
      { class: "pmb-choice" },
      make("div", { class: "pmb-label", id: behindName }, "Where Second Spark is furthest behind the best of the others, among themes with a weight"),
      choices(
        themes.map(({ id, text }) => ({ id, text })),
        {
          labelledBy: behindName,
          chosen: chosen.behind,
          changed(id) {
            chosen.behind = id;
            send();
          },
        },
      ),
    ),
  );

  // The map.
  body.append(heading("Your positioning map"), make("p", { class: "pmb-quiet" }, "Two things that customers weigh, and that are not the same thing twice."));
  const axisOptions = [...themes.map(({ id, text }) => ({ id, text: `${text}` })), ...facts];
  const axes = ["From left to right", "From bottom to top"].map((text, at) => {
    const name = unique();
    const select = make("select", { id: name }, make("option", { value: "" }, "Choose …"), ...axisOptions.map(({ id, text: t }) => make("option", { value: id }, t)));
    select.value = chosen.axes[at];
    select.addEventListener("change", () => {
      chosen.axes[at] = select.value;
      send();
    });
    return make("span", { class: "pmb-together" }, make("label", { for: name }, text), select);
  });
  const picture = plot();
  const unmapped = make("p", { class: "pmb-quiet" }, "Choose two axes, and the companies appear.");
  body.append(make("div", { class: "pmb-actions" }, ...axes), unmapped, picture.node, spoken);
  const valueOn = (axis, company) => {
    if (company.facts[axis] !== undefined) return company.facts[axis];
    if (chosen.measure === "stars") return company.stars;
    return chosen.measure === "count" ? cell(axis, company).count : score(axis, company);
  };
  const nameOf = (axis) => {
    const fact = facts.find(({ id }) => id === axis);
    if (fact) return fact.text;
    const measure = { count: "complaints", stars: "mean stars", rate: "score 0 to 5" }[chosen.measure || "rate"];
    return `${themeOf(axis).text}: ${measure}`;
  };
  const map = () => {
    const [x, y] = chosen.axes;
    unmapped.hidden = Boolean(x && y);
    picture.node.hidden = !unmapped.hidden;
    if (!x || !y) return;
    const places = companies.map((c) => ({ x: valueOn(x, c), y: valueOn(y, c), text: c.id, strong: c.own }));
    const scale = (axis) => (facts.some(({ id }) => id === axis) || chosen.measure === "count" ? { from0: true } : { domain: [0, 5.2], ticks: [0, 1, 2, 3, 4, 5] });
    picture.show({
      alt: `Positioning map (simulated). ${places.map((p) => `${p.text}: ${nameOf(x)} ${plain(p.x)}, ${nameOf(y)} ${plain(p.y)}`).join(". ")}.`,
      height: 340,
      x: { label: nameOf(x), ...scale(x) },
      y: { label: nameOf(y), ...scale(y) },
      marks: [
        { kind: "points", series: 1, points: places.filter(({ strong }) => !strong) },
        { kind: "points", series: 2, points: places.filter(({ strong }) => strong) },
      ],
      table: { columns: ["Company", nameOf(x), nameOf(y)], rows: places.map((p) => [p.text, p.x, p.y]) },
    });
  };

  const show = () => {
    matrix();
    importance();
    map();
    behindCell();
    progress(done(), all);
    keep.show();
  };
  const arrived = () => {
    behindCell();
    matrix();
  };
  model.on("change:shown", arrived);
  show();
  return () => {
    keep.stop();
    picture.stop();
    model.off("change:shown", arrived);
  };
}
export default { render };
