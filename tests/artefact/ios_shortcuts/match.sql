-- A link in each form that an action's parameter takes; an automation of its own; no actions at all.
-- Tables: MVT, mixed/shortcuts.py; SparkDev97/iOS14-Runtime-Headers, WFCoreDataTrigger.h. Actions: sebj/iOS-Shortcuts-Reference.
-- file: HomeDomain/Library/Shortcuts/Shortcuts.sqlite
-- schema: shortcuts.SHORTCUTS
-- list: domain chimera-delivery.example
-- list: phone +12025550142
INSERT INTO ZSHORTCUT (Z_PK, ZNAME, ZACTIONS, ZCREATIONDATE, ZMODIFICATIONDATE) VALUES
  (1, 'Text', 11, cocoa('2026-03-01T08:00:00Z'), cocoa('2026-03-02T08:00:00Z')),
  (2, 'Token', 12, cocoa('2026-03-01T09:00:00Z'), NULL), (3, 'List', 13, cocoa('2026-03-01T10:00:00Z'), NULL),
  (4, 'Body', 14, cocoa('2026-03-01T11:00:00Z'), NULL), (5, 'Empty', 15, cocoa('2026-03-01T12:00:00Z'), NULL),
  (6, 'Gone', 4711, NULL, NULL), (7, 'Number', 17, cocoa('2026-03-01T13:00:00Z'), NULL);
INSERT INTO ZSHORTCUTACTIONS (Z_PK, ZSHORTCUT, ZDATA) VALUES
  (11, 1, actions_of('[["comment",{"WFCommentActionText":"hello"}],["url",{"WFURLActionURL":"https://chimera-delivery.example/a"}],["openurl",{}]]')),
  (12, 2, actions_of('[["openurl",{"WFInput":{"Value":{"string":"https://www.chimera-delivery.example/b"},"WFSerializationType":"WFTextTokenString"}}]]')),
  (13, 3, actions_of('[["url",{"WFURLActionURL":["https://example.org/","https://chimera-delivery.example/c"]}]]')),
  (14, 4, actions_of('[["downloadurl",{"WFURL":"https://example.org/post","WFJSONValues":{"Value":{"WFDictionaryFieldValueItems":[{"WFItemType":0,"WFKey":{"Value":{"string":"to"}},"WFValue":{"Value":{"string":"https://chimera-delivery.example/d"}}}]}}}]]')),
  (15, 5, actions_of('[]')),
  (17, 7, actions_of('[["sendmessage",{"WFSendMessageContent":"+1 202 555 0142"}]]'));
INSERT INTO ZTRIGGER (Z_PK, ZSHORTCUT, ZENABLED, ZSHOULDPROMPT) VALUES (1, 5, 1, 0), (2, 2, 1, 1), (3, 3, 0, 0), (4, NULL, 1, 0);
