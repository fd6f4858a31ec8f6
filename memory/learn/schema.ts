// The tables of learning, made by `memory/schema.ts`. What is forgotten from the catalogue is forgotten here.

/** `body`: the program or fix, which is compared with what is learned later. `signature`, `kin`: see `signatureOf`. */
export const learningTables = `
   CREATE TABLE hydra.lessons (
     document text PRIMARY KEY REFERENCES hydra.documents (id) ON DELETE CASCADE,
     model text NOT NULL,
     language text NOT NULL,
     task text NOT NULL,
     body text NOT NULL,
     signature text,
     kin text,
     thread text NOT NULL,
     at timestamptz NOT NULL
   );
   CREATE INDEX lessons_signature ON hydra.lessons (signature);
   CREATE INDEX lessons_kin ON hydra.lessons (kin);
   CREATE TABLE hydra.uses (
     document text NOT NULL REFERENCES hydra.documents (id) ON DELETE CASCADE,
     thread text NOT NULL,
     trigger text NOT NULL,
     body text NOT NULL,
     won boolean NOT NULL DEFAULT false,
     at timestamptz NOT NULL,
     PRIMARY KEY (document, thread)
   );
   CREATE INDEX uses_thread ON hydra.uses (thread);`;
