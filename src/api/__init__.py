"""The edges of Rotation: web, jobs, command line; they translate and call the domain."""
