SELECT (SELECT count(*) FROM PLApplicationAgent_EventNone_AllApps) + (SELECT count(*) FROM PLApplicationAgent_EventNone_AllPlugins)
