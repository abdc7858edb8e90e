//! Random queries.

use super::expression::Column;
use super::vocabulary::{Call, Vocabulary};
use crate::random::Random;

/// A statement, and the values of its parameters.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// With `$1`.
    pub(super) text: String,
    /// What is run for `$1`, `$2`, ….
    pub(super) values: Vec<String>,
}

/// Makes one statement.
pub(super) struct Generator<'g> {
    pub(super) random: &'g mut Random,
    pub(super) vocabulary: &'g Vocabulary,
    pub(super) parameters: Vec<String>,
    aliases: usize,
    /// Common table expressions that are in scope.
    with: Vec<(String, Vec<(String, String)>)>,
}

/// How deep expressions are at most.
const DEPTH: usize = 3;

impl<'g> Generator<'g> {
    pub(super) fn new(random: &'g mut Random, vocabulary: &'g Vocabulary) -> Generator<'g> {
        Generator { random, vocabulary, parameters: Vec::new(), aliases: 0, with: Vec::new() }
    }

    /// A statement of any kind.
    pub(super) fn question(mut self) -> Question {
        let text = match self.random.below(10) {
            0 | 1 => self.modification(),
            _ => self.query(),
        };
        Question { text, values: self.parameters }
    }

    pub(super) fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("t{}", self.aliases)
    }

    /// How deep the next expression is.
    pub(super) fn depth(&mut self) -> usize {
        self.random.below(DEPTH + 1)
    }

    /// Up to four types.
    fn row_types(&mut self) -> Vec<String> {
        let count = 1 + self.random.below(4);
        (0..count)
            .map(|_| match self.random.below(3) {
                0 => self.vocabulary.any_type(self.random),
                _ => {
                    let usual = ["int4", "text", "bool", "int8", "numeric", "date", "timestamptz"];
                    self.random.pick(&usual).map_or_else(String::new, |ty| (*ty).to_owned())
                }
            })
            .collect()
    }

    /// A query with WITH, set operations and an order.
    fn query(&mut self) -> String {
        let types = self.row_types();
        let mut with = String::new();
        if self.random.below(6) == 0 {
            with = self.with_clause();
        }
        let mut text = self.select(&types, &[]);
        let complete = text.contains(" LIMIT 2");
        if complete {
            return format!("{with}{text}");
        }
        if self.random.below(6) == 0 {
            let operators =
                ["UNION", "UNION ALL", "INTERSECT", "INTERSECT ALL", "EXCEPT", "EXCEPT ALL"];
            let operator = self.random.pick(&operators).copied().unwrap_or("UNION ALL");
            let right = self.select(&types, &[]);
            text = format!("({text}) {operator} ({right})");
        }
        if self.random.below(4) == 0 {
            text.push_str(" ORDER BY 1");
        }
        match self.random.below(8) {
            0 => text.push_str(" LIMIT 1"),
            1 => text.push_str(" LIMIT 2 OFFSET 1"),
            _ => {}
        }
        format!("{with}{text}")
    }

    fn with_clause(&mut self) -> String {
        let types = self.row_types();
        let name = self.alias();
        let columns: Vec<(String, String)> =
            types.iter().enumerate().map(|(at, ty)| (format!("c{at}"), ty.clone())).collect();
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(", ");
        let text = match self.random.below(3) {
            0 => {
                // A recursive one counts up, and carries the other columns along.
                let base = self.select(&types, &[]);
                let list = self.carried(&columns);
                format!(
                    "WITH RECURSIVE {name} ({names}, n) AS (SELECT b.*, 1 FROM ({base}) b UNION ALL \
                     SELECT {list}, n + 1 FROM {name} WHERE n < 3) "
                )
            }
            _ => {
                let body = self.select(&types, &[]);
                let hint = ["", "MATERIALIZED ", "NOT MATERIALIZED "];
                let hint = self.random.pick(&hint).copied().unwrap_or("");
                format!("WITH {name} ({names}) AS {hint}({body}) ")
            }
        };
        self.with.push((name, columns));
        text
    }

    fn carried(&mut self, columns: &[(String, String)]) -> String {
        let scope: Vec<Column> = columns
            .iter()
            .map(|(name, ty)| Column { text: name.clone(), ty: ty.clone(), outer: true })
            .collect();
        let items: Vec<String> = columns
            .iter()
            .map(|(name, ty)| match self.random.below(3) {
                0 => {
                    let value = self.expression(ty, &scope, 1);
                    format!("({value})::{ty}")
                }
                _ => name.clone(),
            })
            .collect();
        items.join(", ")
    }

    /// A query of one column, for expressions.
    pub(super) fn one_column(&mut self, ty: &str, outer: &[Column], depth: usize) -> String {
        let outer: Vec<Column> = outer.iter().filter(|column| column.outer).cloned().collect();
        if self.random.below(4) == 0 {
            // Without FROM, it yields one row.
            let item = self.expression(ty, &outer, depth);
            return format!("SELECT {item}");
        }
        if depth == 0 {
            let (from, scope) = self.relation();
            let item = self.expression(ty, &scope, 0);
            return format!("SELECT {item} FROM {from}");
        }
        self.select(&[ty.to_owned()], &outer)
    }

    /// `SELECT` with columns of these types.
    pub(super) fn select(&mut self, types: &[String], outer: &[Column]) -> String {
        if self.random.below(20) == 0 && outer.is_empty() {
            return self.values_rows(types);
        }
        let (from, local) = self.sources(outer);
        let mut scope = local.clone();
        scope.extend(outer.iter().cloned());
        let depth = self.depth();
        let mut clauses = String::new();
        if self.random.below(3) > 0 {
            let condition = self.condition(&scope, depth);
            clauses.push_str(&format!(" WHERE {condition}"));
        }
        let kind = self.random.below(8);
        let targets = match kind {
            0 | 1 => self.grouped(&scope, &mut clauses),
            2 => {
                let mut targets = scope.clone();
                targets.extend(self.window_calls(&scope));
                targets
            }
            _ => scope.clone(),
        };
        let items: Vec<String> = types
            .iter()
            .map(|ty| {
                if self.random.below(40) == 0 {
                    return self.set_target(ty, &targets);
                }
                let depth = self.depth();
                let item = self.expression(ty, &targets, depth);
                // Arms of a set operation must agree.
                match self.random.below(2) {
                    0 => item,
                    _ => format!("({item})::{ty}"),
                }
            })
            .collect();
        let mut distinct = String::new();
        let mut order = String::new();
        match (self.random.below(16), self.random.pick(&targets).cloned()) {
            (0 | 1, _) => distinct = "DISTINCT ".to_owned(),
            (2, Some(key)) => distinct = format!("DISTINCT ON ({}) ", key.text),
            (3, Some(key)) if outer.is_empty() => order = format!(" ORDER BY {} LIMIT 2", key.text),
            _ => {}
        }
        format!("SELECT {distinct}{} FROM {from}{clauses}{order}", items.join(", "))
    }

    /// A function in the select list that returns a set.
    fn set_target(&mut self, ty: &str, scope: &[Column]) -> String {
        let vocabulary = self.vocabulary;
        let fitting: Vec<&(String, Call)> =
            vocabulary.sets.iter().filter(|(result, _)| result == ty).collect();
        match self.random.pick(&fitting).copied() {
            Some((_, call)) => self.written(call, scope, 1),
            None => self.expression(ty, scope, 1),
        }
    }

    fn values_rows(&mut self, types: &[String]) -> String {
        let rows: Vec<String> = (0..1 + self.random.below(3))
            .map(|_| {
                let items: Vec<String> =
                    types.iter().map(|ty| self.expression(ty, &[], 1)).collect();
                format!("({})", items.join(", "))
            })
            .collect();
        format!("VALUES {}", rows.join(", "))
    }

    /// `GROUP BY` and `HAVING`, and what may be named behind them.
    fn grouped(&mut self, scope: &[Column], clauses: &mut String) -> Vec<Column> {
        let mut keys: Vec<Column> = Vec::new();
        for _ in 0..self.random.below(3) {
            let Some(column) = self.random.pick(scope).cloned() else { continue };
            if self.random.below(4) == 0 {
                // A key that is an expression may stand in targets as it is written.
                // A sub-select is equal to another text of itself for the server alone.
                let text = self.expression(&column.ty, scope, 1);
                let text = if text.contains("SELECT") { column.text } else { text };
                keys.push(Column { text, ty: column.ty, outer: false });
            } else {
                keys.push(column);
            }
        }
        let texts: Vec<&str> = keys.iter().map(|key| key.text.as_str()).collect();
        let texts = texts.join(", ");
        if !keys.is_empty() {
            let group = match self.random.below(6) {
                0 => format!("ROLLUP ({texts})"),
                1 => format!("CUBE ({texts})"),
                2 => format!("GROUPING SETS (({texts}), ())"),
                3 => format!("GROUPING SETS (({texts}))"),
                _ => texts,
            };
            clauses.push_str(&format!(" GROUP BY {group}"));
        }
        let mut found = keys;
        found.push(Column { text: "count(*)".to_owned(), ty: "int8".to_owned(), outer: false });
        for _ in 0..3 {
            found.extend(self.aggregate(scope, ""));
        }
        if self.random.below(3) == 0 {
            let depth = self.depth();
            let condition = self.condition(&found, depth);
            clauses.push_str(&format!(" HAVING {condition}"));
        }
        found
    }

    /// An aggregate call, with `OVER …` behind it where one is given.
    fn aggregate(&mut self, scope: &[Column], over: &str) -> Option<Column> {
        let vocabulary = self.vocabulary;
        let types: Vec<&String> = vocabulary.aggregates.keys().collect();
        let ty = (*self.random.pick(&types)?).clone();
        let call = self.random.pick(vocabulary.aggregates.get(&ty)?)?;
        let inner: Vec<Column> = scope.iter().filter(|column| column.outer).cloned().collect();
        let mut text = self.written(call, &inner, 1);
        if call.arguments.len() == 1 && over.is_empty() && self.random.below(6) == 0 {
            text = text.replacen('(', "(DISTINCT ", 1);
        }
        if self.random.below(5) == 0 {
            let condition = self.condition(&inner, 1);
            text.push_str(&format!(" FILTER (WHERE {condition})"));
        }
        Some(Column { text: format!("{text}{over}"), ty, outer: false })
    }

    fn window_calls(&mut self, scope: &[Column]) -> Vec<Column> {
        let mut found = Vec::new();
        for _ in 0..2 {
            let mut over = String::from(" OVER (");
            if let (0, Some(column)) = (self.random.below(2), self.random.pick(scope)) {
                over.push_str(&format!("PARTITION BY {} ", column.text));
            }
            if let (0 | 1, Some(column)) = (self.random.below(3), self.random.pick(scope)) {
                over.push_str(&format!("ORDER BY {} ", column.text));
                let frames = [
                    "",
                    "",
                    "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
                    "ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING",
                    "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW",
                    "GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW",
                    "RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES",
                ];
                over.push_str(self.random.pick(&frames).copied().unwrap_or(""));
            }
            over.push(')');
            if self.random.below(2) == 0 {
                found.extend(self.aggregate(scope, &over));
                continue;
            }
            let vocabulary = self.vocabulary;
            let types: Vec<&String> = vocabulary.windows.keys().collect();
            let Some(ty) = self.random.pick(&types).map(|ty| (*ty).clone()) else { continue };
            let calls = vocabulary.windows.get(&ty).map_or(&[][..], Vec::as_slice);
            let Some(call) = self.random.pick(calls) else { continue };
            let text = self.written(call, scope, 1);
            found.push(Column { text: format!("{text}{over}"), ty, outer: false });
        }
        found
    }

    /// `FROM`, and what it brings.
    fn sources(&mut self, outer: &[Column]) -> (String, Vec<Column>) {
        let (mut text, mut scope) = self.item(outer);
        for _ in 0..self.random.below(3) {
            let lateral: Vec<Column> = scope.iter().chain(outer).cloned().collect();
            let kinds = ["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN", ","];
            let kind = self.random.pick(&kinds).copied().unwrap_or("JOIN");
            let visible = if matches!(kind, "JOIN" | "LEFT JOIN" | "CROSS JOIN" | ",") {
                &lateral[..]
            } else {
                &[][..]
            };
            let (right, more) = match self.random.below(4) {
                0 => self.sub_select(visible),
                _ => self.item(outer),
            };
            let shared = scope.iter().find_map(|one| {
                let name = one.text.split_once('.')?.1;
                let (table, _) = one.text.split_once('.')?;
                let alone = scope.iter().filter(|c| c.text.ends_with(&format!(".{name}"))).count();
                let here = more.iter().any(|two| {
                    two.ty == one.ty && two.text.split_once('.').is_some_and(|(_, n)| n == name)
                });
                (alone == 1 && here && !table.is_empty()).then(|| name.to_owned())
            });
            match (kind, shared) {
                ("JOIN" | "LEFT JOIN" | "RIGHT JOIN" | "FULL JOIN", _)
                    if self.random.below(10) == 0 =>
                {
                    // What is shared is not known here: no column is named without a table.
                    text = format!("{text} NATURAL {kind} {right}");
                }
                ("CROSS JOIN" | ",", _) => text = format!("{text} {kind} {right}"),
                (_, Some(name)) if self.random.below(3) == 0 => {
                    // The merged column goes first, and is named without a table.
                    let ty = scope
                        .iter()
                        .find(|column| column.text.ends_with(&format!(".{name}")))
                        .map_or_else(String::new, |column| column.ty.clone());
                    text = format!("{text} {kind} {right} USING ({name})");
                    scope.extend(more);
                    scope.push(Column { text: name, ty, outer: true });
                    return (text, scope);
                }
                _ => {
                    let both: Vec<Column> = scope.iter().chain(&more).cloned().collect();
                    let condition = match kind {
                        // Only equalities can be merged or hashed.
                        "FULL JOIN" => "true".to_owned(),
                        _ => self.condition(&both, 1),
                    };
                    text = format!("{text} {kind} {right} ON {condition}");
                }
            }
            scope.extend(more);
        }
        (text, scope)
    }

    fn item(&mut self, outer: &[Column]) -> (String, Vec<Column>) {
        match self.random.below(12) {
            0 => self.sub_select(&[]),
            1 => self.set_function(outer),
            2 if !self.with.is_empty() => {
                let (name, columns) = self.random.pick(&self.with).cloned().unwrap_or_default();
                self.named(&name, &columns)
            }
            _ => self.relation(),
        }
    }

    fn named(&mut self, name: &str, columns: &[(String, String)]) -> (String, Vec<Column>) {
        let alias = self.alias();
        let scope = columns
            .iter()
            .map(|(column, ty)| Column {
                text: format!("{alias}.{column}"),
                ty: ty.clone(),
                outer: true,
            })
            .collect();
        (format!("{name} AS {alias}"), scope)
    }

    /// A table or a view.
    pub(super) fn relation(&mut self) -> (String, Vec<Column>) {
        let vocabulary = self.vocabulary;
        let Some(relation) = self.random.pick(&vocabulary.relations) else {
            return ("(SELECT 1) x".to_owned(), Vec::new());
        };
        let mut columns: Vec<(String, String)> =
            relation.columns.iter().map(|(name, ty, _)| (name.clone(), ty.clone())).collect();
        // Of a wide one, some columns will do.
        while columns.len() > 12 {
            columns.swap_remove(self.random.below(columns.len()));
        }
        self.named(&relation.name, &columns)
    }

    fn sub_select(&mut self, lateral: &[Column]) -> (String, Vec<Column>) {
        let types = self.row_types();
        let word = if lateral.is_empty() { "" } else { "LATERAL " };
        let body = self.select(&types, lateral);
        let alias = self.alias();
        let names: Vec<String> = (0..types.len()).map(|at| format!("c{at}")).collect();
        let scope = names
            .iter()
            .zip(types)
            .map(|(name, ty)| Column { text: format!("{alias}.{name}"), ty, outer: true })
            .collect();
        (format!("{word}({body}) AS {alias} ({})", names.join(", ")), scope)
    }

    fn set_function(&mut self, outer: &[Column]) -> (String, Vec<Column>) {
        let alias = self.alias();
        let vocabulary = self.vocabulary;
        let Some((ty, call)) = self.random.pick(&vocabulary.sets) else {
            return self.relation();
        };
        let text = self.written(call, outer, 0);
        let column = |name: &str, ty: &str| Column {
            text: format!("{alias}.{name}"),
            ty: ty.to_owned(),
            outer: true,
        };
        match self.random.below(2) {
            0 => (format!("{text} AS {alias} (v)"), vec![column("v", ty)]),
            _ => (
                format!("{text} WITH ORDINALITY AS {alias} (v, n)"),
                vec![column("v", ty), column("n", "int8")],
            ),
        }
    }
}
