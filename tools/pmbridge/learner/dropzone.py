"""A place on the page to drop a file, or to choose one."""

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

# A message to the kernel may have 10 MB; a pack of the whole course is about 2.
_SCRIPT = """
const LIMIT = 8_000_000;
function render({ model, el }) {
  const zone = document.createElement("div");
  zone.dataset.lmSuppressShortcuts = "true";
  zone.style.cssText = "border:2px dashed var(--jp-border-color1, #8a8a8a);border-radius:6px;" +
    "padding:16px;max-width:46em;font-family:var(--jp-ui-font-family, system-ui, sans-serif);" +
    "font-size:14px;color:var(--jp-ui-font-color1, inherit)";
  const label = document.createElement("label");
  const words = document.createElement("div");
  words.textContent = model.get("label");
  words.style.cssText = "font-weight:bold;margin-bottom:8px";
  const input = document.createElement("input");
  Object.assign(input, { type: "file", accept: model.get("accept") });
  input.style.color = "inherit";
  label.append(words, input);
  const note = document.createElement("div");
  note.setAttribute("role", "status");
  zone.append(label, note);
  const take = async (file) => {
    if (!file) return;
    if (file.size > LIMIT) {
      note.textContent = "This file is too large to come in here. Upload it with the arrow above the " +
        "list of files, then run: pmbridge restore " + file.name;
      return;
    }
    note.textContent = "Reading " + file.name + " …";
    const content = await file.arrayBuffer();
    model.send({ name: file.name }, undefined, [content]);
    note.textContent = "";
    input.value = "";
  };
  input.addEventListener("change", () => take(input.files[0]));
  const mark = (on) => (event) => {
    event.preventDefault();
    event.stopPropagation();
    zone.style.borderStyle = on ? "solid" : "dashed";
  };
  zone.addEventListener("dragover", mark(true));
  zone.addEventListener("dragleave", mark(false));
  zone.addEventListener("drop", (event) => {
    mark(false)(event);
    take(event.dataTransfer.files[0]);
  });
  el.append(zone);
}
export default { render };
"""


class DropZone(anywidget.AnyWidget):
    """Where a file is dropped or chosen; ``take`` gets its bytes."""

    _esm = _SCRIPT
    label = traitlets.Unicode().tag(sync=True)
    accept = traitlets.Unicode("").tag(sync=True)

    def __init__(self, take: Callable[[bytes], None], **traits: Any) -> None:
        super().__init__(**traits)
        self.on_msg(lambda _widget, _content, buffers: take(b"".join(map(bytes, buffers))))
