SELECT (SELECT count(*) FROM PLProcessNetworkAgent_EventInterval_UsageDiff)
