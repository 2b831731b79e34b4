-- A process that began to record, an app that plays, and routes in use and at rest.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.AUDIO
-- list: process stablehand
-- list: app com.example.bridoon
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
INSERT INTO PLAudioAgent_EventPoint_AudioApp (ID, timestamp, timestampLogged, ApplicationName, AssertionID, AssertionName, AudioRoute, MirroringState, Operation, PID) VALUES
 (1, 1773400001.5, 1773400001.5, 'stablehand', 42, 'Recording', 'Microphone', 0, 'Start', 613),
 (2, 1773400002.5, 1773400002.5, 'SpringBoard', 43, 'Playback', 'Speaker', 0, 'Start', 61);
INSERT INTO PLAudioAgent_EventForward_NowPlaying (ID, timestamp, BundleID, State) VALUES
 (1, 1773400003.5, 'com.example.bridoon', 1);
INSERT INTO PLAudioAgent_EventForward_Routing (ID, timestamp, Active, ActivePID, ActiveRoute, HeadphonesConnected, HeadsetHasInput, OutputCategory) VALUES
 (1, 1773400004.5, 0, 0, 'Speaker', 0, 0, 'Audio/Video'),
 (2, 1773400005.5, 1, 613, 'HeadsetBT', 0, 1, 'PhoneCall');
