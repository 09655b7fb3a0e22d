"""Random numbers that are the same on every platform and with every NumPy version.

NumPy keeps the raw 64-bit integers of PCG64 stable, but not the streams that
``Generator`` makes from them. So the raw integers become floats here.
"""

from __future__ import annotations

import numpy as np

from pmbridge.craft import _checks

_SHIFT = np.uint64(11)
_STEP = 2.0**-53


class Draws:
    """A stream of uniform numbers that its seed fixes."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(_checks.whole("seed", seed, at_least=0))

    def uniform(self, *shape: int) -> np.ndarray:
        """Return floats in [0, 1).

        Parameters
        ----------
        *shape : int
            Rows, columns and so on.

        Returns
        -------
        numpy.ndarray
            Float64 of that shape.
        """
        size = int(np.prod(shape))
        # The 53 highest bits, because a float64 holds exactly that many.
        raw = np.asarray(self._bits.random_raw(size), dtype=np.uint64) >> _SHIFT
        return (raw.astype(np.float64) * _STEP).reshape(shape)

    def positions(self, below: int, *shape: int) -> np.ndarray:
        """Return whole numbers from 0 up to, not including, ``below``.

        Parameters
        ----------
        below : int
            How many positions there are.
        *shape : int
            Rows, columns and so on.

        Returns
        -------
        numpy.ndarray
            Int64 of that shape.
        """
        return (self.uniform(*shape) * below).astype(np.int64)
