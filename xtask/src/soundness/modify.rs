//! Random statements that write, with what they return.

use sqldb_analyze::catalog::Major;

use super::expression::Column;
use super::query::Generator;
use super::vocabulary::Relation;

impl Generator<'_> {
    /// `INSERT`, `UPDATE`, `DELETE` or `MERGE` with `RETURNING`.
    pub(super) fn modification(&mut self) -> String {
        let vocabulary = self.vocabulary;
        let writable: Vec<&Relation> =
            vocabulary.relations.iter().filter(|relation| relation.writable).collect();
        let Some(relation) = self.random.pick(&writable).copied() else { return "SELECT 1".into() };
        let alias = self.alias();
        let mut scope: Vec<Column> = relation
            .columns
            .iter()
            .map(|(name, ty, _)| Column {
                text: format!("{alias}.{name}"),
                ty: ty.clone(),
                outer: true,
            })
            .collect();
        let text = match self.random.below(4) {
            0 => self.insert(relation, &alias),
            1 => self.update(relation, &alias, &mut scope),
            2 => self.delete(relation, &alias, &mut scope),
            _ => self.merge(relation, &alias, &mut scope),
        };
        if text.starts_with("MERGE") && vocabulary.major < Major::V17 {
            return text;
        }
        if vocabulary.major >= Major::V18 {
            // What was there, and what is.
            for (name, ty, _) in &relation.columns {
                for when in ["old", "new"] {
                    let text = format!("{when}.{name}");
                    scope.push(Column { text, ty: ty.clone(), outer: true });
                }
            }
        }
        while scope.len() > 12 {
            scope.swap_remove(self.random.below(scope.len()));
        }
        let items: Vec<String> = (0..1 + self.random.below(3))
            .map(|_| {
                let ty = self.random.pick(&scope).map_or("int4", |column| &column.ty).to_owned();
                let depth = self.depth();
                self.expression(&ty, &scope, depth)
            })
            .collect();
        format!("{text} RETURNING {}", items.join(", "))
    }

    fn insert(&mut self, relation: &Relation, alias: &str) -> String {
        // The identity of `person` is given by itself.
        let columns: Vec<&(String, String, bool)> = relation
            .columns
            .iter()
            .filter(|(name, _, _)| !(relation.name == "person" && name == "id"))
            .filter(|(_, _, nullable)| !nullable || self.random.below(2) == 0)
            .collect();
        let names: Vec<&str> = columns.iter().map(|(name, _, _)| name.as_str()).collect();
        let values: Vec<String> = columns
            .iter()
            .map(|(_, ty, nullable)| match self.random.below(4) {
                0 if *nullable => "NULL".to_owned(),
                1 => self.expression(ty, &[], 1),
                _ => self.vocabulary.value(self.random, ty),
            })
            .collect();
        let conflict = match (self.random.below(4), columns.first()) {
            (0, _) => " ON CONFLICT DO NOTHING".to_owned(),
            (1, Some((name, _, _))) if name != "id" => {
                format!(" ON CONFLICT (id) DO UPDATE SET {name} = excluded.{name}")
            }
            _ => String::new(),
        };
        let rows = match self.random.below(4) {
            0 => {
                let types: Vec<String> = columns.iter().map(|(_, ty, _)| ty.clone()).collect();
                let query = self.select(&types, &[]);
                format!("({query})")
            }
            _ => format!("VALUES ({})", values.join(", ")),
        };
        format!("INSERT INTO {} AS {alias} ({}) {rows}{conflict}", relation.name, names.join(", "),)
    }

    fn update(&mut self, relation: &Relation, alias: &str, scope: &mut Vec<Column>) -> String {
        let writable: Vec<&(String, String, bool)> =
            relation.columns.iter().filter(|(name, _, _)| name != "id").collect();
        let Some((name, ty, _)) = self.random.pick(&writable).copied() else {
            return self.delete(relation, alias, scope);
        };
        let value = self.expression(ty, scope, 1);
        let mut text = format!("UPDATE {} AS {alias} SET {name} = {value}", relation.name);
        text.push_str(&self.others("FROM", scope));
        let condition = self.condition(scope, 2);
        format!("{text} WHERE {condition}")
    }

    fn delete(&mut self, relation: &Relation, alias: &str, scope: &mut Vec<Column>) -> String {
        let mut text = format!("DELETE FROM {} AS {alias}", relation.name);
        text.push_str(&self.others("USING", scope));
        let condition = self.condition(scope, 2);
        format!("{text} WHERE {condition}")
    }

    fn merge(&mut self, relation: &Relation, alias: &str, scope: &mut Vec<Column>) -> String {
        let target = scope.clone();
        let (source, more) = self.relation();
        scope.extend(more.iter().cloned());
        let on = self.condition(scope, 1);
        let mut text = format!("MERGE INTO {} AS {alias} USING {source} ON {on}", relation.name);
        let column = self.random.pick(&relation.columns).cloned();
        let update = column.filter(|(name, _, _)| name != "id").map(|(name, ty, _)| {
            let value = self.expression(&ty, scope, 1);
            format!("UPDATE SET {name} = {value}")
        });
        let action = match (self.random.below(3), update) {
            (0, Some(update)) => update,
            (1, _) => "DELETE".to_owned(),
            _ => "DO NOTHING".to_owned(),
        };
        text.push_str(&format!(" WHEN MATCHED THEN {action}"));
        if self.random.below(2) == 0 {
            let columns = relation.columns.iter().filter(|(_, _, nullable)| !nullable);
            let columns: Vec<&(String, String, bool)> = columns
                .filter(|(name, _, _)| !(relation.name == "person" && name == "id"))
                .collect();
            let names: Vec<&str> = columns.iter().map(|(name, _, _)| name.as_str()).collect();
            let values: Vec<String> =
                columns.iter().map(|(_, ty, _)| self.expression(ty, &more, 1)).collect();
            let insert = match names.is_empty() {
                true => "DEFAULT VALUES".to_owned(),
                false => format!("({}) VALUES ({})", names.join(", "), values.join(", ")),
            };
            text.push_str(&format!(" WHEN NOT MATCHED THEN INSERT {insert}"));
        }
        if self.vocabulary.major >= Major::V17 && self.random.below(3) == 0 {
            let condition = self.condition(&target, 1);
            text.push_str(&format!(" WHEN NOT MATCHED BY SOURCE AND {condition} THEN DELETE"));
        }
        text
    }

    /// Another relation to look into, sometimes.
    fn others(&mut self, word: &str, scope: &mut Vec<Column>) -> String {
        if self.random.below(3) > 0 {
            return String::new();
        }
        let (from, more) = self.relation();
        scope.extend(more);
        format!(" {word} {from}")
    }
}
