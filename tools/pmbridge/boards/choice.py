"""A board with one question and a few options, of which the learner chooses one."""

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

# A real group of radio buttons: the question is its name, arrow keys move within it, and JupyterLab's
# own shortcuts keep out of it.
_SCRIPT = """
function render({ model, el }) {
  const group = document.createElement("fieldset");
  group.dataset.lmSuppressShortcuts = "true";
  group.style.cssText = "border:0;margin:0;padding:4px 0;max-width:46em;" +
    "font-family:var(--jp-ui-font-family, system-ui, sans-serif);font-size:14px;line-height:1.6;" +
    "color:var(--jp-ui-font-color1, inherit)";
  const legend = document.createElement("legend");
  legend.textContent = model.get("question");
  legend.style.cssText = "font-weight:bold;padding:0;margin-bottom:4px";
  group.append(legend);
  const name = "choice-" + Math.random().toString(36).slice(2);
  const inputs = model.get("options").map(({ id, text }) => {
    const label = document.createElement("label");
    label.style.cssText = "display:flex;gap:8px;align-items:baseline;padding:2px 0;cursor:pointer";
    const input = document.createElement("input");
    Object.assign(input, { type: "radio", name, value: id });
    input.addEventListener("change", () => {
      model.set("chosen", id);
      model.save_changes();
    });
    const words = document.createElement("span");
    words.textContent = text;
    label.append(input, words);
    group.append(label);
    return input;
  });
  const note = document.createElement("div");
  note.setAttribute("role", "status");
  note.style.marginTop = "6px";
  group.append(note);
  const show = () => {
    const chosen = model.get("chosen");
    inputs.forEach((input) => { input.checked = input.value === chosen; });
    note.textContent = chosen ? model.get("note") : "Choose one.";
  };
  model.on("change:chosen", show);
  show();
  el.append(group);
}
export default { render };
"""


class Choice(anywidget.AnyWidget):
    """A group of radio buttons; ``chosen`` is the id of the option, or ``""``."""

    _esm = _SCRIPT
    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)


def choice(
    settings: dict[str, Any],
    answer: Any,
    changed: Callable[[Any], object],
    note: str = "Your choice is saved. Run the check below.",
) -> Choice:
    """Return the board; ``changed`` gets the id of each option chosen, and ``note`` is then shown."""
    options = [{"id": option["id"], "text": option["text"]} for option in settings["options"]]
    known = [option["id"] for option in options]
    board = Choice(
        question=settings["question"],
        options=options,
        chosen=answer if answer in known else "",
        note=note,
    )
    board.observe(lambda change: changed(change["new"]), names="chosen")
    return board
