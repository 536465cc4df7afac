"""The colours that carry a meaning, the same on screen, in documents and on the map. Never colour alone: each has its word or shape."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.methods import Strand

# Each at least 4.5:1 on white, so that words may be written in it.
STRANDS: Mapping[Strand, str] = {"in_person": "#9a3412", "digital": "#0a5c8a", "remote": "#3f6212"}
FAMILIES = ("#4a55a0", "#5b6b86", "#7d660a", "#a33b72", "#7a4fa0", "#22766f", "#6b6259")  # in order; away from those of the strands
