"""Every job is registered: a file without a row in the registry would never run."""

import importlib
import pkgutil

import api.jobs
from api.jobs.job import Job
from api.jobs.registry import JOBS


def test_every_job_is_registered_once_under_the_name_of_its_file() -> None:
    files = {each.name for each in pkgutil.iter_modules(api.jobs.__path__)} - {"job", "registry"}
    assert files
    assert sorted(each.name for each in JOBS) == sorted(files)
    for job in JOBS:
        module = importlib.import_module(f"api.jobs.{job.name}")
        assert [each for each in vars(module).values() if isinstance(each, Job)] == [job]


def test_no_job_runs_more_than_once_a_second() -> None:
    assert JOBS
    assert min(each.every.total_seconds() for each in JOBS) >= 1
