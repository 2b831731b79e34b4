-- How many records there must be, whatever the columns hold: the actions, and the shortcuts without any.
SELECT (SELECT count(*) FROM ZSHORTCUTACTIONS) +
       (SELECT count(*) FROM ZSHORTCUT AS s
         WHERE NOT EXISTS (SELECT 1 FROM ZSHORTCUTACTIONS AS a WHERE a.ZSHORTCUT = s.Z_PK))
