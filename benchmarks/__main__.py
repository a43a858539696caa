"""Every benchmark, one after another: ``python -m benchmarks [NAME …]``.

Each prints JSON lines or a table of its own; figures that were measured stand in
``docs/benchmarks/``. Without names the quick ones are run.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
QUICK: dict[str, list[str]] = {
    "http": [],
    "staffing": ["tests/data/staffing-cases.json", "--check"],
    "savings": [],
    "hostile_files": ["--files", "5000"],
    "forecast": [],
    "chain": [],
    "simulation": [],
    "agree": ["--cases", "1000"],
    "rotas": ["--sizes", "12x1,50x1,25x4", "--seeds", "3"],
    "alive": [],
    "cancel": ["--sizes", "12x4,25x4", "--times", "10"],
    "rotating": [],
    "peers": [],
    "reminders": ["--sqlite", "--n", "1000", "--instant"],
}
"""What ``make bench`` runs, with the arguments that keep it to some minutes."""


def main() -> None:
    """Run the benchmarks named, or the quick ones; exit 1 when one of them fails."""
    options = argparse.ArgumentParser(description="Runs benchmarks; each has its own --help.")
    options.add_argument("names", nargs="*", choices=[*sorted(QUICK), []])
    asked = options.parse_args().names or [name for name in QUICK if (HERE / f"{name}.py").exists()]
    failed = []
    for name in asked:
        print(f"# {name}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *QUICK[name]], check=False
        )
        failed += [name] if done.returncode else []
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
