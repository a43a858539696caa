"""The jobs of a worker, each from the file of its name."""

from api.jobs import (
    answer_chats,
    ask_next,
    deliver,
    expire_swaps,
    forget,
    import_calendars,
    plan_ahead,
    recover_runs,
    requirements,
    summarise,
    sync_groups,
)
from api.jobs.job import Job

JOBS: tuple[Job, ...] = (
    answer_chats.JOB,
    ask_next.JOB,
    deliver.JOB,
    expire_swaps.JOB,
    forget.JOB,
    import_calendars.JOB,
    plan_ahead.JOB,
    recover_runs.JOB,
    requirements.JOB,
    summarise.JOB,
    sync_groups.JOB,
)
