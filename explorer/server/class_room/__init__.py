"""A live class: the teacher's page and the pupils' telephones, in this one process; no kernel."""
