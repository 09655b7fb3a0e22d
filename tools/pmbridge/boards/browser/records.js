function render({ model, el }) {
  const settings = model.get("settings");
  const { fields, fixed } = settings;
  const given = fixed.length > 0;
  const whole = Boolean(settings.head || settings.lock);
  const noun = settings.noun || "card";
  const plural = settings.plural || `${noun}s`;
  const least = given ? fixed.length : settings.least || 1;
  const most = settings.most || 30;
  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  const { body, foot, status, progress } = board(el, settings, { help: settings.help });
  const spoken = make("div", { class: "pmb-hidden", "aria-live": "assertive" });
  const draft = drafts(settings.draft);
  const shown = () => model.get("shown") || {};
  const locked = () => shown().locked;

  // What is on the page. A card has a key that lasts while the page is open.
  let rows = [];
  let head = {};
  const fill = (answer) => {
    const saved = whole ? answer || {} : { rows: answer || [] };
    head = { ...saved.head };
    const kept = saved.rows || [];
    rows = given
      ? fixed.map(({ id }) => ({ key: id, values: { ...kept.find((row) => row.id === id) } }))
      : kept.map((row) => ({ key: unique(), values: { ...row } }));
    while (!given && rows.length < least) rows.push({ key: unique(), values: {} });
  };
  const isAnswered = (spec, values, where) =>
    `${values[spec.id] ?? ""}`.trim() !== "" && !((shown().notes || {})[where] || {})[spec.id];
  const open = (specs, values, where) => specs.filter((s) => !s.optional && !isAnswered(s, values, where));
  const isEmpty = ({ values }) => !fields.some((s) => `${values[s.id] ?? ""}`.trim() !== "");
  const complete = () => rows.filter(({ key, values }) => !open(fields, values, key).length).length;
  const headOpen = () => (settings.head ? open(settings.head, head, "head").length : 0);
  const answer = () => {
    const all = rows.map(({ key, values }) => ({ ...values, key, ...(given ? { id: key } : {}) }));
    return whole ? { head, rows: all } : all;
  };
  const keep = keeper(model, status, () => {
    if (locked()) return "";
    const filled = rows.filter((row) => !isEmpty(row)).length;
    const wanted = given || filled > least ? rows.length : least;
    const parts = [`${complete()} of ${Math.max(wanted, filled)} ${plural} complete.`];
    if (headOpen()) parts.push(`${headOpen()} to fill in above.`);
    const wrong = Object.values(shown().notes || {}).flatMap(Object.values).length;
    if (wrong) parts.push(`${wrong} to correct.`);
    const { head: above = [], rows: below = [] } = shown().marks || {};
    const look = [above, ...below].flat().filter(({ good }) => good === false).length;
    if (look) parts.push(`${look} to look at again.`);
    return parts.join(" ");
  });
  const send = () => {
    draft.keep(JSON.stringify(answer()));
    keep.send(answer());
  };
  const save = debounced(send);

  // What Python says about the words on a card, or about the whole.
  const drawMarks = (place, marks = []) => {
    place.hidden = !marks.length;
    place.replaceChildren(
      ...marks.map(({ good, text }) =>
        make("li", { class: good === false ? "pmb-records-look" : "" }, make("span", { "aria-hidden": "true" }, good ? "✓ " : good === false ? "▲ " : "○ "), good === false ? make("span", { class: "pmb-hidden" }, "Look again: ") : null, text),
      ),
    );
  };
  const headSigns = make("ul", { class: "pmb-records-marks" });

  // The card of one row.
  const cards = new Map();
  const title = (row) => {
    const spec = fields.find((s) => s.type !== "percent" && `${row.values[s.id] ?? ""}`.trim());
    if (!spec) return "";
    const value = spec.type === "choice" ? (spec.options.find((o) => o.id === row.values[spec.id]) || {}).text : `${row.values[spec.id]}`;
    const words = `${value ?? ""}`.trim();
    return words.length > 70 ? words.slice(0, 68).trim() + " …" : words;
  };
  const numbered = (row) => `${capital(noun)} ${rows.indexOf(row) + 1}`;
  const build = (row, folded = false) => {
    const name = unique();
    const label = make("div", { id: name, class: given ? "" : "pmb-lead" });
    const parts = fields.map((spec) => {
      const part = field(spec, {
        value: row.values[spec.id],
        labelledBy: name,
        typed(value, last) {
          row.values[spec.id] = value;
          save.soon();
          if (last) save.now();
          refresh();
        },
        left: save.now,
      });
      return { spec, part };
    });
    const signs = make("ul", { class: "pmb-records-marks" });
    const inside = make("div", { class: "pmb-fields" }, ...parts.map(({ part }) => part.node), settings.marks ? signs : null);
    const number = make("span", { class: "pmb-number", "aria-hidden": "true" });
    const button = (sign, does, work) => {
      const made = make("button", { type: "button", title: does }, sign);
      made.addEventListener("click", () => work(made));
      return { made, does };
    };
    const acts = given
      ? []
      : [
          button("↑", "Move up", (b) => move(row, -1, b)),
          button("↓", "Move down", (b) => move(row, 1, b)),
          button("Copy", "Duplicate", () => insert({ key: unique(), values: copy(row.values) }, rows.indexOf(row) + 1, "Copied")),
          button("Remove", "Remove", () => remove(row)),
        ];
    const fold = given ? null : make("button", { type: "button", class: "pmb-plain pmb-fold" }, "▾");
    const setFolded = (value) => {
      inside.hidden = value;
      if (!fold) return;
      fold.setAttribute("aria-expanded", value ? "false" : "true");
      fold.textContent = value ? "▸" : "▾";
    };
    if (fold) fold.addEventListener("click", () => setFolded(!inside.hidden));
    const top = given
      ? make("div", { class: "pmb-top" }, number, label)
      : make("div", { class: "pmb-top" }, fold, label, make("div", { class: "pmb-moves" }, ...acts.map(({ made }) => made)));
    const inner = make("div", { role: "group", "aria-labelledby": name }, top, inside);
    const item = make("li", { class: given ? "pmb-card pmb-given" : "pmb-card" }, inner);
    setFolded(folded);
    const known = given ? fixed.find(({ id }) => id === row.key) : null;
    const update = () => {
      if (given) {
        number.textContent = `${rows.indexOf(row) + 1}`;
        number.classList.toggle("pmb-done", !open(fields, row.values, row.key).length);
        if (!label.childNodes.length) {
          if (known.note) label.append(make("span", { class: "pmb-tag" }, known.note));
          label.append(known.text);
        }
      } else {
        const left = open(fields, row.values, row.key).length;
        label.textContent = [numbered(row), title(row)].filter(Boolean).join(": ");
        if (left && !isEmpty(row)) label.append(make("span", { class: "pmb-quiet pmb-left" }, ` ${left} to fill in`));
        fold.setAttribute("aria-label", `${inside.hidden ? "Show" : "Fold"} ${numbered(row)}`);
        for (const { made, does } of acts) made.setAttribute("aria-label", `${does}: ${[numbered(row), title(row)].filter(Boolean).join(", ")}`);
        const at = rows.indexOf(row);
        acts[0].made.setAttribute("aria-disabled", at === 0 ? "true" : "false");
        acts[1].made.setAttribute("aria-disabled", at === rows.length - 1 ? "true" : "false");
        acts[2].made.setAttribute("aria-disabled", rows.length >= most ? "true" : "false");
      }
      drawMarks(signs, ((shown().marks || {}).rows || [])[rows.indexOf(row)]);
      const notes = (shown().notes || {})[row.key] || {};
      const numbers = (shown().numbers || {})[row.key] || {};
      for (const { spec, part } of parts) part.show(notes[spec.id], numbers[spec.id]);
    };
    cards.set(row.key, { item, update, first: () => parts[0].part.focus(), setFolded });
    return item;
  };

  // Adding, moving and removing. Each can be taken back, and what is typed meanwhile stays.
  const back = [];
  const list = make("ol", { class: "pmb-cards", role: "list" });
  const add = make("button", { type: "button" }, `Add ${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`);
  const undo = make("button", { type: "button", hidden: true }, "Undo");
  const place = () => rows.forEach((row, at) => {
    const item = (cards.get(row.key) || {}).item || build(row);
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] || null);
  });
  const put = (row, at) => {
    rows.splice(at, 0, row);
    place();
  };
  const take = (row) => {
    rows.splice(rows.indexOf(row), 1);
    const { item } = cards.get(row.key);
    cards.delete(row.key);
    item.remove();
  };
  const changed = (words, undoing) => {
    if (undoing) back.push(undoing);
    refresh();
    send();
    spoken.textContent = words;
  };
  const insert = (row, at, how) => {
    if (rows.length >= most) {
      spoken.textContent = `There are ${most} ${plural} already, and no more are needed.`;
      return;
    }
    put(row, at);
    cards.get(row.key).first();
    changed(`${how} as ${numbered(row)}.`, { what: `${how.toLowerCase()} ${noun}`, work: () => take(row) });
  };
  const move = (row, by, button) => {
    const from = rows.indexOf(row);
    const to = from + by;
    if (to < 0 || to >= rows.length) {
      spoken.textContent = `Already ${by < 0 ? "first" : "last"}.`;
      return;
    }
    const shift = (target) => {
      rows.splice(rows.indexOf(row), 1);
      rows.splice(target, 0, row);
      place();
    };
    shift(to);
    changed(`Now ${numbered(row)} of ${rows.length}.`, { what: "move", work: () => shift(from) });
    button.focus();
    button.scrollIntoView({ block: "nearest" });
  };
  const remove = (row) => {
    const at = rows.indexOf(row);
    const name = [numbered(row), title(row)].filter(Boolean).join(", ");
    take(row);
    changed(`Removed ${name}. Undo brings it back.`, { what: `remove ${name}`, work: () => put(row, Math.min(at, rows.length)) });
    undo.focus();
  };
  add.addEventListener("click", () => insert({ key: unique(), values: {} }, rows.length, "Added"));
  undo.addEventListener("click", () => {
    const { what, work } = back.pop();
    work();
    changed(`Taken back: ${what}.`);
    if (undo.hidden) add.focus();
  });

  // Examples, those from the learner's own field first.
  const examples = () => {
    const groups = settings.examples.map(({ group }) => ({ id: group, text: capital(group) }));
    const pick = make("select", { "aria-label": "Examples from" }, ...groups.map(({ id, text }) => make("option", { value: id }, text)));
    const room = make("div", { "aria-live": "polite" });
    const draw = () => {
      const { cards: texts } = settings.examples.find(({ group }) => group === pick.value);
      room.replaceChildren(...texts.map((text) => make("dl", { class: "pmb-told" }, ...fields.filter(({ id }) => text[id]).map((s) => make("div", {}, make("dt", {}, s.text), make("dd", {}, text[s.id]))))));
    };
    pick.addEventListener("change", draw);
    draw();
    return make("details", { class: "pmb-examples" }, make("summary", {}, "Examples from other people"), make("div", { class: "pmb-actions" }, make("span", { "aria-hidden": "true" }, "From"), pick), room);
  };

  // Once it is locked, the page shows what was written and takes no more.
  const told = (specs, values) => {
    const pairs = specs.filter((s) => `${values[s.id] ?? ""}` !== "").map((s) => {
      const value = s.type === "choice" ? (s.options.find((o) => o.id === values[s.id]) || {}).text : asTyped(values[s.id], s);
      return make("div", {}, make("dt", {}, s.text), make("dd", {}, [value, unitOf(s)].filter(Boolean).join(" ")));
    });
    return make("dl", { class: "pmb-told" }, ...pairs);
  };
  const freeze = () => {
    const when = locked().replace("T", " at ");
    body.replaceChildren(
      make("p", { class: "pmb-sealed", tabindex: "-1" }, `Locked on ${when}. This is what you wrote before you saw the data.`),
      settings.head ? told(settings.head, head) : "",
      make("ol", { class: "pmb-cards", role: "list" }, ...rows.map((row) => {
        const words = given ? fixed.find(({ id }) => id === row.key).text : numbered(row);
        return make("li", { class: "pmb-card pmb-given" }, make("div", { class: "pmb-lead" }, words), told(fields, row.values));
      })),
    );
    for (const node of [add, undo, lock, sure]) node.hidden = true;
    if (shown().may_unlock) {
      const again = make("button", { type: "button" }, "Unlock it");
      again.addEventListener("click", () => keep.send({ ...answer(), unlock: true }));
      const why = "You have not seen anything yet, so you may still change it.";
      body.querySelector(".pmb-sealed").after(make("div", { class: "pmb-actions" }, again, make("span", { class: "pmb-quiet" }, why)));
    }
  };
  const lock = make("button", { type: "button", hidden: !settings.lock }, "Lock it");
  const sure = make("div", { class: "pmb-slot pmb-sure", role: "group", "aria-label": "Lock it?", hidden: true });
  let locking = false;
  const setSure = (asked) => {
    sure.hidden = !asked;
    lock.setAttribute("aria-expanded", asked ? "true" : "false");
    if (asked) sure.querySelector("button").focus();
    else lock.focus();
  };
  if (settings.lock) {
    lock.addEventListener("click", () => {
      const missing = headOpen() + rows.length - complete();
      if (missing || rows.length < least) {
        spoken.textContent = "Fill in everything first.";
        refused.textContent = "Not yet: some fields are still empty. They are needed before this can be locked.";
        const first = [...cards.values()].find((_, at) => open(fields, rows[at].values, rows[at].key).length);
        if (headOpen()) headParts.find(({ spec }) => !isAnswered(spec, head, "head")).part.focus();
        else if (first) first.first();
        return;
      }
      setSure(sure.hidden);
    });
    const yes = make("button", { type: "button" }, "Yes, lock it");
    const no = make("button", { type: "button" }, "No, go on writing");
    yes.addEventListener("click", () => {
      save.now();
      locking = true;
      keep.send({ ...answer(), locked: true });
    });
    no.addEventListener("click", () => setSure(false));
    sure.append(make("p", {}, settings.lock), make("div", { class: "pmb-actions" }, yes, no));
  }
  const refused = make("div", { class: "pmb-quiet", role: "status" });

  const headParts = [];
  const draw = () => {
    cards.clear();
    headParts.length = 0;
    list.replaceChildren();
    body.replaceChildren();
    if (settings.head) {
      const top = make("div", { class: "pmb-fields pmb-above" });
      for (const spec of settings.head) {
        const part = field(spec, {
          value: head[spec.id],
          typed(value, last) {
            head[spec.id] = value;
            save.soon();
            if (last) save.now();
            refresh();
          },
          left: save.now,
        });
        headParts.push({ spec, part });
        top.append(part.node);
      }
      body.append(top);
    }
    if (settings.marks) body.append(headSigns);
    if (settings.examples) body.append(examples());
    const many = rows.length > 3;
    for (const row of rows) list.append(build(row, !given && many && !open(fields, row.values, row.key).length));
    body.append(list, covered);
    if (!given) body.append(make("div", { class: "pmb-actions" }, add, undo));
    body.append(spoken);
  };
  // How much of what counts is covered, where each card has a weight.
  const bar = make("div");
  const covered = make("div", { class: "pmb-covered", hidden: !settings.score }, make("div", { class: "pmb-bar pmb-long-bar", "aria-hidden": "true" }, bar), make("div", { class: "pmb-strong-line" }));
  const weigh = () => {
    const score = shown().score;
    if (!score) return;
    const share = score.all ? (100 * score.covered) / score.all : 0;
    bar.style.width = `${share}%`;
    covered.lastChild.textContent = `Covered: ${plainNumber(score.covered)} of ${plainNumber(score.all)}, which is ${Math.round(share)} of 100.`;
  };
  const plainNumber = (value) => value.toLocaleString("en-GB", { maximumFractionDigits: 1 });
  const refresh = () => {
    drawMarks(headSigns, (shown().marks || {}).head);
    weigh();
    for (const { update } of cards.values()) update();
    for (const { spec, part } of headParts) part.show(((shown().notes || {}).head || {})[spec.id], ((shown().numbers || {}).head || {})[spec.id]);
    add.setAttribute("aria-disabled", rows.length >= most ? "true" : "false");
    undo.hidden = !back.length;
    if (back.length) undo.setAttribute("aria-label", `Undo: ${back[back.length - 1].what}`);
    progress(complete(), Math.max(least, rows.filter((row) => !isEmpty(row)).length));
    keep.show();
  };
  const show = () => {
    if (locked()) {
      draft.forget();
      if (body.querySelector(".pmb-sealed")) return;
      freeze();
      progress(1, 1);
      keep.show();
      if (locking) body.querySelector(".pmb-sealed").focus();
      return;
    }
    if (body.querySelector(".pmb-sealed")) {
      locking = false;
      lock.hidden = false;
      lock.setAttribute("aria-expanded", "false");
      draw();
      lock.focus();
    }
    if (shown().refused) refused.textContent = shown().refused;
    refresh();
  };
  const arrived = () => {
    if (keep.isSaved()) draft.forget();
    show();
  };
  const start = (value) => {
    fill(value);
    draw();
    show();
  };
  foot.append(refused, lock);
  foot.after(sure);
  const left = draft.left();
  start(model.get("answer"));
  if (left !== null && !locked() && left !== JSON.stringify(answer())) {
    try {
      const old = JSON.parse(left);
      const strip = ({ key, ...row }) => row;
      const unsent = whole ? { ...old, rows: old.rows.map(strip) } : old.map(strip);
      const same = JSON.stringify(unsent) === JSON.stringify(whole ? { head, rows: answer().rows.map(strip) } : answer().map(strip));
      const words = (whole ? [old.head, ...old.rows] : old).flatMap((row) => Object.entries(row || {}).filter(([name]) => name !== "key" && name !== "id").map(([, text]) => text));
      if (same || !words.length) draft.forget();
      else {
        const use = () => {
          start(unsent);
          send();
          list.querySelector("input, textarea, select").focus();
        };
        body.append(unsaved(words.join("\n"), { use, keep: draft.forget }));
      }
    } catch {
      draft.forget();
    }
  }
  const leaving = () => save.now();
  window.addEventListener("pagehide", leaving);
  document.addEventListener("visibilitychange", leaving);
  model.on("change:shown", show);
  model.on("change:saved", arrived);
  return () => {
    save.now();
    keep.stop();
    window.removeEventListener("pagehide", leaving);
    document.removeEventListener("visibilitychange", leaving);
    model.off("change:shown", show);
    model.off("change:saved", arrived);
  };
}
export default { render };
