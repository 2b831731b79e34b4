-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_filesystem
-- title: The names of the files in a file-system dump
-- from: (files)
-- shows: file names and paths of published traces
-- means: present
-- platform: ios
-- source: docs/writing-artefacts.md (the names as bridle itself wrote them down)
SELECT iif(path_names_person(json_extract(l.json, '$.path')) OR website_of(json_extract(l.json, '$.path')) IS NOT NULL,
           NULL, json_extract(l.json, '$.path'))  AS "path:path",
       iif(path_names_person(json_extract(l.json, '$.path')) OR website_of(json_extract(l.json, '$.path')) IS NOT NULL,
           json_extract(l.json, '$.path'), NULL)  AS "private_path:path private",
       json_extract(l.json, '$.sort')             AS "sort",
       json_extract(l.json, '$.size')             AS "size"
  FROM json_lines() AS l;
