-- Two walls around the registers, on PostgreSQL 15 and newer. The first: a desk's login may call six functions and touch
-- no table. The second: row-level security, so that a table granted by mistake still shows a desk only what is its own.
-- Run by the owner of the tables, after the portable schema. session_user is who logged in: logins are never shared.

DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'windowdesk_desk') THEN
    CREATE ROLE windowdesk_desk NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of this server was built just now
END $$;

-- Which window a login is, and which departments' feeds it reads.
CREATE TABLE desk_login (
  login TEXT PRIMARY KEY,
  prefix TEXT NOT NULL,           -- of its registers' names: division-window and a full stop
  audiences TEXT[] NOT NULL,
  granted_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  revoked_at TIMESTAMPTZ
);

-- The register names this login may write begin with this; nothing for a login that is no desk or was revoked.
CREATE FUNCTION wd_prefix() RETURNS TEXT
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT prefix FROM desk_login WHERE login = session_user AND revoked_at IS NULL
$$;

CREATE FUNCTION wd_reads(wanted TEXT) RETURNS BOOLEAN
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT EXISTS (
    SELECT 1 FROM desk_login WHERE login = session_user AND revoked_at IS NULL AND wanted = ANY (audiences)
  )
$$;

CREATE FUNCTION wd_own(wanted TEXT) RETURNS BOOLEAN
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT coalesce(starts_with(wanted, wd_prefix()), false)
$$;

CREATE FUNCTION wd_check(wanted TEXT) RETURNS VOID
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT wd_own(wanted) THEN
    RAISE EXCEPTION 'register % is not of login %', wanted, session_user USING ERRCODE = '42501';
  END IF;
END $$;

CREATE FUNCTION wd_now() RETURNS TEXT LANGUAGE sql VOLATILE AS $$
  SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;

CREATE FUNCTION wd_hello(told_stream TEXT, told_key TEXT, told_desk TEXT) RETURNS BOOLEAN
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  known TEXT;
BEGIN
  PERFORM wd_check(told_stream);
  SELECT public_key INTO known FROM stream WHERE stream.stream = told_stream;
  IF known IS NULL THEN
    PERFORM 1 FROM gate WHERE id = 1 FOR UPDATE;
    SELECT public_key INTO known FROM stream WHERE stream.stream = told_stream;
    IF known IS NULL THEN
      INSERT INTO stream (stream, desk, public_key, seq, hash, signature, closed, registered_at)
        VALUES (told_stream, told_desk, told_key, 0, repeat('0', 64), '', 0, wd_now());
      RETURN true;
    END IF;
  END IF;
  RETURN known = told_key;
END $$;

CREATE FUNCTION wd_head(told_stream TEXT) RETURNS TABLE (seq BIGINT, hash TEXT)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM wd_check(told_stream);
  RETURN QUERY SELECT s.seq, s.hash FROM stream s WHERE s.stream = told_stream;
END $$;

-- Appends lines, joined by line feeds, to a register: all or none. The chain is computed here, not believed.
-- Answers with ok, gap, fork, chain or closed and the head as it now stands; no row for a register never told of.
CREATE FUNCTION wd_push(told_stream TEXT, first_seq BIGINT, lines TEXT, last_hash TEXT, told_signature TEXT)
RETURNS TABLE (answer TEXT, at_seq BIGINT, at_hash TEXT)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
-- Plans are cached while tables are empty and would scan them for ever; the penalty on scans would wake JIT.
SET enable_seqscan = off SET jit = off AS $$
DECLARE
  head RECORD;
  line TEXT;
  part TEXT[];
  n BIGINT := first_seq - 1;
  prev BYTEA;
  own BYTEA;
  held TEXT;
  forked BOOLEAN := false;
  place BIGINT;
  seqs BIGINT[] := '{}'; kinds TEXT[] := '{}'; cases TEXT[] := '{}'; auds TEXT[] := '{}';
  bodies TEXT[] := '{}'; hashes TEXT[] := '{}'; prevs TEXT[] := '{}';
BEGIN
  PERFORM wd_check(told_stream);
  SELECT s.seq, s.hash, s.closed INTO head FROM stream s WHERE s.stream = told_stream FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  answer := 'ok'; at_seq := head.seq; at_hash := head.hash;
  IF head.closed <> 0 THEN answer := 'closed'; RETURN NEXT; RETURN; END IF;
  IF first_seq > head.seq + 1 THEN answer := 'gap'; RETURN NEXT; RETURN; END IF;
  IF first_seq < 1 THEN answer := 'chain'; RETURN NEXT; RETURN; END IF;
  IF first_seq = head.seq + 1 THEN
    prev := decode(head.hash, 'hex');
  ELSE
    SELECT e.hash INTO held FROM event e WHERE e.stream = told_stream AND e.seq = first_seq - 1;
    prev := decode(coalesce(held, repeat('0', 64)), 'hex');
  END IF;
  FOREACH line IN ARRAY CASE WHEN lines = '' THEN '{}'::TEXT[] ELSE string_to_array(lines, E'\n') END LOOP
    n := n + 1;
    part := string_to_array(line, E'\t');
    IF cardinality(part) <> 8 OR part[1] <> '1' OR part[2] <> told_stream OR part[3] <> n::TEXT
       OR length(part[7]) > 200 THEN
      answer := 'chain'; RETURN NEXT; RETURN;
    END IF;
    own := sha256(prev || convert_to(line, 'UTF8'));
    held := NULL;
    IF n <= head.seq AND NOT forked THEN
      SELECT e.hash INTO held FROM event e WHERE e.stream = told_stream AND e.seq = n;
      forked := held <> encode(own, 'hex');
    END IF;
    IF n > head.seq OR forked THEN
      seqs := seqs || n; kinds := kinds || part[5]; cases := cases || part[6]; auds := auds || part[7];
      bodies := bodies || line; hashes := hashes || encode(own, 'hex'); prevs := prevs || encode(prev, 'hex');
    END IF;
    prev := own;
  END LOOP;
  IF encode(prev, 'hex') <> last_hash THEN answer := 'chain'; RETURN NEXT; RETURN; END IF;
  IF forked THEN
    INSERT INTO fork (stream, seq, hash, prev, line, received_at)
      SELECT told_stream, u.seq, u.hash, u.prev, u.line, wd_now()
      FROM unnest(seqs, hashes, prevs, bodies) AS u (seq, hash, prev, line) ON CONFLICT (stream, seq, hash) DO NOTHING;
    answer := 'fork'; RETURN NEXT; RETURN;
  END IF;
  IF cardinality(seqs) = 0 THEN RETURN NEXT; RETURN; END IF;
  -- From the gate's lock to commit no other push numbers anything.
  SELECT g.position INTO place FROM gate g WHERE g.id = 1 FOR UPDATE;
  INSERT INTO event (stream, seq, position, kind, case_id, line, hash, prev, received_at)
    SELECT told_stream, u.seq, place + u.at, u.kind, u.case_id, u.line, u.hash, u.prev, now.text
    FROM unnest(seqs, kinds, cases, bodies, hashes, prevs) WITH ORDINALITY AS u (seq, kind, case_id, line, hash, prev, at),
         (SELECT wd_now() AS text) AS now;
  PERFORM wd_feed(told_stream, seqs, auds, hashes);
  UPDATE gate SET position = place + cardinality(seqs) WHERE id = 1;
  at_seq := n; at_hash := last_hash;
  UPDATE stream s SET seq = n, hash = last_hash, signature = told_signature WHERE s.stream = told_stream;
  RETURN NEXT;
END $$;

-- Numbers fresh events in the feeds of their departments. Called under the gate's lock only.
CREATE FUNCTION wd_feed(told_stream TEXT, seqs BIGINT[], auds TEXT[], hashes TEXT[]) RETURNS VOID
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  wanted TEXT;
  count BIGINT;
  chained BYTEA;
  i INT;
  ns BIGINT[]; places BIGINT[]; chain TEXT[];
BEGIN
  FOR wanted IN SELECT DISTINCT a FROM unnest(auds) AS a WHERE a <> '' LOOP
    SELECT h.n, decode(h.fhash, 'hex') INTO count, chained FROM feed_head h WHERE h.audience = wanted;
    IF NOT FOUND THEN
      count := 0; chained := decode(repeat('0', 64), 'hex');
      INSERT INTO feed_head (audience, n, fhash) VALUES (wanted, 0, repeat('0', 64));
    END IF;
    ns := '{}'; places := '{}'; chain := '{}';
    FOR i IN 1 .. cardinality(auds) LOOP
      IF auds[i] = wanted THEN
        count := count + 1;
        chained := sha256(chained || decode(hashes[i], 'hex'));
        ns := ns || count; places := places || seqs[i]; chain := chain || encode(chained, 'hex');
      END IF;
    END LOOP;
    INSERT INTO feed (audience, n, fhash, stream, seq)
      SELECT wanted, u.n, u.fhash, told_stream, u.seq FROM unnest(ns, chain, places) AS u (n, fhash, seq);
    UPDATE feed_head SET n = count, fhash = encode(chained, 'hex') WHERE audience = wanted;
  END LOOP;
END $$;

-- A page of a feed, its end first: (end, n, fhash, stream, seq, line, hash, prev). Only one's own departments' feeds.
CREATE FUNCTION wd_pull(wanted TEXT, after BIGINT, until BIGINT)
RETURNS TABLE (last BIGINT, n BIGINT, fhash TEXT, stream TEXT, seq BIGINT, line TEXT, hash TEXT, prev TEXT)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
BEGIN
  IF NOT wd_reads(wanted) THEN
    RAISE EXCEPTION 'the feed of % is not for login %', wanted, session_user USING ERRCODE = '42501';
  END IF;
  RETURN QUERY
    SELECT h.n, f.n, f.fhash, f.stream, f.seq, e.line, e.hash, e.prev FROM feed_head h
      LEFT JOIN feed f ON f.audience = h.audience AND f.n >= after AND f.n <= until
      LEFT JOIN event e ON e.stream = f.stream AND e.seq = f.seq
      WHERE h.audience = wanted ORDER BY f.n;
END $$;

-- Public keys and heads of every register: what it takes to check a statement offline. No line is among them.
CREATE FUNCTION wd_streams()
RETURNS TABLE (stream TEXT, desk TEXT, public_key TEXT, seq BIGINT, hash TEXT, signature TEXT, closed BIGINT)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT s.stream, s.desk, s.public_key, s.seq, s.hash, s.signature, s.closed FROM stream s
  WHERE wd_prefix() IS NOT NULL
$$;

REVOKE ALL ON FUNCTION wd_prefix(), wd_reads(TEXT), wd_own(TEXT), wd_check(TEXT), wd_now(), wd_hello(TEXT, TEXT, TEXT),
  wd_head(TEXT), wd_push(TEXT, BIGINT, TEXT, TEXT, TEXT), wd_feed(TEXT, BIGINT[], TEXT[], TEXT[]),
  wd_pull(TEXT, BIGINT, BIGINT), wd_streams() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wd_prefix(), wd_reads(TEXT), wd_own(TEXT), wd_now(), wd_hello(TEXT, TEXT, TEXT), wd_head(TEXT),
  wd_push(TEXT, BIGINT, TEXT, TEXT, TEXT), wd_pull(TEXT, BIGINT, BIGINT), wd_streams() TO windowdesk_desk;
GRANT SELECT ON schema_migrations TO windowdesk_desk;

-- The second wall. Nothing is granted on these tables; should somebody grant it, this still holds.
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
ALTER TABLE stream ENABLE ROW LEVEL SECURITY;
ALTER TABLE feed ENABLE ROW LEVEL SECURITY;
ALTER TABLE feed_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE fork ENABLE ROW LEVEL SECURITY;
ALTER TABLE gate ENABLE ROW LEVEL SECURITY;
ALTER TABLE desk_login ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_lines ON event FOR INSERT WITH CHECK (wd_own(stream));
CREATE POLICY own_and_addressed ON event FOR SELECT USING (
  wd_own(stream) OR wd_reads(split_part(line, E'\t', 7))
);
CREATE POLICY own_register ON stream FOR SELECT USING (wd_own(stream));
CREATE POLICY own_feed ON feed FOR SELECT USING (wd_reads(audience));
CREATE POLICY own_feed_head ON feed_head FOR SELECT USING (wd_reads(audience));

-- Lines are never changed: not by a desk, not by a slip of the owner's. A superuser who switches this off is found by
-- the chain, and by every desk that holds the line.
CREATE FUNCTION wd_never() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'lines of a register are never changed or deleted' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION wd_never();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION wd_never();
