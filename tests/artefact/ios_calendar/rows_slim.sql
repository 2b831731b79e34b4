-- How many records there must be, whatever the columns hold.
SELECT count(*) FROM CalendarItem
