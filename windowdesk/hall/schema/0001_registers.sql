-- What the hall keeps: the registers as the desks wrote them, and the feeds by which departments read them.
-- Portable on purpose: TEXT and BIGINT only, hashes as 64 hex digits, times as UTC text.
-- There are no foreign keys: every row is written under the lock of its stream, and a check of each line would
-- cost more than the line.

-- One row: whoever holds its lock may number. Held until commit, so the order of numbers is the order of commits.
CREATE TABLE gate (
  id BIGINT PRIMARY KEY,
  position BIGINT NOT NULL        -- of the last event accepted, in hall order
);
INSERT INTO gate (id, position) VALUES (1, 0);

-- One row per register of a desk; seq and hash are its head here.
CREATE TABLE stream (
  stream TEXT PRIMARY KEY,        -- desk.incarnation
  desk TEXT NOT NULL,
  public_key TEXT NOT NULL,
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL,
  signature TEXT NOT NULL,        -- of the head, as the desk sent it; may be empty
  closed BIGINT NOT NULL,         -- 1: takes no more lines
  registered_at TEXT NOT NULL
);

-- The lines themselves. Never updated, never deleted.
CREATE TABLE event (
  stream TEXT NOT NULL,
  seq BIGINT NOT NULL,
  position BIGINT NOT NULL,       -- in hall order, 1..n without a hole
  kind TEXT NOT NULL,
  case_id TEXT NOT NULL,
  line TEXT NOT NULL,             -- byte for byte what the desk hashed
  hash TEXT NOT NULL,             -- sha256(prev, line)
  prev TEXT NOT NULL,             -- readers see only part of a register and check each line by itself
  received_at TEXT NOT NULL,      -- the hall's clock; the line's own time is a claim
  PRIMARY KEY (stream, seq)
);
CREATE UNIQUE INDEX event_position ON event (position);

-- The last number of each feed.
CREATE TABLE feed_head (
  audience TEXT PRIMARY KEY,      -- a department
  n BIGINT NOT NULL,
  fhash TEXT NOT NULL
);

-- What a department reads, 1..n without a hole. fhash = sha256(fhash before, hash of the event).
CREATE TABLE feed (
  audience TEXT NOT NULL,
  n BIGINT NOT NULL,
  fhash TEXT NOT NULL,
  stream TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (audience, n)
);

-- Evidence: lines that claim a place in a register where another line already stands.
CREATE TABLE fork (
  stream TEXT NOT NULL,
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL,
  prev TEXT NOT NULL,
  line TEXT NOT NULL,
  received_at TEXT NOT NULL,
  PRIMARY KEY (stream, seq, hash)
);
