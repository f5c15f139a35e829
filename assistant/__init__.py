"""The conversation: the core that knows no sibling package."""

import os

# Many small products, each shorter than waking a second thread for it: the threads that numpy's
# library starts for them burn a core between turns. It reads this once, when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
