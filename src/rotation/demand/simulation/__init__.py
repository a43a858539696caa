"""The discrete-event simulation of named members: problem, kernel, replications, estimates."""
