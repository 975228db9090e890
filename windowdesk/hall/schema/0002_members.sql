-- Which departments read a case: every line of a case goes into the feeds of all its members. And what a hall needs that
-- was restored from a backup: a name for the time since, and the lines that only a desk still held.
-- Portable on purpose, like the first file; nothing here is ever deleted.

-- How the hall may be told from itself before a restore. The last row is the present.
CREATE TABLE generation (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,             -- random: two halls, or one hall restored twice, never share it
  since TEXT NOT NULL
);

-- One row. A line up to this position came before cases had members, and belongs to its case as it stands.
CREATE TABLE adopted (
  id BIGINT PRIMARY KEY,
  position BIGINT NOT NULL
);
INSERT INTO adopted (id, position) SELECT 1, position FROM gate;

-- The departments that read a case, opinions included: case_id is the case's number, the first 24 digits.
CREATE TABLE member (
  case_id TEXT NOT NULL,
  audience TEXT NOT NULL,
  position BIGINT NOT NULL,       -- of the line that joined it
  PRIMARY KEY (case_id, audience)
);

-- The windows to which a case was handed over or reassigned, any incarnation of them.
CREATE TABLE party (
  case_id TEXT NOT NULL,
  desk TEXT NOT NULL,             -- division-window
  position BIGINT NOT NULL,       -- of the line that names it
  PRIMARY KEY (case_id, desk)
);

-- Which departments a window reads, and so on whose cases its lines count.
CREATE TABLE reader (
  desk TEXT NOT NULL,
  audience TEXT NOT NULL,
  until BIGINT NOT NULL,          -- 0 while it does; else the position after which its lines no longer count
  PRIMARY KEY (desk, audience)
);

-- Lines by a register that does not belong to their case. They are kept, enter no feed, and wait until it does.
CREATE TABLE waiting (
  case_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  entered BIGINT NOT NULL,        -- 1: it waits no longer
  PRIMARY KEY (case_id, position)
);

-- Lines found by the number of their case, to bring a department that joins up to date.
CREATE INDEX event_case ON event (substr(case_id, 1, 24), position);

-- Evidence: lines that another desk still held after a restore, and the hall had lost.
CREATE TABLE salvage (
  stream TEXT NOT NULL,
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL,
  line TEXT NOT NULL,
  sender TEXT NOT NULL,           -- the register of the desk that sent it
  received_at TEXT NOT NULL,
  PRIMARY KEY (stream, seq, hash)
);

-- The registers that were sent again in full, and whose desk gave back what it held of others, since a restore.
CREATE TABLE returned (
  generation TEXT NOT NULL,
  stream TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (generation, stream)
);

-- Every department whose feed a line of a case entered reads that case from now on.
INSERT INTO member (case_id, audience, position)
  SELECT substr(e.case_id, 1, 24), f.audience, min(e.position)
  FROM feed f JOIN event e ON e.stream = f.stream AND e.seq = f.seq
  WHERE f.audience <> '*' AND length(e.case_id) >= 24 AND ltrim(substr(e.case_id, 1, 24), '0123456789') = ''
    AND substr(e.case_id, 25, 1) IN ('', '-')
  GROUP BY substr(e.case_id, 1, 24), f.audience;
