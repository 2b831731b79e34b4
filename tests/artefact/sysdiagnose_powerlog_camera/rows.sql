SELECT (SELECT count(*) FROM PLCameraAgent_EventForward_Camera)
