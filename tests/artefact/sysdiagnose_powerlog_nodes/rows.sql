SELECT (SELECT count(*) FROM PLAccountingOperator_EventNone_Nodes)
