function render({ model, el }) {
  const settings = model.get("settings");
  const name = unique();
  const { body, foot, status } = board(el, settings, { labelFor: name, help: settings.help });
  const area = make("textarea", { id: name, rows: settings.rows || 6, spellcheck: "true" });
  area.value = model.get("answer") ?? settings.template ?? "";
  const count = make("div", { class: "pmb-quiet" });
  body.append(area);
  foot.append(count);
  const words = () => wordsIn(area.value);
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
  const list = foundList();
  const findings = () => (model.get("shown") || {}).findings || [];
  const found = () => list.show(findings());
  if (settings.reads) {
    body.append(
      make("p", { class: "pmb-heading" }, "What can be counted"),
      list.node,
      make("p", { class: "pmb-quiet" }, "A mechanical check looks for words. It can't tell whether a text is kind, true or good. You can."),
    );
    model.on("change:shown", found);
    found();
  }
  // Said aloud with each save, not with each key.
  const spoken = make("div", { class: "pmb-hidden", role: "status" });
  foot.append(spoken);
  const draft = drafts(settings.draft);
  const save = debounced(() => {
    draft.keep(area.value);
    const open = findings().filter(({ ok }) => !ok).length;
    spoken.textContent = [
      most && words() > most ? `${words() - most} more than ${most} words.` : "",
      settings.reads && findings().length ? `${findings().length - open} of ${findings().length} found.` : "",
    ]
      .filter(Boolean)
      .join(" ");
    keep.send(area.value);
  });
  const forget = () => {
    if (keep.isSaved()) draft.forget();
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

  const left = draft.left();
  if (left !== null && left.trim() && left !== area.value) {
    const use = () => {
      area.value = left;
      shown();
      keep.send(left);
      area.focus();
    };
    const leave = () => {
      draft.forget();
      area.focus();
    };
    body.append(unsaved(left, { use, keep: leave }));
  }
  shown();
  keep.show();
  return () => {
    save.now();
    keep.stop();
    model.off("change:saved", forget);
    model.off("change:shown", found);
    window.removeEventListener("pagehide", leaving);
    document.removeEventListener("visibilitychange", leaving);
  };
}
export default { render };
