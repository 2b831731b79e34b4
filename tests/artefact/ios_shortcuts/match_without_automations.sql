-- A store without the table for automations.
-- file: HomeDomain/Library/Shortcuts/Shortcuts.sqlite
-- schema: shortcuts.WITHOUT_TRIGGERS
-- list: domain chimera-delivery.example
INSERT INTO ZSHORTCUT (Z_PK, ZNAME, ZACTIONS, ZCREATIONDATE) VALUES (1, 'Text', 11, cocoa('2026-03-01T08:00:00Z'));
INSERT INTO ZSHORTCUTACTIONS (Z_PK, ZSHORTCUT, ZDATA) VALUES
  (11, 1, actions_of('[["url",{"WFURLActionURL":"https://chimera-delivery.example/a"}],["openurl",{}]]'));
