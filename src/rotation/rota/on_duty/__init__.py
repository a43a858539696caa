"""Who is on duty when: the projection that follows facts, reads of it, the ready snapshot."""
