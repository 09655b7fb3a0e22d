// Requests go to Python's simulated service; what comes back is shown as a tree that can be asked for its way.

const wordsFor = (value) => {
  if (value === null) return "nothing (null)";
  if (Array.isArray(value)) return value.length === 1 ? "list of 1" : `list of ${value.length}`;
  if (typeof value === "object") return "dictionary";
  return { string: "text", number: "number", boolean: "yes or no" }[typeof value];
};

// One value and, below it, what it holds. `way` is how Python gets there.
function branch(label, value, way, tell, open = false) {
  const inside = value !== null && typeof value === "object";
  if (!inside) {
    const text = JSON.stringify(value);
    return make(
      "li",
      {},
      make(
        "button",
        { type: "button", class: "pmb-leaf", "aria-label": `${label}: ${text}, ${wordsFor(value)}. How to get there`, onclick: () => tell(way, value) },
        make("code", {}, make("span", { class: "pmb-key" }, label), ": ", text),
        make("small", {}, wordsFor(value)),
      ),
    );
  }
  const entries = Array.isArray(value) ? value.map((item, index) => [String(index), item]) : Object.entries(value);
  const title = !Array.isArray(value) && value.id ? ` ${value.id}, ${value.status ?? ""}` : "";
  const list = make("ul", {});
  const details = make(
    "details",
    {},
    make("summary", {}, make("code", {}, make("span", { class: "pmb-key" }, label)), title, " ", make("small", {}, wordsFor(value))),
    list,
  );
  const fill = () => {
    if (list.children.length) return;
    for (const [key, item] of entries) {
      list.append(branch(key, item, way + (Array.isArray(value) ? `[${key}]` : `["${key}"]`), tell));
    }
    if (!entries.length) list.append(make("li", { class: "pmb-quiet" }, "It is empty."));
  };
  details.addEventListener("toggle", () => details.open && fill());
  if (open) {
    fill();
    details.open = true;
  }
  return make("li", {}, details);
}

function render({ model, el }) {
  const settings = model.get("settings");
  const { body, status } = board(el, settings, { help: settings.help });
  const saved = model.get("answer") || {};
  let broken = saved.broken === true;
  let asked = saved.asked || 0;
  const name = unique();
  const address = make("input", { type: "text", id: name, class: "pmb-address", spellcheck: "false", autocapitalize: "off", autocomplete: "off" });
  address.value = saved.path || settings.examples[0];
  const keep = keeper(model, status, () => "");
  const send = () => {
    asked += 1;
    keep.send({ path: address.value.trim() || "/", broken, asked });
  };
  const fault = make("input", { type: "checkbox" });
  fault.checked = broken;
  fault.addEventListener("change", () => {
    broken = fault.checked;
  });
  address.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      send();
    }
  });
  const wait = make("button", { type: "button", onclick: () => { asked = 0; send(); } }, "Wait 30 seconds, then ask again");
  const many = make("button", { type: "button", onclick: () => { asked = Math.max(asked, settings.allowed); send(); } }, "Ask ten times at once");
  const reply = make("div", { class: "pmb-reply", role: "region", "aria-label": "What the service answers" });
  const way = make("p", { class: "pmb-way", role: "status" });
  const tell = (path, value) => {
    way.replaceChildren("In Python: ", make("code", {}, `body${path}`), ` gives ${value === null ? "None" : JSON.stringify(value)}`);
  };
  const raw = make("pre", { class: "pmb-raw" });
  const show = () => {
    const shown = model.get("shown");
    wait.hidden = shown.status !== 429;
    if (!shown.status) {
      reply.replaceChildren(make("p", { class: "pmb-quiet" }, "Nothing was asked yet. Choose an address and press Send."));
      return;
    }
    const good = shown.status < 400;
    way.textContent = "Open the answer below. Press a value to see how Python gets there.";
    const tree = make("ul", { class: "pmb-tree" }, branch("body", shown.body, "", tell, true));
    raw.textContent = JSON.stringify(shown.body, null, 2);
    reply.replaceChildren(
      make("p", { class: "pmb-quiet pmb-small" }, "Request: ", make("code", {}, `GET ${shown.path}`)),
      make("p", { class: "pmb-code-line" + (good ? " pmb-good" : ""), role: "status" }, make("span", { "aria-hidden": "true" }, good ? "✓ " : "✕ "), make("strong", {}, `${shown.status} ${shown.reason}`), ` ${shown.words}`),
      make("p", { class: "pmb-quiet pmb-small" }, "Headers: ", ...shown.headers.flatMap(([key, value]) => [make("code", {}, `${key}: ${value}`), "  "])),
      way,
      tree,
      make("details", { class: "pmb-twin" }, make("summary", {}, "The answer as it travels, in JSON"), raw),
    );
  };
  model.on("change:shown", show);
  const example = (path) =>
    make("button", { type: "button", class: "pmb-plain pmb-example", onclick: () => { address.value = path; send(); } }, make("code", {}, path));
  body.append(
    make(
      "div",
      { class: "pmb-actions" },
      make("label", { for: name }, make("strong", {}, "GET")),
      address,
      make("button", { type: "button", class: "pmb-main", onclick: send }, "Send"),
    ),
    make("div", { class: "pmb-actions pmb-examples" }, make("span", { class: "pmb-quiet" }, "Try:"), ...settings.examples.map(example)),
    make("div", { class: "pmb-actions" }, many, make("label", { class: "pmb-together" }, fault, "Something is broken inside the service")),
    make("div", { class: "pmb-actions" }, wait),
    reply,
  );
  show();
  keep.show();
  return () => {
    keep.stop();
    model.off("change:shown", show);
  };
}
export default { render };
