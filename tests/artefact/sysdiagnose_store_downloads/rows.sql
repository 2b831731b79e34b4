SELECT (SELECT count(*) FROM download) + (SELECT count(*) FROM asset)
