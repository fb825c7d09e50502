"""How many requests are generated for each operation of an API."""

import os

# `make fuzz` asks for more than `make test`.
CASES_PER_OPERATION = int(os.environ.get("FUZZ_CASES", "20"))
