-- Cases have members: every line of a case goes to all the departments that read it, and to nobody by a line of a
-- register that does not belong to the case. And the four things a desk may ask and tell after a restore.
-- Run after schema file 0002. Where a function replaces another, its name, arguments and answer stay: desks that know
-- only the first files go on.

-- The case a line speaks of: 24 digits, an opinion's without its own number; NULL for no case.
CREATE FUNCTION wd_case(told TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN told ~ '^[0-9]{24}(-|$)' THEN substr(told, 1, 24) END
$$;

-- The window a line hands its case over to; NULL for none. Registers carry compact JSON, in which an unescaped quote
-- is never part of a text.
CREATE FUNCTION wd_named(kind TEXT, case_id TEXT, line TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN kind IN ('CaseHandedOver', 'CaseReassigned')
    THEN substr(case_id, 1, 6) || '-' || substring(split_part(line, E'\t', 8) FROM '[{,]"to":"([0-9]{3})"[,}]') END
$$;

-- Whether the line of a window at a position counts on a case.
CREATE FUNCTION wd_belongs(told_case TEXT, told_desk TEXT, told_position BIGINT) RETURNS BOOLEAN
LANGUAGE sql STABLE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
  SELECT told_desk = substr(told_case, 1, 6) || '-' || substr(told_case, 15, 3)
    OR told_desk = substr(told_case, 1, 6) || '-000'
    OR told_position <= (SELECT a.position FROM adopted a WHERE a.id = 1)
    OR EXISTS (SELECT 1 FROM party p WHERE p.case_id = told_case AND p.desk = told_desk)
    OR EXISTS (
      SELECT 1 FROM member m JOIN reader r ON r.desk = told_desk AND r.audience = m.audience
      WHERE m.case_id = told_case AND (r.until = 0 OR told_position <= r.until)
    )
$$;

-- Numbers lines at the ends of feeds, given feed by feed. Called under the gate's lock only.
CREATE FUNCTION wd_append(auds TEXT[], streams TEXT[], seqs BIGINT[], hashes BYTEA[]) RETURNS VOID
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  current TEXT;
  place BIGINT;
  chained BYTEA;
  places BIGINT[] := '{}'; chain BYTEA[] := '{}'; ends INT[] := '{}';
BEGIN
  FOR i IN 1 .. coalesce(cardinality(auds), 0) LOOP
    IF current IS DISTINCT FROM auds[i] THEN
      IF current IS NOT NULL THEN ends := ends || (i - 1); END IF;
      current := auds[i]; place := 0; chained := decode(repeat('0', 64), 'hex');
      SELECT h.n, decode(h.fhash, 'hex') INTO place, chained FROM feed_head h WHERE h.audience = current;
      IF NOT FOUND THEN place := 0; chained := decode(repeat('0', 64), 'hex'); END IF;
    END IF;
    place := place + 1;
    chained := sha256(chained || hashes[i]);
    places[i] := place;
    chain[i] := chained;
  END LOOP;
  IF current IS NULL THEN RETURN; END IF;
  INSERT INTO feed (audience, n, fhash, stream, seq)
    SELECT u.audience, u.n, encode(u.fhash, 'hex'), u.stream, u.seq
    FROM unnest(auds, places, chain, streams, seqs) AS u (audience, n, fhash, stream, seq);
  FOREACH place IN ARRAY ends || cardinality(auds) LOOP
    INSERT INTO feed_head AS h (audience, n, fhash)
      VALUES (auds[place], places[place], encode(chain[place], 'hex'))
      ON CONFLICT (audience) DO UPDATE SET n = excluded.n, fhash = excluded.fhash;
  END LOOP;
END $$;

-- Lets lines that count enter the feeds, and after them those that waited for what they brought about. Each feed gets
-- them in hall order; a department that joins first gets what entered before of its case. Under the gate's lock only.
CREATE FUNCTION wd_enter(entering BIGINT[]) RETURNS VOID
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  touched TEXT[];
  auds TEXT[]; streams TEXT[]; seqs BIGINT[]; hashes BYTEA[];
BEGIN
  WHILE cardinality(entering) > 0 LOOP
    WITH line AS MATERIALIZED (
      SELECT e.position, e.stream, e.seq, e.hash, wd_case(e.case_id) AS case_id,
        split_part(e.line, E'\t', 7) AS audience, wd_named(e.kind, e.case_id, e.line) AS named
      FROM unnest(entering) AS u (position) JOIN event e ON e.position = u.position
    ), joining AS MATERIALIZED (
      SELECT l.case_id, l.audience, min(l.position) AS position FROM line l
      WHERE l.case_id IS NOT NULL AND l.audience NOT IN ('', '*')
        AND NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = l.case_id AND m.audience = l.audience)
      GROUP BY l.case_id, l.audience
    ), joined AS (
      INSERT INTO member (case_id, audience, position) SELECT j.case_id, j.audience, j.position FROM joining j
      RETURNING case_id
    ), handed AS (
      INSERT INTO party (case_id, desk, position)
        SELECT l.case_id, l.named, min(l.position) FROM line l WHERE l.case_id IS NOT NULL AND l.named IS NOT NULL
        GROUP BY l.case_id, l.named
      ON CONFLICT (case_id, desk) DO NOTHING RETURNING case_id
    ), entry AS (
      SELECT l.audience, l.position AS turn, l.position, l.stream, l.seq, l.hash FROM line l
        WHERE CASE WHEN l.audience = '*' THEN split_part(l.stream, '.', 1) LIKE '%-000'
                   ELSE l.case_id IS NULL AND l.audience <> '' END
      UNION ALL
      SELECT m.audience, l.position, l.position, l.stream, l.seq, l.hash
        FROM line l JOIN member m ON m.case_id = l.case_id
      UNION ALL
      SELECT j.audience, l.position, l.position, l.stream, l.seq, l.hash
        FROM joining j JOIN line l ON l.case_id = j.case_id AND l.position >= j.position
      UNION ALL
      SELECT j.audience, j.position, e.position, e.stream, e.seq, e.hash
        FROM joining j JOIN event e ON substr(e.case_id, 1, 24) = j.case_id AND wd_case(e.case_id) = j.case_id
        WHERE NOT EXISTS (SELECT 1 FROM line l WHERE l.position = e.position AND l.position >= j.position)
          AND NOT EXISTS (
            SELECT 1 FROM waiting w WHERE w.case_id = j.case_id AND w.position = e.position AND w.entered = 0
          )
    )
    SELECT array_agg(s.audience), array_agg(s.stream), array_agg(s.seq), array_agg(decode(s.hash, 'hex')),
      (SELECT array_agg(t.case_id) FROM (SELECT case_id FROM joined UNION SELECT case_id FROM handed) AS t)
      INTO auds, streams, seqs, hashes, touched
      FROM (SELECT * FROM entry ORDER BY audience, turn, position) AS s;
    PERFORM wd_append(auds, streams, seqs, hashes);
    entering := wd_wake(touched);
  END LOOP;
END $$;

-- Lines of these cases that wait no longer, by position.
CREATE FUNCTION wd_wake(touched TEXT[]) RETURNS BIGINT[]
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  woken BIGINT[];
BEGIN
  WITH done AS (
    UPDATE waiting w SET entered = 1 FROM event e
    WHERE w.case_id = ANY (touched) AND w.entered = 0 AND e.position = w.position
      AND wd_belongs(w.case_id, split_part(e.stream, '.', 1), w.position)
    RETURNING w.position
  )
  SELECT coalesce(array_agg(d.position ORDER BY d.position), '{}') INTO woken FROM done d;
  RETURN woken;
END $$;

-- Fresh lines of one register: they enter the feeds, or wait until the register belongs to their case.
CREATE FUNCTION wd_fresh(told_stream TEXT, first BIGINT, last BIGINT) RETURNS VOID
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  desk TEXT := split_part(told_stream, '.', 1);
  alien TEXT[];
  entering BIGINT[];
BEGIN
  SELECT array_agg(DISTINCT c.case_id) INTO alien
    FROM (SELECT DISTINCT wd_case(e.case_id) AS case_id FROM event e WHERE e.position >= first AND e.position <= last) AS c
    WHERE substr(c.case_id, 1, 6) || '-' || substr(c.case_id, 15, 3) <> desk
      AND NOT wd_belongs(c.case_id, desk, first);
  IF alien IS NOT NULL THEN
    INSERT INTO waiting (case_id, position, entered)
      SELECT wd_case(e.case_id), e.position, 0 FROM event e
      WHERE e.position >= first AND e.position <= last AND wd_case(e.case_id) = ANY (alien);
    SELECT array_agg(e.position ORDER BY e.position) INTO entering FROM event e
      WHERE e.position >= first AND e.position <= last AND (wd_case(e.case_id) = ANY (alien)) IS NOT TRUE;
  ELSE
    entering := ARRAY(SELECT generate_series(first, last));
  END IF;
  PERFORM wd_enter(coalesce(entering, '{}'));
END $$;

-- As the first files call it: a push that began before this file was applied numbers by the new rules too.
CREATE OR REPLACE FUNCTION wd_feed(told_stream TEXT, seqs BIGINT[], auds TEXT[], hashes TEXT[]) RETURNS VOID
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  first BIGINT;
  last BIGINT;
BEGIN
  SELECT min(e.position), max(e.position) INTO first, last FROM event e
    WHERE e.stream = told_stream AND e.seq >= seqs[1] AND e.seq <= seqs[cardinality(seqs)];
  PERFORM wd_fresh(told_stream, first, last);
END $$;

-- Appends lines, joined by line feeds, to a register: all or none. The chain is computed here, not believed.
-- Answers with ok, gap, fork, chain or closed and the head as it now stands; no row for a register never told of.
CREATE OR REPLACE FUNCTION wd_push(told_stream TEXT, first_seq BIGINT, lines TEXT, last_hash TEXT, told_signature TEXT)
RETURNS TABLE (answer TEXT, at_seq BIGINT, at_hash TEXT)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
-- Plans are cached while tables are empty and would scan them for ever; the penalty on scans would wake JIT.
SET enable_seqscan = off SET jit = off AS $$
DECLARE
  head RECORD;
  texts TEXT[] := CASE WHEN lines = '' THEN '{}' ELSE string_to_array(lines, E'\n') END;
  count INT := cardinality(texts);
  sound INT;
  before TEXT;
  own BYTEA;
  hashes TEXT[] := '{}'; prevs TEXT[] := '{}';
  forked BIGINT;
  skip INT;
  place BIGINT;
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
  before := head.hash;
  IF first_seq <= head.seq THEN
    SELECT e.hash INTO before FROM event e WHERE e.stream = told_stream AND e.seq = first_seq - 1;
    before := coalesce(before, repeat('0', 64));
  END IF;
  SELECT count(*) INTO sound
    FROM unnest(texts) WITH ORDINALITY AS u (line, at), string_to_array(u.line, E'\t') AS part
    WHERE cardinality(part) = 8 AND part[1] = '1' AND part[2] = told_stream
      AND part[3] = (first_seq - 1 + u.at)::TEXT AND length(part[7]) <= 200;
  IF sound <> count THEN answer := 'chain'; RETURN NEXT; RETURN; END IF;
  own := decode(before, 'hex');
  FOR i IN 1 .. count LOOP
    prevs[i] := before;
    own := sha256(own || convert_to(texts[i], 'UTF8'));
    before := encode(own, 'hex');
    hashes[i] := before;
  END LOOP;
  IF before <> last_hash THEN answer := 'chain'; RETURN NEXT; RETURN; END IF;
  IF first_seq <= head.seq THEN
    SELECT min(e.seq) INTO forked FROM unnest(hashes) WITH ORDINALITY AS u (hash, at)
      JOIN event e ON e.stream = told_stream AND e.seq = first_seq - 1 + u.at WHERE e.hash <> u.hash;
    IF forked IS NOT NULL THEN
      INSERT INTO fork (stream, seq, hash, prev, line, received_at)
        SELECT told_stream, first_seq - 1 + u.at, u.hash, u.prev, u.line, wd_now()
        FROM unnest(hashes, prevs, texts) WITH ORDINALITY AS u (hash, prev, line, at)
        WHERE first_seq - 1 + u.at >= forked ON CONFLICT (stream, seq, hash) DO NOTHING;
      answer := 'fork'; RETURN NEXT; RETURN;
    END IF;
  END IF;
  skip := head.seq + 1 - first_seq;
  IF skip >= count THEN RETURN NEXT; RETURN; END IF;
  -- From the gate's lock to commit no other push numbers anything.
  SELECT g.position INTO place FROM gate g WHERE g.id = 1 FOR UPDATE;
  INSERT INTO event (stream, seq, position, kind, case_id, line, hash, prev, received_at)
    SELECT told_stream, first_seq - 1 + u.at, place - skip + u.at, part[5], part[6], u.line, u.hash, u.prev, now.text
    FROM unnest(texts, hashes, prevs) WITH ORDINALITY AS u (line, hash, prev, at), string_to_array(u.line, E'\t') AS part,
         (SELECT wd_now() AS text) AS now
    WHERE u.at > skip;
  UPDATE gate SET position = place + count - skip WHERE id = 1;
  PERFORM wd_fresh(told_stream, place + 1, place + count - skip);
  at_seq := first_seq - 1 + count; at_hash := last_hash;
  UPDATE stream s SET seq = at_seq, hash = last_hash, signature = told_signature WHERE s.stream = told_stream;
  RETURN NEXT;
END $$;

-- What everybody reads, every desk that was let in may read.
CREATE OR REPLACE FUNCTION wd_reads(wanted TEXT) RETURNS BOOLEAN
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT EXISTS (
    SELECT 1 FROM desk_login
    WHERE login = session_user AND revoked_at IS NULL AND (wanted = '*' OR wanted = ANY (audiences))
  )
$$;

-- The departments a window reads from now on, and no others. For the office alone, which lets windows in.
CREATE FUNCTION wd_let_read(told_desk TEXT, wanted TEXT[]) RETURNS VOID
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  place BIGINT;
BEGIN
  SELECT g.position INTO place FROM gate g WHERE g.id = 1 FOR UPDATE;
  UPDATE reader r SET until = place WHERE r.desk = told_desk AND r.until = 0 AND r.audience <> ALL (wanted);
  INSERT INTO reader AS r (desk, audience, until)
    SELECT DISTINCT told_desk, u.audience, 0 FROM unnest(wanted) AS u (audience) WHERE u.audience NOT IN ('', '*')
    ON CONFLICT (desk, audience) DO UPDATE SET until = 0;
  PERFORM wd_enter(wd_wake(ARRAY(
    SELECT DISTINCT w.case_id FROM waiting w JOIN event e ON e.position = w.position
    WHERE w.entered = 0 AND split_part(e.stream, '.', 1) = told_desk
  )));
END $$;

CREATE FUNCTION wd_generation() RETURNS TEXT
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT name FROM generation WHERE wd_prefix() IS NOT NULL ORDER BY id DESC LIMIT 1
$$;

-- Which lines, told as register, number and hash with tabs between, one a line, the hall neither holds nor keeps.
CREATE FUNCTION wd_lacking(told TEXT) RETURNS TABLE (stream TEXT, seq BIGINT, hash TEXT)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
BEGIN
  IF wd_prefix() IS NULL THEN
    RAISE EXCEPTION 'login % is no desk', session_user USING ERRCODE = '42501';
  END IF;
  RETURN QUERY
    SELECT part[1], part[2]::BIGINT, part[3]
    FROM unnest(string_to_array(told, E'\n')) AS u (line), string_to_array(u.line, E'\t') AS part
    WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.stream = part[1] AND e.seq = part[2]::BIGINT AND e.hash = part[3])
      AND NOT EXISTS (SELECT 1 FROM salvage s WHERE s.stream = part[1] AND s.seq = part[2]::BIGINT AND s.hash = part[3]);
END $$;

-- Keeps lines of other registers that the hall has lost, told as hash, tab and line, as evidence. Returns how many.
CREATE FUNCTION wd_salvage(told_stream TEXT, told TEXT) RETURNS BIGINT
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  kept BIGINT;
BEGIN
  PERFORM wd_check(told_stream);
  INSERT INTO salvage (stream, seq, hash, line, sender, received_at)
    SELECT DISTINCT ON (part[3], part[4], part[1])
      part[3], part[4]::BIGINT, part[1], substr(u.line, 66), told_stream, wd_now()
    FROM unnest(string_to_array(told, E'\n')) AS u (line), string_to_array(u.line, E'\t') AS part
    WHERE cardinality(part) = 9 AND part[1] ~ '^[0-9a-f]{64}$' AND part[2] = '1'
      AND length(part[3]) BETWEEN 1 AND 200 AND part[4] ~ '^[1-9][0-9]{0,17}$'
      AND NOT EXISTS (SELECT 1 FROM event e WHERE e.stream = part[3] AND e.seq = part[4]::BIGINT AND e.hash = part[1])
    ON CONFLICT (stream, seq, hash) DO NOTHING;
  GET DIAGNOSTICS kept = ROW_COUNT;
  RETURN kept;
END $$;

-- Notes that a register was sent again in full since the hall was restored.
CREATE FUNCTION wd_returned(told_stream TEXT, told_generation TEXT) RETURNS VOID
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM wd_check(told_stream);
  INSERT INTO returned (generation, stream, at)
    SELECT told_generation, told_stream, wd_now() WHERE told_generation = wd_generation()
    ON CONFLICT (generation, stream) DO NOTHING;
END $$;

REVOKE ALL ON FUNCTION wd_case(TEXT), wd_named(TEXT, TEXT, TEXT), wd_belongs(TEXT, TEXT, BIGINT),
  wd_append(TEXT[], TEXT[], BIGINT[], BYTEA[]), wd_enter(BIGINT[]), wd_wake(TEXT[]), wd_fresh(TEXT, BIGINT, BIGINT),
  wd_let_read(TEXT, TEXT[]), wd_generation(), wd_lacking(TEXT), wd_salvage(TEXT, TEXT), wd_returned(TEXT, TEXT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wd_generation(), wd_lacking(TEXT), wd_salvage(TEXT, TEXT), wd_returned(TEXT, TEXT)
  TO windowdesk_desk;

-- The second wall. A line may be seen by its own desk and by whoever reads a feed it is in.
CREATE FUNCTION wd_fed(told_stream TEXT, told_seq BIGINT) RETURNS BOOLEAN
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT EXISTS (SELECT 1 FROM feed f WHERE f.stream = told_stream AND f.seq = told_seq AND wd_reads(f.audience))
$$;
REVOKE ALL ON FUNCTION wd_fed(TEXT, BIGINT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wd_fed(TEXT, BIGINT) TO windowdesk_desk;
DROP POLICY own_and_addressed ON event;
CREATE POLICY own_and_addressed ON event FOR SELECT USING (wd_own(stream) OR wd_fed(stream, seq));
ALTER TABLE generation ENABLE ROW LEVEL SECURITY;
ALTER TABLE adopted ENABLE ROW LEVEL SECURITY;
ALTER TABLE member ENABLE ROW LEVEL SECURITY;
ALTER TABLE party ENABLE ROW LEVEL SECURITY;
ALTER TABLE reader ENABLE ROW LEVEL SECURITY;
ALTER TABLE waiting ENABLE ROW LEVEL SECURITY;
ALTER TABLE salvage ENABLE ROW LEVEL SECURITY;
ALTER TABLE returned ENABLE ROW LEVEL SECURITY;

-- What the windows let in before read; and whatever came between schema file 0002 and this one, by the old functions,
-- is brought up to date as that file did with what it found.
DO $$
DECLARE
  since BIGINT;
  place BIGINT;
  auds TEXT[]; streams TEXT[]; seqs BIGINT[]; hashes BYTEA[];
BEGIN
  SELECT g.position INTO place FROM gate g WHERE g.id = 1 FOR UPDATE;
  SELECT a.position INTO since FROM adopted a WHERE a.id = 1;
  INSERT INTO reader (desk, audience, until)
    SELECT DISTINCT split_part(l.prefix, '.', 1), u.audience, 0 FROM desk_login l, unnest(l.audiences) AS u (audience)
    WHERE u.audience NOT IN ('', '*') ON CONFLICT (desk, audience) DO NOTHING;
  IF since = place THEN
    RETURN;
  END IF;
  INSERT INTO member (case_id, audience, position)
    SELECT wd_case(e.case_id), f.audience, min(e.position)
    FROM event e JOIN feed f ON f.stream = e.stream AND f.seq = e.seq
    WHERE e.position > since AND f.audience <> '*' AND wd_case(e.case_id) IS NOT NULL
    GROUP BY wd_case(e.case_id), f.audience ON CONFLICT (case_id, audience) DO NOTHING;
  INSERT INTO party (case_id, desk, position)
    SELECT wd_case(e.case_id), wd_named(e.kind, e.case_id, e.line), min(e.position) FROM event e
    WHERE e.position > since AND wd_case(e.case_id) IS NOT NULL AND wd_named(e.kind, e.case_id, e.line) IS NOT NULL
    GROUP BY 1, 2 ON CONFLICT (case_id, desk) DO NOTHING;
  SELECT array_agg(s.audience), array_agg(s.stream), array_agg(s.seq), array_agg(decode(s.hash, 'hex'))
    INTO auds, streams, seqs, hashes
    FROM (
      SELECT m.audience, e.stream, e.seq, e.hash
      FROM member m JOIN event e ON substr(e.case_id, 1, 24) = m.case_id AND wd_case(e.case_id) = m.case_id
        LEFT JOIN feed f ON f.audience = m.audience AND f.stream = e.stream AND f.seq = e.seq
      WHERE f.n IS NULL ORDER BY m.audience, e.position
    ) AS s;
  PERFORM wd_append(auds, streams, seqs, hashes);
  UPDATE adopted SET position = place WHERE id = 1;
END $$;
