"""``chart(fig, alt=...)``: the one way to show a matplotlib figure, with words for who can't see it."""

import base64
import io
from html import escape
from typing import Any

from IPython.display import display

# A card of its own, the same in a light and in a dark theme.
CARD = "#fbfaf7"


def chart(fig: Any, alt: str) -> None:
    """Show ``fig`` with ``alt``, one or two sentences that say what the chart shows.

    The picture has its own light background, so that it reads the same in a light and a dark theme.

    Raises
    ------
    ValueError
        If ``alt`` is empty.
    """
    if not alt.strip():
        raise ValueError("alt must say in a sentence what the chart shows, got an empty text")
    from matplotlib import pyplot

    for axes in fig.axes:
        axes.set_facecolor(CARD)
        axes.spines[["top", "right"]].set_visible(False)
    picture = io.BytesIO()
    fig.savefig(
        picture, format="png", dpi=110, facecolor=CARD, bbox_inches="tight", pad_inches=0.15
    )
    pyplot.close(fig)
    data = base64.b64encode(picture.getvalue()).decode("ascii")
    # JupyterLab gives its own pictures no alt text, so this one is HTML.
    image = f'<img alt="{escape(alt)}" style="max-width:100%" src="data:image/png;base64,{data}">'
    display({"text/html": image, "text/plain": alt}, raw=True)
