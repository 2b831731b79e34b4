SELECT count(*) FROM access
