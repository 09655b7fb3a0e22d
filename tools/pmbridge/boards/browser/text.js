function render({ model, el }) {
  const settings = model.get("settings");
  const name = unique();
  const { body, foot, status } = board(el, settings, { labelFor: name, help: settings.help });
  const area = make("textarea", { id: name, rows: settings.rows || 6, spellcheck: "true" });
  area.value = model.get("answer") ?? settings.template ?? "";
  const count = make("div", { class: "pmb-quiet" });
  body.append(area);
  foot.append(count);
  const words = () => (area.value.trim() ? area.value.trim().split(/\s+/u).length : 0);
  const most = settings.max_words;
  const shown = () => {
    const over = most && words() > most ? words() - most : 0;
    const unit = (n) => (n === 1 ? "word" : "words");
    count.classList.toggle("pmb-over", over > 0);
    count.textContent = over
      ? `${words()} words: ${over} more than ${most}`
      : most
        ? `${words()} of ${most} words`
        : `${words()} ${unit(words())}`;
  };
  const keep = keeper(model, status, () => "");
  // Said aloud with each save, not with each key.
  const spoken = make("div", { class: "pmb-hidden", role: "status" });
  foot.append(spoken);
  const draft = settings.draft;
  const store = (text) => {
    try {
      if (text === null) localStorage.removeItem(draft);
      else localStorage.setItem(draft, text);
    } catch {
      // A browser may refuse to keep anything; the text is still in the field.
    }
  };
  const save = debounced(() => {
    store(area.value);
    spoken.textContent = most && words() > most ? `${words() - most} more than ${most} words.` : "";
    keep.send(area.value);
  });
  const forget = () => {
    if (keep.isSaved()) store(null);
  };
  model.on("change:saved", forget);
  area.addEventListener("input", () => {
    shown();
    save.soon();
  });
  area.addEventListener("blur", save.now);
  const leaving = () => save.now();
  window.addEventListener("pagehide", leaving);
  document.addEventListener("visibilitychange", leaving);

  // What an earlier kernel never got: shown beside what is saved, for the person to decide.
  let left = null;
  try {
    left = localStorage.getItem(draft);
  } catch {
    left = null;
  }
  if (left !== null && left.trim() && left !== area.value) {
    const kept = make("textarea", { readonly: true, rows: 3, "aria-label": "What was not saved last time" });
    kept.value = left;
    const box = make("div", { class: "pmb-slot" });
    const take = (text) => () => {
      if (text !== null) {
        area.value = text;
        shown();
        keep.send(text);
      } else store(null);
      box.remove();
      area.focus();
    };
    box.append(
      make("p", { class: "pmb-heading", style: "margin-top:0" }, "This text was not saved last time."),
      kept,
      make(
        "div",
        { class: "pmb-actions" },
        make("button", { type: "button", onclick: take(left) }, "Use this text"),
        make("button", { type: "button", onclick: take(null) }, "Keep what is above"),
      ),
    );
    body.append(box);
  }
  shown();
  keep.show();
  return () => {
    save.now();
    keep.stop();
    model.off("change:saved", forget);
    window.removeEventListener("pagehide", leaving);
    document.removeEventListener("visibilitychange", leaving);
  };
}
export default { render };
