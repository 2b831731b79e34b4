SELECT (SELECT count(*) FROM PLApplicationAgent_EventForward_Application)
