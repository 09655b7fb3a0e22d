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
