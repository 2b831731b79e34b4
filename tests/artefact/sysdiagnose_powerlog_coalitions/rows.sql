SELECT (SELECT count(*) FROM PLCoalitionAgent_EventInterval_CoalitionInterval)
