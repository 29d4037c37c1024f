"""How often and for how much today's customers will buy: BG/NBD and Gamma-Gamma, fitted by maximum likelihood.

Only `scoring` knows of the database; the fits take arrays and give frozen results.
"""

import os

# The search for four parameters asks BLAS for 4 × 4 matrices thousands of times. Spread over threads, on a machine that
# has other work to do, each of these takes milliseconds instead of microseconds. Read when scipy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
