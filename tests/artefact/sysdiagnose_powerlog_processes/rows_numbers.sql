SELECT (SELECT count(*) FROM PLProcessMonitorAgent_EventForward_ProcessID)
