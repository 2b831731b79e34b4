SELECT count(*) FROM app_updates
