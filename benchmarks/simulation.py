"""Goal G3 for Engine B: the CPU time of a week to a standard error of 0.3 points on every channel.

``python -m benchmarks.simulation`` prints a Markdown table, after a warm-up of the compiled code.
"""

from time import process_time

from benchmarks.weeks import large, small
from rotation.demand.simulation.estimate import Stop, estimate

WEEKS = {
    "3 channels, 900 items, 2–3 people on": small(),
    "10 channels, 900 items, 2–4 people on": large(10, 900, 4),
    "10 channels, 6,000 items, 12–24 people on": large(10, 6_000, 24),
    "10 channels, 60,000 items, 100–200 people on": large(10, 60_000, 200),
}


def main() -> None:
    """Print the table."""
    estimate(small(), None, Stop(0.01))
    print("| typical week | CPU s | weeks | items | largest SE, points | ended by |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    for name, problem in WEEKS.items():
        began = process_time()
        found = estimate(problem, None, Stop(work=30.0))
        spent = process_time() - began
        worst = max(each.standard_error or 0.0 for each in found.channels)
        print(
            f"| {name} | {spent:.2f} | {found.weeks} | {found.items:,} | {100 * worst:.2f}"
            f" | {found.ended_by} |"
        )


if __name__ == "__main__":
    main()
