"""The check against Frictionless alone on random tables and schemas: `agreement.py 100000` tables, from `--seed`.

Not a benchmark of speed: what the speed must not cost. A difference ends the run with the table and the schema.
"""

import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from opendata.tabular import database
from tests.tabular.test_screen import agree

warnings.simplefilter("ignore", FutureWarning)  # Python's, about a pattern
database.THREADS = 1


def main(count: int, seed: int) -> None:
    outcomes: Counter[str] = Counter()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(seed, seed + count):
            try:
                outcomes[agree(Path(folder), Random(number))] += 1
            except BaseException:
                print(f"seed {number}", flush=True)
                raise
            if number % 1000 == 999:
                print(f"{number + 1}: {dict(outcomes)} {time.perf_counter() - start:.0f} s", flush=True)
    print(f"{count} tables in {time.perf_counter() - start:.0f} s: {dict(outcomes)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
