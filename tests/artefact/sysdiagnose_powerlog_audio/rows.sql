SELECT (SELECT count(*) FROM PLAudioAgent_EventPoint_AudioApp) + (SELECT count(*) FROM PLAudioAgent_EventForward_NowPlaying) + (SELECT count(*) FROM PLAudioAgent_EventForward_Routing)
