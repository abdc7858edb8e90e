// A catalog as text, one line a thing: `LISTING` asks a server for the same lines.

use sqldb_analyze::catalog::{
    Catalog, Constraint, ConstraintKind, Default, Dependent, Generated, Identity, KeyKind, NotNull,
    OtherKind, Relation, RelationKind, UserTypeKind, Validity,
};

/// The lines of a catalog, sorted.
pub(crate) fn listing(catalog: &Catalog) -> String {
    let mut lines = Vec::new();
    for relation in &catalog.relations {
        of_relation(catalog, relation, &mut lines);
    }
    for index in &catalog.indexes {
        let table = &catalog.relation(index.relation).unwrap().name;
        let unique = if index.unique { " unique" } else { "" };
        let partial = if index.partial { " partial" } else { "" };
        let columns: Vec<_> =
            index.columns.iter().map(|c| c.as_deref().unwrap_or("(expression)")).collect();
        let of = index.attached_to.as_ref().map_or(String::new(), |to| format!(" of {}", to.name));
        lines.push(format!(
            "{}.{} index {}{unique}{partial} ({}){of}",
            table.schema,
            table.name,
            index.name.name,
            columns.join(", ")
        ));
    }
    for constraint in &catalog.constraints {
        let table = &catalog.relation(constraint.relation).unwrap().name;
        let what = match &constraint.kind {
            ConstraintKind::Check { inherits, .. } => {
                format!("check{}", inherited(constraint, *inherits))
            }
            ConstraintKind::NotNull { column, inherits } => {
                format!("not null ({column}){}", inherited(constraint, *inherits))
            }
            ConstraintKind::Exclude { .. } => "exclude".to_owned(),
            ConstraintKind::ForeignKey {
                columns,
                target,
                target_columns,
                key,
                deferrable,
                terms: _,
            } => {
                let target = &catalog.relation(*target).unwrap().name.name;
                format!(
                    "({}) references {target} ({}) by {key}{}",
                    columns.join(", "),
                    target_columns.join(", "),
                    if *deferrable { " deferrable" } else { "" },
                )
            }
        };
        let what = what
            + match constraint.validity {
                Validity::Valid => "",
                Validity::NotValid => " not valid",
                Validity::NotEnforced => " not enforced",
            };
        lines
            .push(format!("{}.{} constraint {} {what}", table.schema, table.name, constraint.name));
    }
    for user_type in &catalog.types {
        let name = &user_type.name;
        let what = match &user_type.kind {
            UserTypeKind::Base(base) => format!("base type {:?}", base.category),
            UserTypeKind::Enum(labels) => format!("enum ({})", labels.join(", ")),
            UserTypeKind::Domain { base, default, constraints: _ } => format!(
                "domain {}{}{}{}",
                catalog.format_type(*base),
                if user_type.kind.says_not_null() { " not null" } else { "" },
                if *default { " default" } else { "" },
                if user_type.kind.has_check() { " check" } else { "" },
            ),
            UserTypeKind::Composite(fields) => {
                let fields: Vec<_> = fields
                    .iter()
                    .map(|(name, ty)| format!("{name} {}", catalog.format_type(*ty)))
                    .collect();
                format!("composite ({})", fields.join(", "))
            }
            UserTypeKind::Row(relation) => {
                format!("row of {}", catalog.relation(*relation).unwrap().name.name)
            }
            UserTypeKind::Range { subtype, .. } => {
                format!("range of {}", catalog.format_type(*subtype))
            }
            UserTypeKind::Multirange(range) => {
                format!("multirange of {}", catalog.user_type(*range).unwrap().name.name)
            }
            UserTypeKind::Array(element) => {
                format!("array of {}", catalog.user_type(*element).unwrap().name.name)
            }
        };
        lines.push(format!("type {}.{} {what}", name.schema, name.name));
    }
    for function in &catalog.functions {
        let arguments: Vec<_> =
            function.arguments.iter().map(|a| catalog.format_type(a.ty)).collect();
        lines.push(format!(
            "routine {}.{} ({}) -> {}{} defaults {}{}{}",
            function.name.schema,
            function.name.name,
            arguments.join(", "),
            if function.returns_set { "setof " } else { "" },
            catalog.format_type(function.result),
            function.defaults,
            if function.variadic { " variadic" } else { "" },
            if function.strict { " strict" } else { "" },
        ));
    }
    let on = |id| {
        let name = &catalog.relation(id).unwrap().name;
        format!("{}.{}", name.schema, name.name)
    };
    let policies = catalog.policies.iter();
    lines.extend(policies.map(|found| format!("{} policy {}", on(found.relation), found.name)));
    let rules = catalog.rules.iter();
    lines.extend(rules.map(|found| format!("{} rule {}", on(found.relation), found.name)));
    let triggers = catalog.triggers.iter();
    lines.extend(triggers.map(|found| format!("{} trigger {}", on(found.relation), found.name)));
    let events = catalog.event_triggers.iter();
    lines.extend(events.map(|found| format!("event trigger {}", found.name)));
    for found in &catalog.operators {
        let left = found.left.map_or("-".to_owned(), |left| catalog.format_type(left));
        let (symbol, right) = (&found.name.name, catalog.format_type(found.right));
        lines.push(format!("operator {}.{symbol} ({left}, {right})", found.name.schema));
    }
    of_others(catalog, &mut lines);
    lines.sort();
    lines.into_iter().map(|line| line + "\n").collect()
}

fn of_others(catalog: &Catalog, lines: &mut Vec<String>) {
    let name = |id| &catalog.other(id).unwrap().name.name;
    for found in &catalog.others {
        let (word, own) = (found.kind.word(), &found.name.name);
        lines.push(match &found.kind {
            OtherKind::OperatorClass(method) | OtherKind::OperatorFamily(method) => {
                format!("{word} {}.{own} using {method}", found.name.schema)
            }
            OtherKind::UserMapping(server) => format!("{word} {own} on {}", name(*server)),
            OtherKind::Transform(ty) => format!("{word} {} {own}", catalog.format_type(*ty)),
            kind if kind.is_in_schema() => format!("{word} {}.{own}", found.name.schema),
            _ => format!("{word} {own}"),
        });
    }
    for found in &catalog.uses {
        if let Dependent::Published(publication, table) = &found.dependent {
            let table = &catalog.relation(*table).unwrap().name;
            let of = name(*publication);
            lines.push(format!("{}.{} published by {of}", table.schema, table.name));
        }
    }
}

fn inherited(constraint: &Constraint, inherits: bool) -> &'static str {
    match (constraint.local, inherits) {
        (true, true) => "",
        (true, false) => " no inherit",
        (false, _) => " inherited",
    }
}

fn of_relation(catalog: &Catalog, relation: &Relation, lines: &mut Vec<String>) {
    let name = format!("{}.{}", relation.name.schema, relation.name.name);
    let kind = match relation.kind {
        RelationKind::Table => "table",
        RelationKind::PartitionedTable => "partitioned table",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::ForeignTable => "foreign table",
        RelationKind::Sequence => "sequence",
    };
    let mut parents: Vec<_> = relation
        .parents
        .iter()
        .map(|id| catalog.relation(*id).unwrap().name.name.clone())
        .collect();
    parents.sort();
    let parents =
        if parents.is_empty() { String::new() } else { format!(" of {}", parents.join(", ")) };
    lines.push(format!("{name} {kind}{parents}"));
    // All sequences have the same columns.
    let columns = relation.columns.iter().filter(|_| relation.kind != RelationKind::Sequence);
    for (at, column) in columns.enumerate() {
        lines.push(format!(
            "{name} column {:02} {} {}{}{}",
            at + 1,
            column.name,
            catalog.format_type(column.ty),
            if column.not_null == NotNull::Enforced { " not null" } else { "" },
            match column.default {
                Default::None => "",
                Default::Expression => " default",
                Default::Identity(Identity::Always) => " identity always",
                Default::Identity(Identity::ByDefault) => " identity by default",
                Default::Generated(Generated::Stored) => " generated",
                Default::Generated(Generated::Virtual) => " generated virtual",
            },
        ));
    }
    for key in &relation.keys {
        let kind = match key.kind {
            KeyKind::Primary => "primary key",
            KeyKind::Unique => "unique",
            KeyKind::UniqueIndex => continue,
        };
        lines.push(format!(
            "{name} key {} {kind}{}{}{} ({})",
            key.name,
            if key.nulls_not_distinct { " nulls not distinct" } else { "" },
            if key.deferrable { " deferrable" } else { "" },
            if key.without_overlaps { " without overlaps" } else { "" },
            key.columns.join(", ")
        ));
    }
}

/// The same lines from a server, of everything that its users made.
#[allow(dead_code, reason = "the tests without a server do not ask one")]
pub(crate) const LISTING: &str = "
WITH own AS (SELECT * FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
rel AS (
  SELECT c.*, c.oid AS id, n.nspname || '.' || c.relname AS shown
  FROM pg_class c JOIN own n ON n.oid = c.relnamespace WHERE c.relkind IN ('r','p','v','m','f','S')
),
lines AS (
  SELECT shown || ' ' || CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
      WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'sequence' END
    || coalesce((SELECT ' of ' || string_agg(p.relname, ', ' ORDER BY p.relname COLLATE \"C\")
                 FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent WHERE i.inhrelid = rel.id), '') AS line
  FROM rel
  UNION ALL
  SELECT shown || ' column ' || lpad(row_number() OVER (PARTITION BY rel.id ORDER BY attnum)::text, 2, '0') || ' ' || attname
    || ' ' || format_type(atttypid, atttypmod)
    || CASE WHEN attnotnull AND relkind <> 'f' AND NOT EXISTS (
         SELECT FROM pg_constraint k WHERE k.conrelid = rel.id AND k.contype = 'n' AND k.conkey = ARRAY[attnum] AND NOT k.convalidated)
       THEN ' not null' ELSE '' END
    || CASE WHEN attidentity = 'a' THEN ' identity always' WHEN attidentity = 'd' THEN ' identity by default'
       WHEN attgenerated = 's' THEN ' generated' WHEN attgenerated = 'v' THEN ' generated virtual'
       WHEN atthasdef OR (SELECT typtype = 'd' AND typdefaultbin IS NOT NULL FROM pg_type t WHERE t.oid = atttypid) THEN ' default'
       ELSE '' END
  FROM rel JOIN pg_attribute a ON attrelid = rel.id WHERE attnum > 0 AND NOT attisdropped AND relkind <> 'S'
  UNION ALL
  SELECT shown || ' key ' || conname || CASE contype WHEN 'p' THEN ' primary key' ELSE ' unique' END
    || CASE WHEN indnullsnotdistinct THEN ' nulls not distinct' ELSE '' END
    || CASE WHEN condeferrable THEN ' deferrable' ELSE '' END
    || CASE WHEN indisexclusion THEN ' without overlaps' ELSE '' END
    || ' (' || (SELECT string_agg(attname, ', ' ORDER BY n) FROM unnest(conkey) WITH ORDINALITY k(num, n)
                JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = num) || ')'
  FROM pg_constraint JOIN rel ON rel.id = conrelid JOIN pg_index ON indexrelid = conindid WHERE contype IN ('p', 'u')
  UNION ALL
  SELECT shown || ' index ' || i.relname || CASE WHEN indisunique THEN ' unique' ELSE '' END
    || CASE WHEN indpred IS NOT NULL THEN ' partial' ELSE '' END
    || ' (' || (SELECT string_agg(coalesce(attname::text, '(expression)'), ', ' ORDER BY n)
                FROM unnest(indkey::int2[]) WITH ORDINALITY k(num, n)
                LEFT JOIN pg_attribute a ON a.attrelid = indrelid AND a.attnum = num AND num > 0
                WHERE n <= indnkeyatts) || ')'
    || coalesce((SELECT ' of ' || p.relname FROM pg_inherits h JOIN pg_class p ON p.oid = inhparent WHERE inhrelid = indexrelid), '')
  FROM pg_index JOIN rel ON rel.id = indrelid JOIN pg_class i ON i.oid = indexrelid
  UNION ALL
  SELECT shown || ' constraint ' || conname || ' '
    || CASE contype WHEN 'c' THEN 'check' WHEN 'x' THEN 'exclude'
       WHEN 'n' THEN 'not null (' || (SELECT attname FROM pg_attribute a WHERE a.attrelid = conrelid AND a.attnum = conkey[1]) || ')' ELSE
       '(' || (SELECT string_agg(attname, ', ' ORDER BY n) FROM unnest(conkey) WITH ORDINALITY k(num, n)
               JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = num)
       || ') references ' || (SELECT relname FROM pg_class WHERE oid = confrelid) || ' ('
       || (SELECT string_agg(attname, ', ' ORDER BY n) FROM unnest(confkey) WITH ORDINALITY k(num, n)
           JOIN pg_attribute a ON a.attrelid = confrelid AND a.attnum = num)
       || ') by ' || (SELECT relname FROM pg_class WHERE oid = conindid)
       || CASE WHEN condeferrable THEN ' deferrable' ELSE '' END END
    || CASE WHEN contype NOT IN ('c', 'n') THEN '' WHEN NOT conislocal THEN ' inherited' WHEN connoinherit THEN ' no inherit' ELSE '' END
    || CASE WHEN to_jsonb(k) ->> 'conenforced' = 'false' THEN ' not enforced' WHEN convalidated THEN '' ELSE ' not valid' END
  FROM pg_constraint k JOIN rel ON rel.id = conrelid
  WHERE contype IN ('c', 'x', 'f', 'n')
    -- A row for each partition that a reference is about says nothing new.
    AND NOT (contype = 'f' AND conparentid <> 0 AND conrelid = (SELECT p.conrelid FROM pg_constraint p WHERE p.oid = k.conparentid))
  UNION ALL
  SELECT 'type ' || n.nspname || '.' || typname || ' ' || CASE
      WHEN typcategory = 'A' AND typelem <> 0 THEN 'array of ' || (SELECT typname FROM pg_type e WHERE e.oid = t.typelem)
      WHEN typtype = 'e' THEN 'enum (' || coalesce((SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), '') || ')'
      WHEN typtype = 'd' THEN 'domain ' || format_type(typbasetype, typtypmod) || CASE WHEN typnotnull THEN ' not null' ELSE '' END
        || CASE WHEN typdefaultbin IS NOT NULL THEN ' default' ELSE '' END
        || CASE WHEN EXISTS (SELECT FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c') THEN ' check' ELSE '' END
      WHEN typtype = 'r' THEN 'range of ' || (SELECT format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = t.oid)
      WHEN typtype = 'm' THEN 'multirange of ' || (SELECT r.typname FROM pg_range JOIN pg_type r ON r.oid = rngtypid WHERE rngmultitypid = t.oid)
      WHEN c.relkind = 'c' THEN 'composite (' || coalesce((SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped), '') || ')'
      ELSE 'row of ' || c.relname END
  FROM pg_type t JOIN own n ON n.oid = typnamespace LEFT JOIN pg_class c ON c.oid = typrelid
  UNION ALL
  SELECT 'routine ' || n.nspname || '.' || proname || ' (' || coalesce((SELECT string_agg(format_type(ty, NULL), ', ' ORDER BY k.n)
      FROM unnest(proargtypes::oid[]) WITH ORDINALITY k(ty, n)), '') || ') -> ' || CASE WHEN proretset THEN 'setof ' ELSE '' END
    || format_type(prorettype, NULL) || ' defaults ' || pronargdefaults || CASE WHEN provariadic <> 0 THEN ' variadic' ELSE '' END
    || CASE WHEN proisstrict THEN ' strict' ELSE '' END
  FROM pg_proc JOIN own n ON n.oid = pronamespace
  WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_proc.oid AND d.deptype = 'e')
  UNION ALL
  SELECT shown || ' policy ' || polname FROM pg_policy JOIN rel ON rel.id = polrelid
  UNION ALL
  SELECT shown || ' rule ' || rulename FROM pg_rewrite JOIN rel ON rel.id = ev_class WHERE rulename <> '_RETURN'
  UNION ALL
  SELECT shown || ' trigger ' || tgname FROM pg_trigger JOIN rel ON rel.id = tgrelid WHERE NOT tgisinternal AND tgparentid = 0
  UNION ALL
  SELECT 'event trigger ' || evtname FROM pg_event_trigger
  UNION ALL
  SELECT 'operator ' || n.nspname || '.' || oprname || ' (' || format_type(oprleft, NULL) || ', ' || format_type(oprright, NULL) || ')'
  FROM pg_operator o JOIN own n ON n.oid = oprnamespace
  WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')
  UNION ALL
  SELECT line FROM (
    SELECT oid, 'collation ' || collnamespace::regnamespace || '.' || collname FROM pg_collation
    UNION ALL SELECT oid, 'conversion ' || connamespace::regnamespace || '.' || conname FROM pg_conversion
    UNION ALL SELECT o.oid, 'operator class ' || opcnamespace::regnamespace || '.' || opcname || ' using ' || amname
      FROM pg_opclass o JOIN pg_am a ON a.oid = opcmethod
    UNION ALL SELECT o.oid, 'operator family ' || opfnamespace::regnamespace || '.' || opfname || ' using ' || amname
      FROM pg_opfamily o JOIN pg_am a ON a.oid = opfmethod
    UNION ALL SELECT oid, 'text search configuration ' || cfgnamespace::regnamespace || '.' || cfgname FROM pg_ts_config
    UNION ALL SELECT oid, 'text search dictionary ' || dictnamespace::regnamespace || '.' || dictname FROM pg_ts_dict
    UNION ALL SELECT oid, 'text search parser ' || prsnamespace::regnamespace || '.' || prsname FROM pg_ts_parser
    UNION ALL SELECT oid, 'text search template ' || tmplnamespace::regnamespace || '.' || tmplname FROM pg_ts_template
    UNION ALL SELECT oid, 'statistics object ' || stxnamespace::regnamespace || '.' || stxname FROM pg_statistic_ext
    UNION ALL SELECT oid, 'access method ' || amname FROM pg_am
    UNION ALL SELECT oid, 'foreign-data wrapper ' || fdwname FROM pg_foreign_data_wrapper
    UNION ALL SELECT oid, 'server ' || srvname FROM pg_foreign_server
    UNION ALL SELECT umid, 'user mapping ' || CASE usename WHEN current_user THEN 'current_user' ELSE usename END || ' on ' || srvname
      FROM pg_user_mappings
    UNION ALL SELECT oid, 'language ' || lanname FROM pg_language
    UNION ALL SELECT oid, 'publication ' || pubname FROM pg_publication
    UNION ALL SELECT oid, 'subscription ' || subname FROM pg_subscription
      WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    UNION ALL SELECT t.oid, 'transform ' || format_type(trftype, NULL) || ' ' || lanname
      FROM pg_transform t JOIN pg_language l ON l.oid = trflang
    UNION ALL SELECT p.oid, shown || ' published by ' || pubname
      FROM pg_publication_rel p JOIN rel ON rel.id = prrelid JOIN pg_publication ON pg_publication.oid = prpubid
  ) o(id, line)
  WHERE id >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = id AND d.deptype = 'e')
)
SELECT line FROM lines ORDER BY line COLLATE \"C\";
";
