"""Goal G6: the forecast back-tested at rolling origins, beside plain means and chance.

``python -m benchmarks.forecast [--log FILE --zone ZONE] [--ahead N]`` prints a Markdown table: the
calls of a bank (data/bank_calls) thinned to 1 % and to 0.2 % with ten seeds each, the demo's log,
and every channel of a message log (CSV: received_at, channel[, replied_at, sent_at, conversation]).
It exits 1 when a goal is missed: on the calls at 1 % WAPE at most 0.95 × the mean of four weeks,
and 75 to 90 % of the hours with 3 or more expected inside the 80 % band; on the demo's log, all
channels together, at most 1.0 × that mean.
"""

import argparse
import csv
import gzip
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import numpy as np

from api.cli.demo import team as made_up
from rotation.demand.forecasting import model
from rotation.demand.forecasting.accuracy import Accuracy, accuracy, evenings_and_weekends
from rotation.demand.forecasting.model import HOURS, Counts
from rotation.demand.messages.log_reader import LogFormat, LoggedMessage, read_csv
from rotation.demand.messages.work_items import fold_conversations
from rotation.timespan import Week, zone

CALLS = Path(__file__).parent / "data" / "bank_calls" / "bank_calls_5min_2003.csv.gz"
SEEDS = range(1, 11)


def calls() -> Counts:
    """Return the calls of each hour of each week; weekdays without any row are missing."""
    hourly: Counter[tuple[date, int]] = Counter()
    with gzip.open(CALLS, "rt") as lines:
        for row in csv.DictReader(lines):
            at = datetime.fromisoformat(row["DateTime"])
            hourly[at.date(), at.hour] += int(row["Calls"])
    days = {day for day, _ in hourly}
    first = min(days)
    counts = np.zeros(((max(days) - first).days // 7 + 1, HOURS))
    for week in range(len(counts)):
        for day in range(7):
            on = first + timedelta(days=7 * week + day)
            hours = [float(hourly[on, hour]) for hour in range(24)]
            is_missing = day < 5 and on not in days
            counts[week, 24 * day : 24 * day + 24] = [np.nan] * 24 if is_missing else hours
    return counts


def thinned(counts: Counts, share: float, seed: int) -> Counts:
    """Return what is left when each call stays with a chance of its own."""
    random = np.random.default_rng(seed)
    kept = random.binomial(np.nan_to_num(counts).astype(int), share).astype(float)
    kept[np.isnan(counts)] = np.nan
    return kept


def of_log(file: Path, in_zone: ZoneInfo) -> Iterator[tuple[str, Counts]]:
    """Yield the weeks of each channel of a log, as the product counts them."""
    with file.open(newline="") as lines:
        slugs = {row["channel"].casefold(): row["channel"] for row in csv.DictReader(lines)}
    late = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
    with file.open("rb") as source:
        rows = [
            each
            for each in read_csv(source, LogFormat(slugs, late))
            if isinstance(each, LoggedMessage)
        ]
    rows.sort()
    now = rows[-1].received_at
    for slug in sorted(slugs.values()):
        mine = [
            (
                each.received_at,
                each.replied_at or each.sent_at,
                each.conversation.encode() if each.conversation else None,
            )
            for each in rows
            if each.channel == slug
        ]
        hours = Counter(
            each.received_at.replace(minute=0, second=0, microsecond=0)
            for each in fold_conversations(mine)
        )
        yield slug, model.weekly(sorted(hours.items()), in_zone, now)


def of_demo() -> Counts:
    """Return the weeks of the demo's log, all channels together."""
    hours = Counter(
        datetime.fromisoformat(each["received_at"]).replace(minute=0, second=0)
        for each in made_up.messages(Week(2026, 48))
    )
    now = Week(2026, 48).span(zone(made_up.ZONE)).start
    return model.weekly(sorted(hours.items()), zone(made_up.ZONE), now)


def line(name: str, found: Accuracy) -> str:
    """Return the row of a series."""
    cover = "–" if found.coverage is None else f"{100 * found.coverage:.0f} %"
    mase = "–" if found.mase is None else f"{found.mase:.2f}"
    windows = "–" if found.wape_windows is None else f"{found.wape_windows:.3f}"
    pinball = " / ".join(f"{each:.3f}" for each in found.pinball)
    ratio = found.wape / found.wape_four_weeks if found.wape_four_weeks else 1.0
    return (
        f"| {name} | {found.weeks} | {found.wape:.3f} | {windows} | {found.wape_four_weeks:.3f}"
        f" | {ratio:.3f} | {found.floor:.3f} | {mase} | {pinball} | {cover}"
        f" | {100 * found.bias:+.1f} % |"
    )


def main() -> None:
    """Print the table; exit 1 when the goal is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--log", type=Path)
    options.add_argument("--zone", default="Europe/Brussels")
    options.add_argument("--ahead", type=int, default=2)
    asked = options.parse_args()
    print(
        "| series | weeks judged | WAPE | evenings, weekends | mean of 4 weeks | ratio"
        " | Poisson floor | MASE | pinball 10 / 50 / 90 % | in 80 % band | bias |"
    )
    print("| --- | " + " | ".join(["---:"] * 10) + " |")
    every, missed = calls(), False
    for share, name in ((0.01, "1 %"), (0.002, "0.2 %")):
        for seed in SEEDS:
            found = accuracy(thinned(every, share, seed), evenings_and_weekends(), asked.ahead)
            assert found is not None
            print(line(f"bank calls, {name}, seed {seed}", found))
            if share == 0.01:
                missed |= found.wape > 0.95 * found.wape_four_weeks
                missed |= not 0.75 <= (found.coverage or 0) <= 0.90
    demo = accuracy(of_demo(), evenings_and_weekends(), 1)
    assert demo is not None
    print(line("the demo's log, a week ahead", demo))
    missed |= demo.wape > demo.wape_four_weeks
    for name, counts in of_log(asked.log, zone(asked.zone)) if asked.log else ():
        judged = accuracy(counts, evenings_and_weekends(), asked.ahead)
        print(line(name, judged) if judged else f"| {name} | too little | " + " | " * 9)
    began = perf_counter()
    model.fit(thinned(every, 0.01, 1))
    print(f"\nOne fit: {1000 * (perf_counter() - began):.1f} ms.")
    sys.exit(missed)


if __name__ == "__main__":
    main()
