-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_shortcuts
-- title: Shortcuts and automations
-- from: HomeDomain/Library/Shortcuts/Shortcuts.sqlite
-- shows: published links, addresses and numbers in shortcuts; automations that open a link without asking
-- means: configured
-- platform: ios
-- until: 27
-- source: https://github.com/mvt-project/mvt (src/mvt/ios/modules/mixed/shortcuts.py: ZSHORTCUT, ZSHORTCUTACTIONS, keys of an action)
-- source: https://github.com/SparkDev97/iOS14-Runtime-Headers (WorkflowKit.framework/WFCoreDataTrigger.h: enabled, shouldPrompt, shortcut)
-- source: https://github.com/sebj/iOS-Shortcuts-Reference (actions and their parameters)
-- event: created "shortcut created"
-- event: modified "shortcut changed"
-- variant: with automations
SELECT apple_time(s.ZCREATIONDATE)                AS "created:time",
       apple_time(s.ZMODIFICATIONDATE)            AS "modified:time",
       s.ZNAME                                    AS "name:private",
       -- The texts in the parameters of all actions, as they stand, in a token string, a list or a dictionary.
       (SELECT group_concat(coalesce(p.value, pl(p.node, 'Value', 'string'), pl(p.node, 'string'),
                   (SELECT group_concat(coalesce(v.value, pl(v.node, 'Value', 'string')), char(10))
                      FROM plist_rows(p.node) AS v WHERE p.type = 'array'),
                   (SELECT group_concat(coalesce(pl(v.node, 'WFValue', 'Value', 'string'), pl(v.node, 'WFValue')),
                                        char(10))
                      FROM plist_rows(p.node, 'Value', 'WFDictionaryFieldValueItems') AS v)), char(10))
          FROM plist_rows(a.ZDATA) AS e, plist_rows(e.node, 'WFWorkflowActionParameters') AS p
         WHERE p.type IN ('string', 'dictionary', 'array'))               AS "text:text",
       (SELECT count(*) FROM plist_rows(a.ZDATA)) AS "actions",
       -- Not matched, since it is part of the text. The first link among the parameters of the actions that
       -- open or fetch one, and of the action that holds one.
       CASE WHEN EXISTS (SELECT 1 FROM plist_rows(a.ZDATA) AS e
                          WHERE pl(e.node, 'WFWorkflowActionIdentifier') IN
                                ('is.workflow.actions.openurl', 'is.workflow.actions.showwebpage',
                                 'is.workflow.actions.downloadurl'))
            THEN (SELECT min(t.link)
                    FROM (SELECT coalesce(p.value, pl(p.node, 'Value', 'string'), pl(p.node, 'string'), pl(p.node, 0),
                                          pl(p.node, 0, 'Value', 'string')) AS link
                            FROM plist_rows(a.ZDATA) AS e, plist_rows(e.node, 'WFWorkflowActionParameters') AS p
                           WHERE pl(e.node, 'WFWorkflowActionIdentifier') IN
                                 ('is.workflow.actions.openurl', 'is.workflow.actions.showwebpage',
                                  'is.workflow.actions.downloadurl', 'is.workflow.actions.url')
                             AND p.key IN ('WFInput', 'WFURL', 'WFURLActionURL')) AS t
                   WHERE url_part(t.link, 'scheme') IN ('http', 'https')) END AS "opens:private",
       -- Whether an automation runs it without asking.
       iif(s.Z_PK IN (SELECT t.ZSHORTCUT FROM ZTRIGGER AS t WHERE t.ZENABLED = 1 AND t.ZSHOULDPROMPT = 0), 1, 0)
                                                  AS "automatic",
       s.Z_PK                                     AS "shortcut"
  FROM ZSHORTCUT AS s
  LEFT JOIN ZSHORTCUTACTIONS AS a ON a.Z_PK = s.ZACTIONS;
-- variant: without automations
SELECT apple_time(s.ZCREATIONDATE)                AS "created:time",
       apple_time(s.ZMODIFICATIONDATE)            AS "modified:time",
       s.ZNAME                                    AS "name:private",
       (SELECT group_concat(coalesce(p.value, pl(p.node, 'Value', 'string'), pl(p.node, 'string'),
                   (SELECT group_concat(coalesce(v.value, pl(v.node, 'Value', 'string')), char(10))
                      FROM plist_rows(p.node) AS v WHERE p.type = 'array'),
                   (SELECT group_concat(coalesce(pl(v.node, 'WFValue', 'Value', 'string'), pl(v.node, 'WFValue')),
                                        char(10))
                      FROM plist_rows(p.node, 'Value', 'WFDictionaryFieldValueItems') AS v)), char(10))
          FROM plist_rows(a.ZDATA) AS e, plist_rows(e.node, 'WFWorkflowActionParameters') AS p
         WHERE p.type IN ('string', 'dictionary', 'array'))               AS "text:text",
       (SELECT count(*) FROM plist_rows(a.ZDATA)) AS "actions",
       CASE WHEN EXISTS (SELECT 1 FROM plist_rows(a.ZDATA) AS e
                          WHERE pl(e.node, 'WFWorkflowActionIdentifier') IN
                                ('is.workflow.actions.openurl', 'is.workflow.actions.showwebpage',
                                 'is.workflow.actions.downloadurl'))
            THEN (SELECT min(t.link)
                    FROM (SELECT coalesce(p.value, pl(p.node, 'Value', 'string'), pl(p.node, 'string'), pl(p.node, 0),
                                          pl(p.node, 0, 'Value', 'string')) AS link
                            FROM plist_rows(a.ZDATA) AS e, plist_rows(e.node, 'WFWorkflowActionParameters') AS p
                           WHERE pl(e.node, 'WFWorkflowActionIdentifier') IN
                                 ('is.workflow.actions.openurl', 'is.workflow.actions.showwebpage',
                                  'is.workflow.actions.downloadurl', 'is.workflow.actions.url')
                             AND p.key IN ('WFInput', 'WFURL', 'WFURLActionURL')) AS t
                   WHERE url_part(t.link, 'scheme') IN ('http', 'https')) END AS "opens:private",
       NULL                                       AS "automatic",
       s.Z_PK                                     AS "shortcut"
  FROM ZSHORTCUT AS s
  LEFT JOIN ZSHORTCUTACTIONS AS a ON a.Z_PK = s.ZACTIONS;
-- variant: where only the actions name their shortcut
SELECT apple_time(s.ZCREATIONDATE)                AS "created:time",
       apple_time(s.ZMODIFICATIONDATE)            AS "modified:time",
       s.ZNAME                                    AS "name:private",
       (SELECT group_concat(coalesce(p.value, pl(p.node, 'Value', 'string'), pl(p.node, 'string'),
                   (SELECT group_concat(coalesce(v.value, pl(v.node, 'Value', 'string')), char(10))
                      FROM plist_rows(p.node) AS v WHERE p.type = 'array'),
                   (SELECT group_concat(coalesce(pl(v.node, 'WFValue', 'Value', 'string'), pl(v.node, 'WFValue')),
                                        char(10))
                      FROM plist_rows(p.node, 'Value', 'WFDictionaryFieldValueItems') AS v)), char(10))
          FROM plist_rows(a.ZDATA) AS e, plist_rows(e.node, 'WFWorkflowActionParameters') AS p
         WHERE p.type IN ('string', 'dictionary', 'array'))               AS "text:text",
       (SELECT count(*) FROM plist_rows(a.ZDATA)) AS "actions",
       CASE WHEN EXISTS (SELECT 1 FROM plist_rows(a.ZDATA) AS e
                          WHERE pl(e.node, 'WFWorkflowActionIdentifier') IN
                                ('is.workflow.actions.openurl', 'is.workflow.actions.showwebpage',
                                 'is.workflow.actions.downloadurl'))
            THEN (SELECT min(t.link)
                    FROM (SELECT coalesce(p.value, pl(p.node, 'Value', 'string'), pl(p.node, 'string'), pl(p.node, 0),
                                          pl(p.node, 0, 'Value', 'string')) AS link
                            FROM plist_rows(a.ZDATA) AS e, plist_rows(e.node, 'WFWorkflowActionParameters') AS p
                           WHERE pl(e.node, 'WFWorkflowActionIdentifier') IN
                                 ('is.workflow.actions.openurl', 'is.workflow.actions.showwebpage',
                                  'is.workflow.actions.downloadurl', 'is.workflow.actions.url')
                             AND p.key IN ('WFInput', 'WFURL', 'WFURLActionURL')) AS t
                   WHERE url_part(t.link, 'scheme') IN ('http', 'https')) END AS "opens:private",
       NULL                                       AS "automatic",
       s.Z_PK                                     AS "shortcut"
  FROM ZSHORTCUTACTIONS AS a
  LEFT JOIN ZSHORTCUT AS s ON s.Z_PK = a.ZSHORTCUT
 UNION ALL
-- Shortcuts whose actions are gone.
SELECT apple_time(s.ZCREATIONDATE), apple_time(s.ZMODIFICATIONDATE), s.ZNAME, NULL, NULL, NULL, NULL, s.Z_PK
  FROM ZSHORTCUT AS s
 WHERE iif(s.Z_PK IN (SELECT a.ZSHORTCUT FROM ZSHORTCUTACTIONS AS a), 1, 0) = 0;
