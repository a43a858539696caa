"""The fewest people that meet the targets: profiles, cover models, evaluation, marginal agents."""
