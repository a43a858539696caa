"""Which share of replies comes in time for a given staffing, by chain, simulation or Erlang."""
