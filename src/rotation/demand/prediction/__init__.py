"""The prediction of replies in time for a given staffing, by chain, simulation or Erlang."""
