-- Views hold nothing: a migration makes them all again. `subjects` (kind, subject) comes from the kinds' schemas.
CREATE OR REPLACE VIEW live_uploads AS
SELECT * FROM ledger u
WHERE action = 'upload'
  AND NOT EXISTS (FROM ledger w WHERE w.action = 'withdraw' AND w.target = u.number);

-- The latest upload of each slice that was not withdrawn: of lines or of totals, whichever came last.
CREATE OR REPLACE VIEW current_slices AS
SELECT max_by(s.kind, s.number) AS kind, s.project_code, s.period, s.months_after, max(s.number) AS number
FROM slices s JOIN subjects USING (kind) SEMI JOIN live_uploads u ON u.number = s.number
GROUP BY subject, s.project_code, s.period, s.months_after;
