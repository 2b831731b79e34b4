SELECT (SELECT count(*) FROM PLXPCAgent_EventPoint_BackgroundTransfer)
