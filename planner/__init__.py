"""Everything decided: from a brief to a checked, explained and documented plan."""

import os

# Small matrices on machines with few cores: threads of the linear algebra would only fight each other
# (measured: a calibration of 12 ms took up to 1.3 s). Set before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

VERSION = "0.1.0"  # of the engine; the same as in pyproject.toml
