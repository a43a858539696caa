"""Rotation: who answers in the evening and at the weekend, so that people get a reply in time.

A map, from the ground up. ``words`` makes sentences that can be said in three languages;
``errors`` is the tree of what can go wrong; ``clock`` alone reads the time; ``timespan`` turns wall
time into instants and back; ``database`` binds every session to one organisation.

``account`` knows organisations, keys and the audit trail. ``team`` knows who is on the team and
what holds for it. ``availability`` knows when a member can work, ``demand`` how many people are
needed when and what a staffing achieves, ``solver`` (pure) proposes assignments and explains them.
``rota`` puts the three together: runs, drafts, published versions and the one timeline that says
who is on duty. ``notices`` tells people, ``insights`` compares what happened with what was
predicted, ``chat`` answers questions in words.

Imports go one way, as ``pyproject.toml`` says; every edge (web, command line, worker) lives in the
package ``api`` beside this one. A calculation is pure and takes ``now``; reading and writing stand
around it.
"""
