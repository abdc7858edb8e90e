//! Random statements that write, with what they return.

use super::expression::Column;
use super::query::Generator;
use super::vocabulary::Relation;

impl Generator<'_> {
    /// `INSERT`, `UPDATE` or `DELETE` with `RETURNING`.
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
        let text = match self.random.below(3) {
            0 => self.insert(relation, &alias),
            1 => self.update(relation, &alias, &mut scope),
            _ => self.delete(relation, &alias, &mut scope),
        };
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
