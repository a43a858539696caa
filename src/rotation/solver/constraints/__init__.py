"""Every constraint by its name: one file, one frozen dataclass with ``limits``."""

from importlib import import_module
from pkgutil import iter_modules

from rotation.solver.limits import Rule


def _only_rule(module: str) -> type[Rule]:
    inside = vars(import_module(f"{__name__}.{module}")).values()
    rules = [each for each in inside if isinstance(each, type) and issubclass(each, Rule)]
    (found,) = (each for each in rules if each.__module__ == f"{__name__}.{module}")
    return found


NAMED = {each.name.replace("_", "-"): _only_rule(each.name) for each in iter_modules(__path__)}
