// Runs nothing here: Python sends the record of a program, and this walks along it.

const inWords = (text) =>
  text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : document.createTextNode(part)));

// One value: a short text, or its items in boxes with their places below.
function valueOf(value) {
  if (!value.items) return make("code", { class: "pmb-value" }, value.text);
  const boxes = value.items.map(([label, text]) =>
    make("span", { class: "pmb-box" }, make("code", {}, text), make("small", {}, label)),
  );
  return make("span", { class: "pmb-boxes" }, ...boxes);
}

// Walks along one program. `ask(code)` runs other lines and gives a promise of their record.
function walker(first, { ask, edited, name, prediction }) {
  let record = first;
  let at = 0;
  const original = first.original ?? first.code;
  const lines = make("div", { class: "pmb-lines", "aria-hidden": "true" });
  const area = make("textarea", {
    class: "pmb-code",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    wrap: "off",
    "aria-label": `${name}: its lines. You may change them.`,
    readonly: !ask,
  });
  area.value = record.code;
  const editor = make("div", { class: "pmb-editor" }, lines, area);
  const legend = make("p", { class: "pmb-quiet pmb-small" }, "✓ has run   ▶ runs next");
  const memory = make("div", { class: "pmb-memory" });
  const output = make("pre", { class: "pmb-output" });
  const told = make("div", { class: "pmb-told", role: "status" });
  const trouble = make("div", { class: "pmb-warning", role: "status" });
  const button = (text, label, work) =>
    make("button", { type: "button", "aria-label": label, onclick: work }, text);
  const go = (to) => {
    at = Math.max(0, Math.min(record.steps.length, to));
    show();
  };
  const start = button("|◀", "Back to the start", () => go(0));
  const back = button("◀ Back", "One line back", () => go(at - 1));
  const next = button("Step ▶", "Run one line", () => go(at + 1));
  const last = button("▶|", "To the end", () => go(record.steps.length));
  next.classList.add("pmb-main");
  const count = make("span", { class: "pmb-quiet" });
  const slider = make("input", { type: "range", min: 0, step: 1, "aria-label": "Place in the program" });
  slider.addEventListener("input", () => go(+slider.value));
  const restore = button("Back to the first lines", undefined, () => {
    area.value = original;
    typed.now();
    changed();
  });
  restore.classList.add("pmb-plain");
  restore.removeAttribute("aria-label");

  const framesAt = (place) => (place < record.steps.length ? record.steps[place].frames : record.end);

  const show = () => {
    const total = record.steps.length;
    const ended = at === total;
    const done = at > 0 ? record.steps[at - 1].line : 0;
    const coming = ended ? 0 : record.steps[at].line;
    const stopped = ended && record.problem ? record.problem.line : 0;
    const rows = record.code.split("\n");
    lines.replaceChildren(
      ...rows.map((_, index) => {
        const number = index + 1;
        const mark = number === stopped ? "✕" : number === coming ? "▶" : number === done ? "✓" : "";
        const kind = number === stopped ? " pmb-stopped" : number === coming ? " pmb-coming" : number === done ? " pmb-ran" : "";
        return make("div", { class: "pmb-line" + kind }, make("span", { class: "pmb-mark" }, mark), make("span", { class: "pmb-no" }, `${number}`));
      }),
    );
    area.rows = Math.max(rows.length, 2);
    const before = new Map();
    if (at > 0) for (const [where, names] of framesAt(at - 1)) before.set(where, new Map(names));
    const frames = framesAt(at);
    memory.replaceChildren(
      ...frames.flatMap(([where, names], depth) => {
        const old = before.get(where);
        const rows = names.map(([label, number]) => {
          const value = record.values[number];
          const fresh = at > 0 && (!old || !old.has(label)) ? "new" : at > 0 && old.get(label) !== number ? "changed" : "";
          return make(
            "tr",
            { class: fresh ? "pmb-fresh" : "" },
            make("th", { scope: "row" }, make("code", {}, label)),
            make("td", {}, value.kind === "function" ? make("span", { class: "pmb-quiet" }, "a function") : valueOf(value)),
            make("td", { class: "pmb-quiet" }, fresh ? make("strong", {}, fresh) : value.kind === "function" ? "" : value.kind),
          );
        });
        return [
          make("p", { class: "pmb-heading" }, depth ? `Inside ${where}` : "What the names hold"),
          rows.length
            ? make("table", {}, make("tbody", {}, ...rows))
            : make("p", { class: "pmb-quiet" }, "No names yet."),
        ];
      }),
    );
    const printed = record.output.slice(0, ended ? undefined : record.steps[at].printed);
    output.textContent = printed || " ";
    output.classList.toggle("pmb-quiet", !printed);
    const said = at > 0 ? record.steps[at - 1].said : "";
    const parts = [];
    if (at > 0) parts.push(make("strong", {}, `Line ${done}. `), ...inWords(said || "It is still at work."));
    else if (total) parts.push("Nothing has run yet. Press Step to run line " + record.steps[0].line + ".");
    else if (!record.problem) parts.push("There are no lines to run yet.");
    if (ended && total && !record.problem) {
      parts.push(make("span", { class: "pmb-end" }, " The program has come to its end."));
      const guess = prediction && prediction();
      if (guess) {
        const right = guess.trim() === record.output.trim();
        parts.push(
          make("div", {}, right ? "✓ It printed what you said: " : "✕ It printed ", make("code", {}, record.output.trim()), right ? "." : " and you said ", right ? "" : make("code", {}, guess.trim()), right ? "" : ". Step back to the line that surprises you."),
        );
      }
    }
    told.replaceChildren(...parts);
    told.hidden = !parts.length;
    trouble.hidden = !record.problem;
    if (record.problem) {
      const { title, happened, tryout, line, original: words } = record.problem;
      const place = line ? `Line ${line}: ` : "";
      trouble.replaceChildren(
        ...(ended
          ? [
              make("p", {}, make("strong", {}, place + title)),
              make("p", {}, ...inWords(happened)),
              make("p", {}, ...inWords(tryout)),
              words ? make("p", { class: "pmb-quiet pmb-small" }, "Python's own words: ", make("code", {}, words)) : "",
            ].filter(Boolean)
          : [make("p", {}, "This program does not get to its end. Step on, or go to the end, to see why.")]),
      );
    }
    count.textContent = total ? `${at} of ${total} lines run` : "";
    slider.max = total;
    slider.value = at;
    slider.setAttribute("aria-valuetext", count.textContent);
    for (const [node, off] of [[start, at === 0], [back, at === 0], [next, ended], [last, ended]]) node.setAttribute("aria-disabled", off);
    restore.hidden = !ask || area.value === original;
  };

  const run = () => {
    const code = area.value;
    if (code === record.code) return;
    told.replaceChildren("Python is running your lines …");
    ask(code).then(
      (found) => {
        if (area.value !== code) return;
        record = found;
        at = 0;
        show();
      },
      () => {
        told.replaceChildren(
          make("strong", {}, "Python has not answered yet. "),
          "If a cell is still at work, your lines run after it. If it has stopped, restart the kernel and run this cell again. All you typed is still here.",
        );
      },
    );
  };
  const typed = debounced(run);
  const changed = () => {
    const rows = area.value.split("\n").length;
    area.rows = Math.max(rows, 2);
    while (lines.children.length < rows) lines.append(make("div", { class: "pmb-line" }, make("span", { class: "pmb-mark" }), make("span", { class: "pmb-no" }, `${lines.children.length + 1}`)));
    while (lines.children.length > rows) lines.lastChild.remove();
    restore.hidden = !ask || area.value === original;
    if (edited) edited(area.value);
  };
  if (ask) {
    area.addEventListener("input", () => {
      changed();
      typed.soon();
    });
    area.addEventListener("blur", typed.now);
    area.addEventListener("keydown", (event) => {
      // A new line begins where the one above it does, and further in below a colon.
      if (event.key !== "Enter" || event.ctrlKey || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      const { selectionStart: from, selectionEnd: to, value } = area;
      const line = value.slice(value.lastIndexOf("\n", from - 1) + 1, from);
      const indent = /^\s*/.exec(line)[0] + (/:\s*$/.test(line) ? "    " : "");
      area.setRangeText("\n" + indent, from, to, "end");
      area.dispatchEvent(new Event("input"));
    });
  }
  const node = make(
    "div",
    { class: "pmb-walker" },
    make("div", { class: "pmb-side" }, editor, legend, ask ? make("p", { class: "pmb-quiet pmb-small" }, "Change a line, and watch what follows.") : null, restore),
    make("div", { class: "pmb-side" }, memory, make("p", { class: "pmb-heading" }, "What it prints"), output),
    make("div", { class: "pmb-controls" }, start, back, next, last, slider, count),
    told,
    trouble,
  );
  show();
  return { node, go, show, stop: typed.now };
}

const NO_ANSWER = 4000;

function render({ model, el }) {
  const settings = model.get("settings");
  const { body, status, progress, foot } = board(el, settings, { help: settings.help });
  let answer = copy(model.get("answer")) || {};
  let turn = 0;
  const waiting = new Map();
  const arrived = (content) => {
    const found = waiting.get(content.turn);
    waiting.delete(content.turn);
    if (found) found(content.run);
  };
  model.on("msg:custom", arrived);
  const ask = (code) =>
    new Promise((resolve, reject) => {
      const mine = ++turn;
      const late = setTimeout(reject, NO_ANSWER);
      waiting.set(mine, (run) => {
        clearTimeout(late);
        resolve(run);
      });
      model.send({ turn: mine, code });
    });
  const all = settings.programs;
  const predicted = () => all.filter(({ id }) => (answer[id] || "").trim()).length;
  const keep = keeper(model, status, () =>
    settings.predict ? `${predicted()} of ${all.length} predicted.` : Object.keys(answer).length ? "Your changes stay here." : "",
  );
  const save = debounced(() => keep.send(answer));
  const walkers = [];
  for (const program of all) {
    const record = { ...settings.runs[program.id], original: program.text };
    const title = program.note || "Program";
    if (!settings.predict) {
      const one = walker(record, {
        ask,
        name: title,
        edited(code) {
          if (code === program.text) delete answer[program.id];
          else answer[program.id] = code;
          save.soon();
        },
      });
      walkers.push(one);
      body.append(make("section", { class: "pmb-program" }, program.note && all.length > 1 ? make("p", { class: "pmb-heading" }, program.note) : "", one.node));
      continue;
    }
    const name = unique();
    const field = make("textarea", { id: name, rows: 2, class: "pmb-guess", spellcheck: "false", autocapitalize: "off" });
    field.value = answer[program.id] || "";
    const open = make("button", { type: "button" }, "Step through it");
    const place = make("div");
    let one = null;
    const listing = make("pre", { class: "pmb-listing" }, program.text);
    const ready = () => {
      progress(predicted(), all.length);
      if (one) one.show();
    };
    open.addEventListener("click", () => {
      if (!field.value.trim()) {
        hint.textContent = "Predict first. A wrong guess teaches more than none.";
        field.focus();
        return;
      }
      hint.textContent = "";
      if (!one) {
        one = walker(record, { ask, name: `${program.id}, ${title}`, prediction: () => field.value });
        walkers.push(one);
        listing.hidden = open.hidden = true;
        place.append(one.node);
      }
    });
    field.addEventListener("input", () => {
      if (field.value.trim()) answer[program.id] = field.value;
      else delete answer[program.id];
      hint.textContent = "";
      ready();
      save.soon();
    });
    field.addEventListener("blur", save.now);
    const hint = make("span", { class: "pmb-quiet", role: "status" });
    body.append(
      make(
        "section",
        { class: "pmb-program" },
        make("p", { class: "pmb-heading" }, make("span", { class: "pmb-tag" }, program.id), title),
        listing,
        make("label", { for: name, class: "pmb-label" }, "What does it print? One line for each line that it prints."),
        make("div", { class: "pmb-actions pmb-guessing" }, field, open, hint),
        place,
      ),
    );
    ready();
  }
  const leaving = () => save.now();
  window.addEventListener("pagehide", leaving);
  keep.show();
  if (!settings.predict) foot.classList.add("pmb-foot-quiet");
  return () => {
    walkers.forEach((one) => one.stop());
    save.now();
    keep.stop();
    model.off("msg:custom", arrived);
    window.removeEventListener("pagehide", leaving);
  };
}
export default { render };
