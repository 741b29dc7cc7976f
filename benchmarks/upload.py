"""A large upload to `opendata run`: the web server's peak memory, and the verdict's time against Frictionless alone.

Needs Linux for the memory figures (/proc). `upload.py 300` uploads 300 MB.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

from frictionless import Resource, system
from served import COMMAND, free_port, move_in, serving

from opendata.cli.client import Client


def main(megabytes: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "large.csv"
        rows = write(source, megabytes * 10**6)
        address = f"http://127.0.0.1:{free_port()}"
        environment = {"OPENDATA_DATA_DIR": str(folder / "data"), "OPENDATA_BASE_URL": address}
        token = move_in(environment)
        run = [*COMMAND, "run", "--port", address.rpartition(":")[2]]
        with serving(run, f"{address}/health/ready", environment):
            upload(Client(address, token), source, rows)
        start = time.perf_counter()
        with system.use_context(trusted=True):
            Resource(str(source)).validate()
        print(f"Frictionless alone, first 1 000 errors: {time.perf_counter() - start:.0f} s")


def upload(client: Client, source: Path, rows: int) -> None:
    client.create_dataset({"publisher": "parker", "title": {"sv": "Stor"}})
    start = time.perf_counter()
    file = client.add_file("stor", source)
    sent = time.perf_counter()
    version = client.follow(file["newest_version"])
    print(f"{rows} rows: sent in {sent - start:.0f} s, {version['state']} after {time.perf_counter() - sent:.0f} s")
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_text().replace("\0", " ")
            peak = re.search(r"VmHWM:\s+(\d+)", (process / "status").read_text())
        except OSError:
            continue
        if "opendata.cli" in command and peak:
            print(f"peak {int(peak[1]) // 1024} MB: {command[-60:]}")


def write(path: Path, size: int) -> int:
    rows = written = 0
    with path.open("w", encoding="utf-8") as sink:
        written += sink.write("id,namn,kommunkod,datum,belopp,kommentar\n")
        while written < size:
            written += sink.write(
                f"{rows},Näset,1480,2024-01-{rows % 28 + 1:02d},{rows / 100:.2f},Rad {rows} med text\n"
            )
            rows += 1
    return rows


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
