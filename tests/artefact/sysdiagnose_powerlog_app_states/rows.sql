SELECT (SELECT count(*) FROM PLApplicationAgent_EventForward_Application) + (SELECT count(*) FROM PLApplicationAgent_EventPoint_ApplicationExitReason)
