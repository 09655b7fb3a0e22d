function render({ model, el }) {
  const { name, body, status } = board(el, { question: model.get("question") });
  const group = choices(model.get("options"), {
    labelledBy: name,
    list: true,
    chosen: model.get("chosen"),
    changed(id) {
      model.set("chosen", id);
      model.save_changes();
    },
  });
  body.append(group);
  const show = () => {
    const chosen = model.get("chosen");
    for (const input of group.querySelectorAll("input")) input.checked = input.value === chosen;
    status.textContent = chosen ? model.get("note") : "Choose one.";
  };
  model.on("change:chosen", show);
  show();
  return () => model.off("change:chosen", show);
}
export default { render };
