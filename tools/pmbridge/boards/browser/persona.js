const MARK = { more: "▲", less: "▼", same: "=", open: "?", circular: "↻" };

function render({ model, el }) {
  const settings = model.get("settings");
  const { columns, questions, signs, words } = settings;
  const { body, foot, status, progress } = board(el, settings, { help: settings.help });
  const shown = () => model.get("shown") || {};
  const saved = model.get("answer") || {};
  const spoken = make("div", { class: "pmb-hidden", "aria-live": "polite" });
  const closed = make("p", { class: "pmb-warning" }, "The survey is closed. Lock your proto-persona in exercise 1, then run this cell again.");
  const desk = make("div");
  body.append(closed, desk, spoken);

  // What the learner has said; the rule's conditions come back from Python as it read them.
  const state = {
    name: saved.name || "",
    situation: saved.situation || "",
    conditions: (shown().conditions || []).map((c) => ({ ...c, value: `${c.value}` })),
    claims: Object.fromEntries((saved.claims || []).map(({ id, text }) => [id, text])),
  };
  if (!state.conditions.length) state.conditions.push({ column: "", operator: "<=", value: "" });
  const isText = (column) => (columns.find(({ id }) => id === column) || { answers: [] }).answers.length > 0;
  const taken = () => questions.filter(({ id }) => id in state.claims);
  const rowOf = (id) => (shown().rows || []).find((row) => row.id === id) || {};
  const isOpened = () => Boolean((rowOf(questions[0].id) || {}).holdout);
  const keep = keeper(model, status, () => {
    if (shown().closed) return "";
    const parts = [`${taken().length} claims taken in.`];
    parts.push(isOpened() ? "The held-out half is open for this rule." : "The held-out half is closed for this rule.");
    return parts.join(" ");
  });
  const answer = (more = {}) => ({ ...state, ...more });
  const save = debounced(() => keep.send(answer()));
  const typing = (key) => ({ value: state[key], typed: (value) => { state[key] = value; save.soon(); }, left: save.now });

  // 1. The rule.
  const rules = make("div", { class: "pmb-rule-list", role: "group", "aria-label": "Your rule" });
  const count = make("p", { class: "pmb-total-line", role: "status" });
  const wrong = make("p", { class: "pmb-warning", hidden: true, role: "status" });
  const more = make("button", { type: "button" }, "Add a condition");
  const drawRules = () => {
    rules.replaceChildren(
      ...state.conditions.map((condition, at) => {
        const column = make(
          "select",
          { "aria-label": `Condition ${at + 1}: what` },
          make("option", { value: "" }, "Choose …"),
          ...columns.map(({ id, text }) => make("option", { value: id }, text)),
        );
        column.value = condition.column;
        const rest = make("span", { class: "pmb-compared" });
        const name = `Condition ${at + 1}: value`;
        // Only what follows the list is drawn anew, so that the focus stays and typing goes on choosing.
        const drawRest = () => {
          const text = isText(condition.column);
          const sign = make(
            "select",
            { "aria-label": `Condition ${at + 1}: comparison` },
            ...(text ? ["==", "!="] : ["<=", ">=", "=="]).map((id) => make("option", { value: id }, signs[id])),
          );
          sign.value = condition.operator;
          if (!sign.value) sign.selectedIndex = 0;
          condition.operator = sign.value;
          sign.addEventListener("change", () => {
            condition.operator = sign.value;
            keep.send(answer());
          });
          let value;
          if (text) {
            const { answers } = columns.find(({ id }) => id === condition.column);
            value = make("select", { "aria-label": name }, make("option", { value: "" }, "Choose …"), ...answers.map((a) => make("option", { value: a }, a)));
            value.value = answers.includes(condition.value) ? condition.value : "";
            value.addEventListener("change", () => {
              condition.value = value.value;
              keep.send(answer());
            });
          } else {
            value = make("input", { type: "text", class: "pmb-figure", inputmode: "decimal", "aria-label": name, autocomplete: "off" });
            value.value = condition.value;
            value.addEventListener("input", () => {
              condition.value = value.value;
              save.soon();
            });
            value.addEventListener("blur", save.now);
          }
          rest.replaceChildren(sign, value);
        };
        column.addEventListener("change", () => {
          condition.column = column.value;
          condition.value = "";
          condition.operator = isText(column.value) ? "==" : "<=";
          drawRest();
          keep.send(answer());
        });
        drawRest();
        const out = make("button", { type: "button", "aria-label": `Remove condition ${at + 1}`, hidden: state.conditions.length === 1 }, "Remove");
        out.addEventListener("click", () => {
          state.conditions.splice(at, 1);
          drawRules();
          keep.send(answer());
          more.focus();
        });
        return make("div", { class: "pmb-condition" }, make("span", { class: "pmb-joins" }, at ? "and" : "Households whose"), column, rest, out);
      }),
    );
    more.hidden = state.conditions.length >= 3;
  };
  more.addEventListener("click", () => {
    state.conditions.push({ column: "", operator: "<=", value: "" });
    drawRules();
    rules.querySelector(".pmb-condition:last-child select").focus();
  });

  // 2. What sets them apart: a picture, and a line for each question.
  const picture = plot();
  const size = (question, value) => (question.unit === "%" ? `${Math.round(100 * value)} of 100` : value.toFixed(1));
  const gap = (question, value) => {
    const digits = question.unit === "%" ? 0 : 1;
    const number = (digits ? value : 100 * value).toFixed(digits);
    if (!Number(number)) return number.replace("-", "");
    return (value > 0 ? "+" : "") + number.replace("-", "−");
  };
  const said = (question, found) =>
    `${size(question, found.group)} in your group, ${size(question, found.rest)} elsewhere. ` +
    `Difference ${gap(question, found.difference)}, 95 % interval ${gap(question, found.low)} to ${gap(question, found.high)}.`;
  const lines = questions.map((question, at) => {
    const name = unique();
    const verdict = make("span", { class: "pmb-verdict" });
    const numbers = make("div", { class: "pmb-quiet" });
    const second = make("div");
    const guess = make("div", { class: "pmb-quiet" });
    const take = make("input", { type: "checkbox", "aria-labelledby": `${name}-take ${name}` });
    const own = field(
      { id: question.id, text: "In words that they would use", type: "text", max_words: 20 },
      {
        value: state.claims[question.id] || "",
        labelledBy: name,
        typed(value) {
          state.claims[question.id] = value;
          save.soon();
        },
        left: save.now,
      },
    );
    take.addEventListener("change", () => {
      if (take.checked) state.claims[question.id] = own.node.querySelector("input").value;
      else delete state.claims[question.id];
      show();
      keep.send(answer());
      if (take.checked) own.focus();
    });
    const item = make(
      "li",
      { class: "pmb-row" },
      make("span", { class: "pmb-number", "aria-hidden": "true" }, `${at + 1}`),
      make(
        "div",
        {},
        make("div", { class: "pmb-claim" }, make("span", { id: name }, `They ${question.text}`), verdict),
        numbers,
        second,
        guess,
        make("label", { class: "pmb-take" }, take, make("span", { id: `${name}-take` }, "Take this into the persona")),
        own.node,
      ),
    );
    const update = () => {
      const { explore, holdout } = rowOf(question.id);
      const decides = holdout || explore;
      item.hidden = !decides;
      take.checked = question.id in state.claims;
      own.node.hidden = !take.checked;
      own.show();
      if (!decides) return;
      verdict.textContent = `${MARK[decides.verdict]} ${words[decides.verdict]}`;
      verdict.className = `pmb-verdict pmb-verdict-${decides.verdict}`;
      numbers.textContent = (holdout ? "Half explored: " : "") + said(question, explore);
      second.textContent = holdout ? `Held-out half: ${said(question, holdout)}` : "";
      second.hidden = !holdout;
      const expected = (shown().guesses || {})[question.id];
      guess.textContent = expected ? `You had expected: ${{ more: "more", less: "less", same: "no difference that matters" }[expected.than]}, ${expected.sure} % sure.` : "";
    };
    return { item, update };
  });

  // 3. The held-out half.
  const openIt = make("button", { type: "button" }, "Open the held-out half");
  const looked = make("p", { class: "pmb-quiet" });
  const score = make("div");
  openIt.addEventListener("click", () => {
    save.now();
    keep.send(answer({ open: true }));
    spoken.textContent = "The held-out half is open.";
  });

  const heading = (text) => make("p", { class: "pmb-heading" }, text);
  const about = make("div", { class: "pmb-fields" });
  about.append(
    field({ id: "name", text: "A name to remember them by", type: "text", help: "No photo and no age are needed." }, typing("name")).node,
    field({ id: "situation", text: "Their situation, and what they want to get done", type: "long", rows: 3, max_words: 60, help: "When does it happen, and what do they do then?" }, typing("situation")).node,
  );
  const list = make("ol", { class: "pmb-rows", role: "list" });
  list.append(...lines.map(({ item }) => item));
  const evidence = make("div");
  evidence.append(heading("2. What sets them apart"), picture.node, list);
  const last = make("div");
  last.append(
    heading("3. The other half"),
    make("p", {}, "You chose your group by looking at one half. So that half flatters your group. Open the other half when you have finished choosing."),
    make("div", { class: "pmb-actions" }, openIt),
    looked,
    score,
  );
  const portrait = make("div");
  portrait.append(heading("4. Who they are"), about);
  desk.append(heading("1. Whom do you mean?"), rules, make("div", { class: "pmb-actions" }, more), wrong, count, evidence, last, portrait);

  const clip = (value) => Math.max(-9, Math.min(9, value));
  const draw = () => {
    const height = questions.length;
    const place = (half, verdict, shift) =>
      questions.flatMap((question, at) => {
        const found = rowOf(question.id)[half];
        if (!found || found.verdict === "circular" || (verdict && found.verdict !== verdict)) return [];
        const [low, middle, high] = ["low", "difference", "high"].map((key) => clip(found[key] / question.margin));
        return [{ low, middle, high, y: height - at + shift }];
      });
    const half = isOpened() ? "holdout" : "explore";
    const shift = isOpened() ? 0.16 : 0;
    const set = (series, shape, text, verdicts) => {
      const points = verdicts.flatMap((verdict) => place(half, verdict, shift));
      if (!points.length) return [];
      // The shape tells the verdicts apart, so that nobody needs the colours.
      const dots = points.map(({ middle, y }) => ({ x: middle, y }));
      const bars = points.map(({ low, high, y }) => ({ low, high, y }));
      return [{ kind: "interval", series, points: bars }, { kind: "points", series, shape, text, points: dots }];
    };
    const before = isOpened() ? [{ kind: "interval", series: 4, text: "the half you explored", points: place("explore", "", -0.2) }] : [];
    const tells = questions.filter(({ id }) => ["more", "less"].includes((rowOf(id)[half] || {}).verdict));
    const nothing = questions.filter(({ id }) => (rowOf(id)[half] || {}).verdict === "same");
    picture.show({
      alt:
        `Your group against everybody else, ${isOpened() ? "on the held-out half" : "on the half to explore"}. ` +
        `${tells.length} differences: ${tells.map(({ id, short }) => `${short} ${rowOf(id)[half].verdict}`).join(", ") || "none"}. ` +
        `${nothing.length} without a difference that matters: ${nothing.map(({ short }) => short).join(", ") || "none"}.`,
      height: 60 + 27 * height,
      x: { label: "Difference from everybody else; 1 is as much as would matter", domain: [-9, 9], ticks: [-8, -6, -4, -2, 0, 2, 4, 6, 8] },
      y: { domain: [0.4, height + 0.6], ticks: questions.map(({ short }, at) => ({ at: height - at, text: short })) },
      marks: [
        { kind: "rule", x: -1 },
        { kind: "rule", x: 1 },
        ...set(1, "diamond", "more or less than everybody else", ["more", "less"]),
        ...set(2, "circle", "no difference that matters", ["same"]),
        ...set(3, "square", "can't tell", ["open"]),
        ...before,
      ],
      table: {
        columns: ["Question", "Your group", "Everybody else", "Difference", "95 % from", "to", "Verdict"],
        rows: questions.flatMap((question) => {
          const found = rowOf(question.id)[half];
          if (!found) return [];
          const cells = ["difference", "low", "high"].map((key) => gap(question, found[key]));
          return [[question.short, size(question, found.group), size(question, found.rest), ...cells, words[found.verdict]]];
        }),
      },
    });
  };
  const drawScore = () => {
    const result = shown().score;
    score.hidden = !result;
    if (!result) return;
    const right = result.rows.filter((row) => row.right);
    const sure = result.rows.filter((row) => row.sure >= 80);
    const sureRight = sure.filter((row) => row.right);
    score.replaceChildren(
      make("p", { class: "pmb-lead" }, `Your proto-persona, scored: ${right.length} of ${result.rows.length} guesses came true.`),
      make(
        "p",
        {},
        `Brier score ${result.brier.toFixed(2)}. 0 is sure and right every time, 0.25 is what "50 % sure" on everything gets, and 1 is sure and wrong every time. ` +
          (sure.length ? `Of the ${sure.length} of which you were at least 80 % sure, ${sureRight.length} came true.` : "You were at least 80 % sure of none."),
      ),
      make("p", { class: "pmb-quiet" }, `It was about the rule that you chose then: ${result.rule}. The held-out half decided.`),
      make(
        "details",
        { class: "pmb-twin" },
        make("summary", {}, "Guess by guess"),
        make(
          "div",
          { class: "pmb-wide", tabindex: "0", role: "region", "aria-label": "Guess by guess" },
          make(
            "table",
            { class: "pmb-numbers" },
            make("thead", {}, make("tr", {}, ...["", "You expected", "Sure", "It was", ""].map((h) => make("th", { scope: "col" }, h)))),
            make("tbody", {}, ...result.rows.map((row) => make("tr", {}, ...[row.short, row.than, `${row.sure} %`, row.verdict === "open" ? "can't tell" : row.verdict, row.right ? "✓ came true" : "✗ did not"].map((c) => make("td", {}, c))))),
          ),
        ),
      ),
    );
  };
  const show = () => {
    const now = shown();
    closed.hidden = !now.closed;
    desk.hidden = Boolean(now.closed);
    keep.show();
    if (now.closed) return;
    wrong.hidden = !now.fault;
    wrong.textContent = now.fault || "";
    const any = Boolean(rowOf(questions[0].id).explore);
    evidence.hidden = !any;
    last.hidden = !any;
    portrait.hidden = !any && !state.name && !state.situation;
    count.textContent = now.n ? `${now.n.all} of 600 households, ${now.n.explore} of them in the half to explore${now.n.all < 100 ? ". A persona needs 100 at least" : ""}.` : "";
    for (const { update } of lines) update();
    openIt.hidden = isOpened();
    openIt.textContent = (now.opened || []).length ? "Open the held-out half for this rule, too" : "Open the held-out half";
    const times = (now.opened || []).length;
    looked.textContent = !times
      ? "Not opened yet. You may open it for another rule later, and the evidence table will say how often you looked."
      : times === 1
        ? `Opened for one rule: ${now.opened[0]}.`
        : `Opened for ${times} rules: ${now.opened.join("; ")}. Only the first look was a clean test.`;
    if (any) draw();
    drawScore();
    const ready = [now.n && now.n.all >= 100, taken().length >= 5, isOpened(), Boolean(state.name.trim()), Boolean(state.situation.trim())];
    progress(ready.filter(Boolean).length, ready.length);
  };
  drawRules();
  show();
  const leaving = () => save.now();
  window.addEventListener("pagehide", leaving);
  model.on("change:shown", show);
  model.on("change:saved", show);
  return () => {
    save.now();
    keep.stop();
    picture.stop();
    window.removeEventListener("pagehide", leaving);
    model.off("change:shown", show);
    model.off("change:saved", show);
  };
}
export default { render };
