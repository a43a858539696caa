"""What a build costs beside an older one, both measured in one run on one machine."""
