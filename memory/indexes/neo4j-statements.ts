// What the graph in Neo4j is made of, in Cypher 5 that is Cypher 25 as well; whatever is not ours comes as a parameter.
// (HydraChunk)-[HYDRA_MENTIONS]->(HydraEntity)-[HYDRA_FACT]->(HydraEntity); times are ISO 8601 in UTC, which sort as texts.

/** First of all: without them, writers at the same time make one entity twice. `open` is there while a fact is not closed. */
export const schema = {
  hydra_chunk_id: "CONSTRAINT hydra_chunk_id IF NOT EXISTS FOR (c:HydraChunk) REQUIRE c.id IS UNIQUE",
  hydra_entity_key: "CONSTRAINT hydra_entity_key IF NOT EXISTS FOR (e:HydraEntity) REQUIRE e.key IS UNIQUE",
  hydra_turn_id: "CONSTRAINT hydra_turn_id IF NOT EXISTS FOR (t:HydraTurn) REQUIRE t.id IS UNIQUE",
  hydra_fact_open:
    "CONSTRAINT hydra_fact_open IF NOT EXISTS FOR ()-[f:HYDRA_FACT]-() REQUIRE f.open IS UNIQUE",
  hydra_fact_chunk: "INDEX hydra_fact_chunk IF NOT EXISTS FOR ()-[f:HYDRA_FACT]-() ON (f.chunk)",
} as const;

/** Writing it locks it until the transaction ends: one writer at a time, so none waits for another in a circle. */
export const takeTurn = "MERGE (t:HydraTurn {id: 1}) SET t.at = timestamp()";

/** Who may be mentioned by nobody once these chunks are replaced. */
export const mentionedBy = `
  MATCH (c:HydraChunk)-[:HYDRA_MENTIONS]->(e:HydraEntity) WHERE c.id IN $chunks RETURN e.key AS key
  UNION MATCH (e:HydraEntity)-[f:HYDRA_FACT]->() WHERE f.chunk IN $chunks RETURN e.key AS key
  UNION MATCH ()-[f:HYDRA_FACT]->(e:HydraEntity) WHERE f.chunk IN $chunks RETURN e.key AS key`;

export const removeOrphans = "MATCH (e:HydraEntity) WHERE e.key IN $keys AND NOT EXISTS { (e)--() } DELETE e";

/** In this order. */
export const putMentions = [
  `UNWIND $mentions AS said MERGE (c:HydraChunk {id: said.chunk}) SET c.kind = said.kind
   WITH c MATCH (c)-[m:HYDRA_MENTIONS]->() DELETE m`,
  `UNWIND $mentions AS said UNWIND said.entities AS one MERGE (e:HydraEntity {key: one.key})
   ON CREATE SET e.name = one.name, e.type = one.type
   ON MATCH SET e.type = CASE e.type WHEN '' THEN one.type ELSE e.type END`,
  `UNWIND $mentions AS said MATCH (c:HydraChunk {id: said.chunk})
   UNWIND said.entities AS one MATCH (e:HydraEntity {key: one.key})
   CREATE (c)-[:HYDRA_MENTIONS {weight: toInteger(one.weight)}]->(e)`,
  `UNWIND $mentions AS said MATCH ()-[f:HYDRA_FACT]->() WHERE f.chunk = said.chunk AND f.open IS NOT NULL
   AND NOT f.open IN [fact IN said.facts | fact.open] SET f.seenTo = $at REMOVE f.open`,
  `UNWIND $mentions AS said UNWIND said.facts AS fact
   MATCH (a:HydraEntity {key: fact.fromKey}) MATCH (b:HydraEntity {key: fact.toKey})
   MERGE (a)-[f:HYDRA_FACT {open: fact.open}]->(b)
   ON CREATE SET f += fact.kept, f.chunk = said.chunk, f.seenFrom = $at`,
] as const;

export const removeChunks = "MATCH (c:HydraChunk) WHERE c.id IN $chunks DETACH DELETE c";
export const eraseFacts = "MATCH ()-[f:HYDRA_FACT]->() WHERE f.chunk IN $chunks DELETE f";
export const closeFacts = `
  MATCH ()-[f:HYDRA_FACT]->() WHERE f.chunk IN $chunks AND f.open IS NOT NULL
  SET f.seenTo = $at REMOVE f.open`;

export const known = "MATCH (e:HydraEntity) WHERE e.key IN $keys RETURN e.key AS key";

export const idsBehind =
  "MATCH (c:HydraChunk) WHERE c.id > $after RETURN c.id AS id ORDER BY id LIMIT toInteger($limit)";

/** Where nobody said since when a fact holds, it is since Hydra saw it. */
export const factsOf = `
  MATCH (e:HydraEntity {key: $key})-[f:HYDRA_FACT]-()
  WHERE $at IS NULL OR (coalesce(f.validFrom, f.seenFrom) <= $at AND (f.validTo IS NULL OR f.validTo > $at)
                        AND (f.seenTo IS NULL OR f.seenTo > $at))
  RETURN DISTINCT f {.from, .relation, .to, .validFrom, .validTo, .chunk, .seenFrom, .seenTo} AS fact
  ORDER BY fact.seenFrom DESC LIMIT 10000`;

/** Of each node at most `perNode` edges of each sort, in one order; `source` names both. */
export const edgesAround = `
  UNWIND $entities AS key MATCH (e:HydraEntity {key: key})
  WITH key, COLLECT {
    MATCH (c:HydraChunk)-[m:HYDRA_MENTIONS]->(e)
    RETURN {from: 'e:' + key, to: 'c:' + c.id, weight: m.weight} ORDER BY c.id LIMIT toInteger($perNode)
  } AS edges
  UNWIND edges AS edge RETURN edge, 'mentions of ' + key AS source
  UNION ALL
  UNWIND $entities AS key MATCH (e:HydraEntity {key: key})
  WITH key, COLLECT {
    MATCH (e)-[f:HYDRA_FACT]-(o:HydraEntity) WHERE o.key <> key AND f.open IS NOT NULL
    WITH o.key AS other, count(f) AS weight ORDER BY other LIMIT toInteger($perNode)
    RETURN {from: 'e:' + key, to: 'e:' + other, weight: weight}
  } AS edges
  UNWIND edges AS edge RETURN edge, 'facts of ' + key AS source
  UNION ALL
  UNWIND $chunks AS id MATCH (c:HydraChunk {id: id})
  WITH id, COLLECT {
    MATCH (c)-[m:HYDRA_MENTIONS]->(e:HydraEntity)
    RETURN {from: 'e:' + e.key, to: 'c:' + id, weight: m.weight} ORDER BY e.key LIMIT toInteger($perNode)
  } AS edges
  UNWIND edges AS edge RETURN edge, 'mentions in ' + id AS source`;

export const dropSome =
  "MATCH (n) WHERE n:HydraChunk OR n:HydraEntity OR n:HydraTurn WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS gone";
