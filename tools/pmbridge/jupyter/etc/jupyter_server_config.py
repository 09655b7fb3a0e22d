"""What JSON can't say beside it: where the learner's style sheet lies."""

from pathlib import Path

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.ServerApp.tornado_settings = {"static_custom_path": [str(Path(__file__).with_name("custom"))]}
c.LabApp.custom_css = True
