SELECT (SELECT count(*) FROM PLProcessNetworkAgent_EventPoint_Connection) + (SELECT count(*) FROM PLXPCAgent_EventPoint_BackgroundTransfer)
