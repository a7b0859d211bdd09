"""Types of arrays, by what they hold; their docstrings say the dimensions.

The letters of dimensions are those of ``compiled.world``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

F8 = npt.NDArray[np.float64]
"""Numbers of 64 bits."""
I4 = npt.NDArray[np.int32]
"""Whole numbers of 32 bits: indices that are read in large numbers."""
I8 = npt.NDArray[np.int64]
"""Whole numbers of 64 bits."""
U8 = npt.NDArray[np.uint64]
"""Whole numbers of 64 bits that are never negative: keys of random streams."""
Flags = npt.NDArray[np.bool_]
"""True or false."""
Dates = npt.NDArray[np.datetime64]
"""Days."""
Counts = npt.NDArray[np.int32] | npt.NDArray[np.int64]
"""People: four bytes each where every number fits, else eight."""
Rows = npt.NDArray[Any]
"""A structured array."""
