-- Links that only read like the listed one; automations that ask, that are off, that open an app.
-- file: HomeDomain/Library/Shortcuts/Shortcuts.sqlite
-- schema: shortcuts.SHORTCUTS
-- list: domain chimera-delivery.example
INSERT INTO ZSHORTCUT (Z_PK, ZNAME, ZACTIONS, ZCREATIONDATE, ZMODIFICATIONDATE) VALUES
  (1, 'Query', 11, cocoa('2026-03-01T08:00:00Z'), cocoa('2026-03-02T08:00:00Z')),
  (2, 'App', 12, cocoa('2026-03-01T09:00:00Z'), NULL);
INSERT INTO ZSHORTCUTACTIONS (Z_PK, ZSHORTCUT, ZDATA) VALUES
  (11, 1, actions_of('[["openurl",{"WFInput":"https://example.org/?q=chimera-delivery.example"}]]')),
  (12, 2, actions_of('[["openurl",{"WFInput":"shortcuts://create-shortcut"}]]'));
INSERT INTO ZTRIGGER (Z_PK, ZSHORTCUT, ZENABLED, ZSHOULDPROMPT) VALUES (1, 1, 1, 1), (2, 2, 1, 0);
