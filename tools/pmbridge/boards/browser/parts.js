// What all boards share. Whatever a person typed or an author wrote goes in as text, never as HTML.

const unique = () => "pmb" + Math.random().toString(36).slice(2);

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

function drawn(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const copy = (value) => (value === null || value === undefined ? value : JSON.parse(JSON.stringify(value)));

// The outside of a board: its question, room for what it does, and a foot that says how far one is.
// JupyterLab's own shortcuts keep out of it.
function board(el, settings, { labelFor, help } = {}) {
  const name = unique();
  const question = make(labelFor ? "label" : "p", { class: "pmb-question", id: name, for: labelFor }, settings.question);
  const body = make("div");
  const status = make("div", { class: "pmb-status", role: "status" });
  const fill = make("div");
  const bar = make("div", { class: "pmb-bar", "aria-hidden": "true", hidden: true }, fill);
  const foot = make("div", { class: "pmb-foot" }, bar, status);
  const outside = make(
    "div",
    { class: "pmb", role: "group", "aria-labelledby": name, "data-lm-suppress-shortcuts": "true" },
    question,
    help ? make("p", { class: "pmb-help" }, help) : null,
    body,
    foot,
  );
  el.append(outside);
  const progress = (done, all) => {
    bar.hidden = false;
    fill.style.width = (all ? (100 * done) / all : 0) + "%";
  };
  return { name, body, foot, status, progress };
}

const PATIENCE = 4000;

// Sends answers to Python and says in the status line when they are saved. `words()` gives the rest of the
// line, such as how many rows are answered.
function keeper(model, status, words) {
  let count = model.get("sent");
  let waiting = 0;
  let late = false;
  const say = (text, trouble = false) => {
    status.classList.toggle("pmb-trouble", trouble);
    if (status.textContent !== text) status.textContent = text;
  };
  const show = () => {
    const saved = model.get("saved") >= count;
    if (saved) {
      clearTimeout(waiting);
      late = false;
    }
    if (model.get("fault") && saved) say(model.get("fault") + " Your answer is still here.", true);
    else if (late) {
      say(
        "Not saved yet: Python has not answered. If it is busy, this will be saved afterwards. If it has " +
          "stopped, restart the kernel and run this cell again.",
        true,
      );
    } else say([words(), saved && count ? "Saved." : ""].filter(Boolean).join(" "));
  };
  model.on("change:saved", show);
  model.on("change:fault", show);
  return {
    show,
    isSaved: () => model.get("saved") >= count && !model.get("fault"),
    send(answer) {
      count = Math.max(count, model.get("sent")) + 1;
      model.set("answer", copy(answer));
      model.set("sent", count);
      model.save_changes();
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        late = true;
        show();
      }, PATIENCE);
    },
    stop() {
      clearTimeout(waiting);
      model.off("change:saved", show);
      model.off("change:fault", show);
    },
  };
}

// Runs `work` when there was no call for 400 ms; `now` runs it at once if it is still due.
function debounced(work) {
  let timer = 0;
  const now = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    work();
  };
  return {
    soon() {
      clearTimeout(timer);
      timer = setTimeout(now, 400);
    },
    now,
  };
}

// One choice of a few: pills side by side, a list where the words are long, a list to open for many.
function choices(options, { labelledBy, label, chosen, changed, list = false }) {
  if (options.length > 7 && !list) {
    const select = make(
      "select",
      { "aria-labelledby": labelledBy, "aria-label": labelledBy ? undefined : label },
      make("option", { value: "" }, "Choose …"),
      ...options.map(({ id, text }) => make("option", { value: id }, text)),
    );
    select.value = options.some(({ id }) => id === chosen) ? chosen : "";
    select.addEventListener("change", () => changed(select.value || undefined));
    return select;
  }
  const long = list || options.some(({ text }) => text.length > 48);
  const group = make("div", {
    class: "pmb-pills" + (long ? " pmb-long" : ""),
    role: "radiogroup",
    "aria-labelledby": labelledBy,
    "aria-label": labelledBy ? undefined : label,
  });
  const name = unique();
  for (const { id, text } of options) {
    const input = make("input", { type: "radio", name, value: id });
    input.checked = id === chosen;
    input.addEventListener("change", () => changed(id));
    group.append(make("label", { class: "pmb-pill" }, input, make("span", {}, text)));
  }
  return group;
}

// A number as people write it; what was typed and is no number stays as it is.
const asTyped = (value, field) =>
  typeof value === "number"
    ? value.toLocaleString("en-GB", { maximumFractionDigits: Math.max(field.decimals ?? 0, 10) })
    : `${value ?? ""}`;

const isFigure = (field) => field.type === "number" || field.type === "percent";
const unitOf = (field) => (field.type === "percent" ? "%" : field.unit);
const wordsIn = (text) => (text.trim() ? text.trim().split(/\s+/u).length : 0);

// Several of a list, such as the evidence for a claim: what is chosen as chips, and a list to add from.
function picks(spec, { name, named, value, typed }) {
  let chosen = [...(value || [])];
  const most = spec.most || 12;
  const textOf = (id) => (spec.options.find((o) => o.id === id) || { text: "no longer there" }).text;
  const short = (text) => (text.length > 60 ? `${text.slice(0, 58)} …` : text);
  const shownAs = (id) => (id.length > 12 ? short(textOf(id)) : `${id}: ${short(textOf(id))}`);
  const row = make("div", { class: "pmb-chips" });
  const select = make("select", { "aria-labelledby": named });
  const draw = () => {
    row.replaceChildren(
      ...chosen.map((id) => {
        const out = make("button", { type: "button", "aria-label": `Take out ${shownAs(id)}` }, "✕");
        out.addEventListener("click", () => {
          chosen = chosen.filter((other) => other !== id);
          draw();
          typed([...chosen], true);
          select.focus();
        });
        return make("span", { class: "pmb-chip", title: textOf(id) }, shownAs(id), out);
      }),
    );
    const left = spec.options.filter(({ id }) => !chosen.includes(id));
    const word = !spec.options.length ? "Nothing to choose from yet" : chosen.length >= most ? "No more needed" : chosen.length ? "Add another …" : "Choose …";
    select.replaceChildren(
      make("option", { value: "" }, word),
      ...(chosen.length < most ? left : []).map(({ id, text }) => make("option", { value: id }, id.length > 12 ? text : `${id}: ${text}`)),
    );
  };
  // A list that is walked through with the arrow keys must not choose at each step, so it waits for Enter.
  let walking = false;
  const take = () => {
    const id = select.value;
    if (!id) return;
    chosen.push(id);
    draw();
    typed([...chosen], true);
  };
  select.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) walking = true;
    if (event.key === "Enter") {
      event.preventDefault();
      walking = false;
      take();
    }
  });
  select.addEventListener("pointerdown", () => (walking = false));
  select.addEventListener("change", () => {
    if (!walking) take();
  });
  select.addEventListener("blur", () => {
    walking = false;
    select.value = "";
  });
  draw();
  const help = spec.help || (spec.options.length ? "With the keyboard: arrow keys, then Enter." : "");
  const node = make("div", { class: "pmb-field pmb-broad" }, make("div", { id: name, class: "pmb-lead" }, spec.text), row, select, help ? make("div", { class: "pmb-quiet" }, help) : null);
  return { node, focus: () => select.focus(), show() {} };
}

// One field of a form or a card: its label, its control, and a line below for what is wrong or helps.
// `typed(value, whole)` hears of each change, `whole` when nothing more is to come; `left` when a person leaves.
function field(spec, { value, typed, left, labelledBy }) {
  const name = unique();
  const about = unique();
  const named = labelledBy ? `${labelledBy} ${name}` : name;
  if (spec.type === "choice") {
    const label = make("div", { id: name, class: "pmb-lead" }, spec.text);
    const group = choices(spec.options, { labelledBy: named, chosen: value, changed: (id) => typed(id, true) });
    const help = spec.help ? make("div", { class: "pmb-quiet" }, spec.help) : null;
    const node = make("div", { class: "pmb-field" }, label, group, help);
    return { node, focus: () => node.querySelector("input, select").focus(), show() {} };
  }
  if (spec.type === "picks") return picks(spec, { name, named, value, typed });
  const figure = isFigure(spec);
  const long = spec.type === "long";
  const unit = unitOf(spec);
  const given = figure ? asTyped(value, spec) : `${value ?? ""}`;
  const attributes = { id: name, autocomplete: "off", "aria-describedby": about };
  const input = long
    ? make("textarea", { ...attributes, class: "pmb-grows", rows: spec.rows || 3, spellcheck: "true" })
    : make("input", { ...attributes, type: "text", class: figure ? "pmb-figure" : "pmb-words", inputmode: figure ? "decimal" : undefined });
  input.value = given;
  // A label that a row of its own leads in is heard after that row's text.
  const label = make("label", { for: name, id: `${name}-label` }, spec.text, unit ? make("span", { class: "pmb-hidden" }, ` in ${unit}`) : null);
  input.setAttribute("aria-labelledby", labelledBy ? `${labelledBy} ${name}-label` : `${name}-label`);
  let slider = null;
  if (spec.type === "percent") {
    slider = make("input", { type: "range", min: 0, max: 100, step: 5, "aria-labelledby": input.getAttribute("aria-labelledby") });
    slider.value = given === "" || Number.isNaN(Number(given)) ? 50 : Number(given);
    slider.addEventListener("input", () => {
      input.value = slider.value;
      typed(input.value, false);
    });
    slider.addEventListener("change", left);
  }
  input.addEventListener("input", () => {
    if (slider && input.value.trim() !== "" && !Number.isNaN(Number(input.value))) slider.value = Number(input.value);
    typed(input.value, false);
    count();
  });
  input.addEventListener("blur", left);
  const note = make("div", { id: about, class: "pmb-quiet" });
  const mark = unit ? make("span", { "aria-hidden": "true" }, unit) : null;
  const hint =
    spec.help ||
    (spec.type !== "number" || spec.decimals === undefined
      ? ""
      : spec.decimals === 0
        ? "A whole number."
        : `With ${spec.decimals} decimal${spec.decimals === 1 ? "" : "s"}.`);
  const count = () => {
    if (!spec.max_words) return;
    const words = wordsIn(input.value);
    const over = words - spec.max_words;
    note.classList.toggle("pmb-over", over > 0);
    const counted = over > 0 ? `${words} words: ${over} more than ${spec.max_words}` : `${words} of ${spec.max_words} words`;
    note.textContent = [hint, words ? counted : `At most ${spec.max_words} words.`].filter(Boolean).join(" ");
  };
  const control = long ? input : make("div", { class: "pmb-with" }, slider, input, mark);
  return {
    node: make("div", { class: "pmb-field" + (long ? " pmb-broad" : "") }, label, control, note),
    focus: () => input.focus(),
    // What was typed in another way than usual is said back, so that nobody is graded on a misreading.
    show(wrong, number) {
      if (spec.max_words) return count();
      const bare = unit ? input.value.replace(unit, "").trim() : input.value.trim();
      const other = figure && number !== undefined && number !== null && bare !== `${number}` && bare !== asTyped(number, spec);
      input.setAttribute("aria-invalid", wrong ? "true" : "false");
      note.className = wrong ? "pmb-invalid" : "pmb-quiet";
      note.textContent = wrong ? `▲ ${wrong}` : other ? `Read as ${[asTyped(number, spec), unit].filter(Boolean).join(" ")}.` : hint;
    },
  };
}

// What a mechanical reader found in a text. It looks for words, so it says what it found and never how good it is.
function foundList() {
  const node = make("ul", { class: "pmb-findings", role: "list" });
  const told = ({ name, ok, found, ask }) => {
    const quoted = /^\d+ /.test(found) ? `${found}.` : found ? `“${found}”` : "";
    return make(
      "li",
      { class: ok ? "pmb-found" : "" },
      make("span", { class: "pmb-mark", "aria-hidden": "true" }, ok ? "✓" : "○"),
      make(
        "div",
        {},
        make("span", { class: "pmb-hidden" }, ok ? "Found: " : "Still open: "),
        name,
        make("div", { class: "pmb-quiet" }, [quoted, ok ? "" : ask].filter(Boolean).join(" ")),
      ),
    );
  };
  let last = "";
  return {
    node,
    show(findings = []) {
      const now = JSON.stringify(findings);
      if (now !== last) node.replaceChildren(...findings.map(told));
      last = now;
    },
  };
}

// Keeps in the browser what Python may never have got.
function drafts(key) {
  const quietly = (work) => {
    try {
      return work();
    } catch {
      // A browser may refuse to keep anything; the text is still in its field.
      return null;
    }
  };
  return {
    keep: (text) => quietly(() => localStorage.setItem(key, text)),
    forget: () => quietly(() => localStorage.removeItem(key)),
    left: () => quietly(() => localStorage.getItem(key)),
  };
}

// What an earlier kernel never got: shown beside what is saved, for the person to decide.
function unsaved(text, { use, keep }) {
  const kept = make("textarea", { readonly: true, rows: 3, "aria-label": "What was not saved last time" });
  kept.value = text;
  const answered = (work) => () => {
    box.remove();
    work();
  };
  const box = make(
    "div",
    { class: "pmb-slot" },
    make("p", { class: "pmb-heading", style: "margin-top:0" }, "This text was not saved last time."),
    kept,
    make(
      "div",
      { class: "pmb-actions" },
      make("button", { type: "button", onclick: answered(use) }, "Use this text"),
      make("button", { type: "button", onclick: answered(keep) }, "Keep what is above"),
    ),
  );
  return box;
}

// Up and down buttons, for the keyboard and for everybody who does not like to drag. `at` says where the item
// stands now.
function movers(text, move) {
  const up = make("button", { type: "button", "aria-label": `Move up: ${text}`, title: "Move up" }, "↑");
  const down = make("button", { type: "button", "aria-label": `Move down: ${text}`, title: "Move down" }, "↓");
  up.addEventListener("click", () => move(-1, up));
  down.addEventListener("click", () => move(1, down));
  const at = (place, count) => {
    up.setAttribute("aria-disabled", `${place === 0}`);
    down.setAttribute("aria-disabled", `${place === count - 1}`);
  };
  return { up, at, node: make("div", { class: "pmb-moves" }, up, down) };
}

// Dragging an entry of a list by its grip. The list follows the pointer, and `dropped(changed)` is called
// when it lets go. `order()` gives the ids that are moved about, `node(id)` the element of each, and places
// below `first` are taken by something that stays. `passed` is called whenever the entry changed places.
function draggable(grip, { id, list, order, node, first = 0, passed, dropped }) {
  let before = null;
  const swap = (from, to) => {
    const ids = order();
    ids.splice(to, 0, ...ids.splice(from, 1));
  };
  const over = (event) => {
    if (before === null) return;
    event.preventDefault();
    const at = order().indexOf(id);
    const box = (index) => node(order()[index]).getBoundingClientRect();
    const above = at > first && box(at - 1);
    const below = at < order().length - 1 && box(at + 1);
    if (above && event.clientY < above.top + above.height / 2) swap(at, at - 1);
    else if (below && event.clientY > below.top + below.height / 2) swap(at, at + 1);
    else return;
    // Moving the node in the page would let go of the pointer, so its neighbours move around it.
    const now = order().indexOf(id);
    order().forEach((other, index) => {
      if (other === id) return;
      if (index < now) list.insertBefore(node(other), node(id));
      else list.append(node(other));
    });
    passed();
    // What comes next in this direction comes into view, so that one can drag on past the edge.
    const next = order()[now + Math.sign(now - at)];
    node(now < first || next === undefined ? id : next).scrollIntoView({ block: "nearest" });
  };
  const end = () => {
    if (before === null) return;
    node(id).classList.remove("pmb-lifted");
    const changed = before.join() !== order().join();
    before = null;
    dropped(changed);
  };
  grip.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    event.stopPropagation();
    grip.setPointerCapture(event.pointerId);
    before = [...order()];
    node(id).classList.add("pmb-lifted");
  });
  grip.addEventListener("pointermove", over);
  grip.addEventListener("pointerup", end);
  grip.addEventListener("pointercancel", end);
  grip.addEventListener("mousedown", (event) => event.stopPropagation());
}
