-- How many records there must be, whatever the columns hold: the events, and who takes part but for whom it is of.
SELECT (SELECT count(*) FROM CalendarItem) +
       (SELECT count(*) FROM Participant AS p LEFT JOIN CalendarItem AS i ON i.ROWID = p.owner_id
         WHERE i.organizer_id IS NOT p.ROWID)
