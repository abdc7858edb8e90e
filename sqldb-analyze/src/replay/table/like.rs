//! `CREATE TABLE … (LIKE source)`: what comes along.

use crate::catalog::{Column, Default, Major, NotNull, RelationKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::constraint::not_null::NewNotNull;
use crate::replay::constraint::pending::{KeyOrigin, copied_key};
use crate::replay::lookup::span;
use crate::replay::table::Draft;
use crate::replay::table::column::NewSequence;
use crate::replay::{Done, Replay};
use crate::tree::ddl::LikeClause;

impl Replay<'_> {
    /// `LIKE source INCLUDING …` (`transformTableLikeClause`): NOT NULL always comes along.
    pub(in crate::replay) fn like(
        &mut self,
        like: &LikeClause,
        kind: RelationKind,
        draft: &mut Draft,
    ) -> Done {
        let foreign = kind == RelationKind::ForeignTable;
        if foreign && self.catalog.major < Major::V18 {
            let message = "LIKE is not supported for creating foreign tables";
            let code = SqlState::WRONG_OBJECT_TYPE;
            return Err(Diagnostic::new(code, span(&like.source), message).into());
        }
        let Some(source) = self.find_relation(&like.source) else {
            // A composite type has columns, too.
            let composite = self.user_type_at(&like.source).is_ok();
            return match composite {
                true => self.type_columns(&like.source, draft),
                false => self.relation(&like.source).map(|_| ()),
            };
        };
        let relation = self.get(source)?.clone();
        let at = span(&like.source);
        // What a view's query proves of its rows is no NOT NULL.
        let declares =
            !matches!(relation.kind, RelationKind::View | RelationKind::MaterializedView);
        for column in &relation.columns {
            let not_null = if declares && !foreign { column.not_null } else { NotNull::No };
            if draft.local.contains(&column.name) {
                return Err(Diagnostic::new(
                    SqlState::DUPLICATE_COLUMN,
                    at,
                    format!("column `{}` specified more than once", column.name),
                )
                .into());
            }
            let default = match column.default {
                Default::Expression if like.defaults || self.domain_default(column.ty.id) => {
                    Default::Expression
                }
                Default::Generated(place) if like.generated => Default::Generated(place),
                Default::Identity(identity) if like.identity && !foreign => {
                    let sequence = NewSequence { name: None, identity: true };
                    draft.sequences.push((column.name.clone(), sequence, at));
                    Default::Identity(identity)
                }
                _ => Default::None,
            };
            draft.local.push(column.name.clone());
            // What is inherited, too, is one column.
            match draft.columns.iter_mut().find(|found| found.name == column.name) {
                Some(found) => {
                    if not_null == NotNull::Enforced {
                        found.not_null = NotNull::Enforced;
                    }
                    if default != Default::None {
                        found.default = default;
                    }
                }
                None => draft.columns.push(Column { default, not_null, ..column.clone() }),
            }
        }
        if declares && self.names_not_null() {
            let copied = self.not_nulls_by_name(source).into_iter();
            draft.not_nulls.extend(copied.map(|found| NewNotNull { span: at, ..found }));
        }
        if like.indexes && !foreign {
            draft.constraints.extend(relation.keys.iter().filter_map(|key| {
                let index = self.index_behind(source, &key.name);
                copied_key(key, index, KeyOrigin::Copied, at)
            }));
        }
        let indexes = like.indexes && !foreign;
        draft.copied.push((source, LikeClause { indexes, ..like.clone() }));
        Ok(())
    }
}
