"""How many requests are generated for each operation of an API, and which."""

import os
from datetime import UTC, datetime

# `make fuzz` asks for more than `make test`.
CASES_PER_OPERATION = int(os.environ.get("FUZZ_CASES", "20"))

IS_SHORT = CASES_PER_OPERATION <= 20

# A short run sends the same requests each time; a long one others each day, or those of FUZZ_SEED.
SEED = int(os.environ.get("FUZZ_SEED", "1" if IS_SHORT else f"{datetime.now(tz=UTC):%Y%m%d}"))
