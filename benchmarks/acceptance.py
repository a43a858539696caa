"""The referee of rotas that people accept: half a year of four teams, judged from outside.

``python -m benchmarks.acceptance [--weeks 26] [--teams twelve,students] [--seed 1] [--busy 8]``
plays each team week by week through the service (leave, illness, wishes, swaps, holidays, joiners
and leavers), and prints a Markdown table of the goals with what was reached. ``digest`` is that of
all rotas by name: equal seeds give equal ones. With ``--busy`` so many processes keep the machine
busy meanwhile.
"""

import argparse
import json
import multiprocessing
import time
from collections.abc import Iterable
from hashlib import sha256

from benchmarks import acceptance_replies
from benchmarks.acceptance_judge import Verdict, judged
from benchmarks.acceptance_play import Played, Service, play
from benchmarks.acceptance_teams import teams

_WEEKS_OF_MESSAGES = 6
"""Each week of the team with channels has its counts and its replies calculated."""


def digest(played: Played) -> str:
    """Return a digest of who worked when, by name."""
    plain = [[str(each.start), str(each.end), sorted(each.people)] for each in played.shifts]
    return sha256(json.dumps(plain).encode()).hexdigest()[:16]


def _print(verdicts: Iterable[Verdict]) -> None:
    print("| goal | reached | met |\n|---|---|---|")
    for verdict in verdicts:
        met = "yes" if verdict.met else "no"
        print(f"| {verdict.goal} | {verdict.reached} | {met} |", flush=True)


def _spin() -> None:
    while True:
        pass


def main() -> None:
    """Play the teams asked for and print the tables."""
    options = argparse.ArgumentParser()
    options.add_argument("--weeks", type=int, default=26)
    options.add_argument("--teams", default="twelve,twenty,forty,students,messages")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--busy", type=int, default=0)
    given = options.parse_args()
    busy = [multiprocessing.Process(target=_spin, daemon=True) for _ in range(given.busy)]
    for each in busy:
        each.start()
    if "messages" in given.teams.split(","):
        weeks = min(given.weeks, _WEEKS_OF_MESSAGES)
        with Service.opened() as service:
            verdicts = list(acceptance_replies.played(service, weeks, given.seed))
        print(f"\nmessages: twelve people, three channels, {weeks} weeks, seed {given.seed}\n")
        _print(verdicts)
    for team in teams():
        if team.slug not in given.teams.split(","):
            continue
        began = time.perf_counter()
        with Service.opened() as service:
            played = play(service, team, given.weeks, given.seed)
        seconds = time.perf_counter() - began
        print(
            f"\n{team.slug}: {len(team.people)} people, {given.weeks} weeks, seed {given.seed}, "
            f"{played.unproven} runs unproven, {seconds:.0f} s, digest {digest(played)}\n"
        )
        _print(judged(played))
    for each in busy:
        each.terminate()


if __name__ == "__main__":
    main()
