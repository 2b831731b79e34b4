SELECT count(*) FROM profiles
