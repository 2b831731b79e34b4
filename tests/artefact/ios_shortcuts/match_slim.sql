-- A store whose shortcuts do not name their actions; actions whose shortcut is gone, and the reverse.
-- file: HomeDomain/Library/Shortcuts/Shortcuts.sqlite
-- schema: shortcuts.SLIM
-- list: domain chimera-delivery.example
INSERT INTO ZSHORTCUT (Z_PK, ZNAME, ZCREATIONDATE) VALUES
  (1, 'Text', cocoa('2026-03-01T08:00:00Z')), (2, 'Empty', cocoa('2026-03-02T08:00:00Z'));
INSERT INTO ZSHORTCUTACTIONS (Z_PK, ZSHORTCUT, ZDATA) VALUES
  (11, 1, actions_of('[["url",{"WFURLActionURL":"https://chimera-delivery.example/a"}],["openurl",{}]]')),
  (12, 4711, actions_of('[["gettext",{"WFTextActionText":"chimera-delivery.example"}]]'));
