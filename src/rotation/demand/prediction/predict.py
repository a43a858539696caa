"""Answers a staffing question: which share of replies comes in time, and how sure that is."""

from dataclasses import replace
from time import perf_counter

from rotation.demand.prediction import (
    erlang_figures,
    exact_figures,
    platform_figures,
    simulated_figures,
)
from rotation.demand.prediction.exact_figures import CapacityCheck, ExactFigures
from rotation.demand.prediction.minute_grid import MinuteGrid, build_grid
from rotation.demand.questions.prediction import (
    ChannelAnswer,
    DayAnswer,
    DayChannel,
    PredictionAnswer,
    PredictionQuestion,
    question_from_json,
    to_json,
)
from rotation.demand.queueing import markov_chain
from rotation.json_value import Json

_STEADY_WORK = 4.0
"""With how many seconds of work a typical week is looked for."""


def answer(question: Json) -> Json:
    """Return the answer to a question, both JSON; see ``staffing`` for their fields."""
    return to_json(answered(question_from_json(question)))


def answered(question: PredictionQuestion) -> PredictionAnswer:
    """Return the replies a staffing gives.

    ``exact``: by the exact chain. ``simulation``: by named members, their skills, the order of
    work and the real spread of handling times, the chain as its control. ``auto``: the chain where
    it leaves nothing out, else the simulation.
    """
    began = perf_counter()
    grid = build_grid(question)
    load = exact_figures.load_of(grid)
    if question.regime == "typical" and not load.stable:
        found = _unstable(grid, load)
    else:
        found = _by_chain(grid, load)
        if found.converged and is_simulated(question):
            found = simulated_figures.refine_by_simulation(grid, found)
    if "erlang_c" in question.include:
        found = _beside(found, question)
    return replace(found, seconds=round(perf_counter() - began, 3))


def is_simulated(question: PredictionQuestion) -> bool:
    """Tell whether a question is for the simulation: the chain leaves something of it out."""
    if not question.channels:
        return False
    if question.engine != "auto":
        return question.engine == "simulation"
    plain = all(each.handling_cv == 1 for each in question.channels)
    skilled = any(each.channels for each in question.staff)
    return question.work_order != "fcfs" or not plain or skilled


def _by_chain(grid: MinuteGrid, load: CapacityCheck) -> PredictionAnswer:
    asked = grid.question
    passed = markov_chain.solve(grid.course(), _STEADY_WORK)
    if not passed.settled:
        return replace(_unstable(grid, load), stable=load.stable, converged=False)
    run = ExactFigures(grid, passed)
    openings, closings = run.moments()
    stretch = run.stretch()
    dated = asked.regime == "dated"
    return PredictionAnswer(
        channels=tuple(_channel(run, place, stretch) for place in range(len(asked.channels))),
        days=tuple(run.days()),
        engine="exact",
        stable=load.stable,
        overloaded=load.channels,
        backlog_growth_per_week=round(load.growth, 1),
        backlog_at_end=run.at_end() if dated else None,
        occupancy=_rounded(run.occupancy()),
        agent_hours=agent_hours(grid),
        intervals=tuple(run.intervals()) if "intervals" in asked.include else (),
        openings=openings,
        closings=closings,
        worst_intervals=run.worst(),
        badge=tuple(platform_figures.badges(run)),
        reply_windows=tuple(platform_figures.reply_windows(run)),
        stretches=tuple(run.stretches()),
    )


def agent_hours(grid: MinuteGrid) -> float:
    """Return the hours the members are on, those beside the rota left out."""
    return round(sum(min(each.end, grid.end) - each.start for each in grid.people) / 60, 2)


def _channel(run: ExactFigures, place: int, stretch: float) -> ChannelAnswer:
    channel = run.grid.question.channels[place]
    shares = run.shares(channel)
    share, low, high = (
        _rounded(run.total(place, each)) for each in (shares.mixed, shares.low, shares.high)
    )
    mean, p90 = run.waits(place)
    window = channel.reply_window_minutes
    return ChannelAnswer(
        channel=channel.slug,
        target_share=channel.share,
        within_minutes=channel.within_minutes,
        volume=round(float(run.weights[place].sum()), 2),
        within_share=share,
        low=low,
        high=high,
        mean_wait_minutes=None if mean is None else round(mean * stretch, 1),
        p90_wait_minutes=None if p90 is None else round(p90, 1),
        window_missed_share=_rounded(run.later_than(place, window)) if window else None,
        floor_share=channel.floor,
        calendar_share=_by_clock(run, place, "calendar"),
        business_share=_by_clock(run, place, "business"),
    )


def _by_clock(run: ExactFigures, place: int, clock: str) -> float | None:
    if "clocks" not in run.grid.question.include:
        return None
    shares = run.shares(run.grid.question.channels[place], clock)
    return _rounded(run.total(place, shares.mixed))


def _unstable(grid: MinuteGrid, load: CapacityCheck) -> PredictionAnswer:
    """Return an answer without shares: more comes in than can be answered, week after week."""
    asked, volumes = grid.question, grid.volumes
    channels = tuple(
        ChannelAnswer(each.slug, each.share, each.within_minutes, round(float(volume), 2))
        for each, volume in zip(asked.channels, volumes, strict=True)
    )
    by_segment = grid.rates * grid.lengths
    days = tuple(
        DayAnswer(
            on,
            tuple(
                DayChannel(each.slug, round(float(by_segment[row, grid.days == number].sum()), 2))
                for row, each in enumerate(asked.channels)
                if grid.named[row, grid.days == number].any()
            ),
        )
        for number, on in enumerate(grid.dates)
    )
    return PredictionAnswer(
        channels,
        days,
        "exact",
        stable=load.stable,
        overloaded=load.channels,
        backlog_growth_per_week=round(load.growth, 1),
        agent_hours=agent_hours(grid),
    )


def _beside(found: PredictionAnswer, question: PredictionQuestion) -> PredictionAnswer:
    """Return an answer with what a steady hour would give beside it."""
    steadily = {
        each.channel: each.within_share for each in erlang_figures.answer(question).channels
    }
    channels = tuple(
        replace(each, erlang_c_share=_rounded(steadily[each.channel])) for each in found.channels
    )
    return replace(found, channels=channels)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(min(1.0, max(0.0, share)), 4)
